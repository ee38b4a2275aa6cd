"""The axis of a setting: its places and ticks, and the crosses of runs that ended in no number."""

import math

from course_utils.history import number
from course_utils.plots import axis, style

from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

DECADES = 30  # settings that lie further apart than this need a logarithmic axis to be told apart


def lay_out(ax, settings, numeric):
    """Lay out the x axis with a tick at each setting; return the places of the points on it."""
    places = settings if numeric else list(range(len(settings)))
    if numeric and min(settings) > 0 and max(settings) / min(settings) >= DECADES:
        ax.set_xscale("log")
    names = dict(zip(places, map(spoken, settings), strict=True))
    if len(names) <= 9:
        ax.xaxis.set_major_locator(FixedLocator(list(names)))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda place, _: names.get(place, "")))
    else:
        ax.xaxis.set_major_formatter(FuncFormatter(axis.tick))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.margins(x=0.06)
    return places


def mark_nonfinite(ax, places, values):
    """Draw a cross at the upper edge for each value that is NaN or infinite."""
    for place, value in zip(places, values, strict=True):
        if not math.isfinite(value):
            ax.plot(
                [place],
                [1],
                marker="X",
                markersize=9,
                color=style.INK,
                markeredgecolor=style.PAPER,
                transform=ax.get_xaxis_transform(),
                clip_on=False,
                linestyle="",
            )
            ax.annotate(
                number(value),
                (place, 1),
                xycoords=ax.get_xaxis_transform(),
                xytext=(0, -8),
                textcoords="offset points",
                ha="center",
                va="top",
                fontsize=style.SMALL,
                color=style.INK,
            )


def spoken(setting):
    """A setting in words: "0.001", "adam"."""
    return number(setting) if isinstance(setting, float) else str(setting)
