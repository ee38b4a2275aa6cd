"""Draw how training runs end against one setting, several kinds of run on the same axes."""

from numbers import Real

from course_utils.curves import higher_is_better
from course_utils.history import in_words
from course_utils.plots import axis, setting_axis, style
from course_utils.plots.ends import label_ends
from course_utils.plots.figure import describe, new_axes
from course_utils.plots.limits import y_limits
from course_utils.plots.points_told import listed


def sweeps(curves, x="learning_rate", y="loss", ax=None, *, ylabel=None):
    """Draw several sweeps on the same axes, each with its own colour, marker and name.

    Args:
        curves: Dict from a name to a dict from the setting to the last value, such as
            `{"Adam": {0.001: 0.4, 0.01: 0.1}}`.
        x: String, the setting's name.
        y: String, the metric's name, or other words for the y axis.
        ax: Matplotlib Axes to draw on. By default a new figure.
        ylabel: String, what the values are; by default the metric "at the end".

    Returns:
        The Axes.

    Raises:
        ValueError: If there is no curve, or one has no value, or a setting is no number.

    Example:
    >>> sweeps({"SGD": {0.1: 0.4, 1.0: 0.1}, "Adam": {0.01: 0.1, 0.1: 2.0}}).get_xscale()
    'log'
    """
    if not curves or not all(curves.values()):
        got = "an empty one" if curves else "none"
        raise ValueError(f"Expected one curve or more, each with a value; got {got}. Train first.")
    settings = sorted({setting for curve in curves.values() for setting in curve})
    if not all(isinstance(setting, Real) for setting in settings):
        raise ValueError(f"Expected numbers as settings; got {settings}. Draw names with plots.sweep.")
    if ax is None:
        (ax,) = new_axes()
    setting_axis.lay_out(ax, settings, numeric=True)
    limits = y_limits(y, [list(curve.values()) for curve in curves.values()])
    measured = ylabel or f"{in_words(y)} at the end"
    style.styled(ax, xlabel=x, ylabel=measured)
    axis.set_limits(ax, limits)
    highest, ends, sentences = higher_is_better(y), [], []
    for index, (name, curve) in enumerate(curves.items()):
        look, places = style.curve_style(index), sorted(curve)
        values = [float(curve[place]) for place in places]
        shown = axis.clipped(values, limits)
        ax.plot(places, shown, **look, clip_on=False)
        setting_axis.mark_nonfinite(ax, places, values)
        ends.append((next((v for v in reversed(shown) if v == v), limits[1]), name, look))
        points = list(zip(places, values, strict=True))
        sentences.append(f"{name}: {listed(points, highest)}.")
    label_ends(ax, ends, limits)
    what = f"{measured[0].upper()}{measured[1:]} against {in_words(x)}, {len(curves)} curves."
    describe(ax, f"{what} {' '.join(sentences)}")
    return ax
