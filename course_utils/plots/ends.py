"""Name each curve at its right end, where the eye arrives, instead of in a box."""

import math

from course_utils.plots import style
from course_utils.plots.limits import spread

from matplotlib.lines import Line2D

LINE_HEIGHT = 0.19  # inches between two labels


def label_ends(ax, ends, limits):
    """Write a label to the right of the axes for each curve, as near to its end as the others allow.

    Args:
        ax: Matplotlib Axes.
        ends: List of `(value, label, look)`: the curve's last value, its name, its line settings.
        limits: `(low, high, scale)` of the y axis.
    """
    low, high, scale = limits
    to_axis = math.log10 if scale == "log" else float
    span = to_axis(high) - to_axis(low)
    wishes = [(to_axis(value) - to_axis(low)) / span for value, _, _ in ends]
    # The final layout is only known when the figure is drawn; a label's height more or less does no harm.
    tall = ax.get_position().height * ax.get_figure(root=True).get_figheight()
    places = spread(wishes, LINE_HEIGHT / tall, low=0, high=1)
    for place, (_, label, look) in zip(places, ends, strict=True):
        sample = Line2D([1.015, 1.055], [place, place], transform=ax.transAxes, clip_on=False, **look)
        sample.set(markevery=[1], in_layout=False)
        ax.add_line(sample)
        ax.annotate(
            label,
            (1.055, place),
            xycoords=ax.transAxes,
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontsize=style.SMALL,
            color=style.INK,
        )
