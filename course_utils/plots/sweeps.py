"""Draw how a training run ends against one of its settings."""

import math
import statistics
from numbers import Real

from course_utils.curves import best_epoch, higher_is_better
from course_utils.history import in_words, metrics_of, number
from course_utils.plots import axis, style
from course_utils.plots.ends import label_ends
from course_utils.plots.figure import describe, new_axes
from course_utils.plots.limits import y_limits

from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

DECADES = 30  # settings that lie further apart than this need a logarithmic axis to be told apart


def sweep(runs, x="learning_rate", y="loss", ax=None):
    """Draw the last value of a metric against a setting, one point a run.

    The x axis is logarithmic when the settings span decades. A run that ended in NaN or infinity gets a
    cross at the upper edge.

    Args:
        runs: List of `Run`, or a dict from the setting to the last value, as `lab.compare` returns it.
        x: String, a setting of the runs.
        y: String, a name in their histories, such as "loss" or "val_accuracy".
        ax: Matplotlib Axes to draw on. By default a new figure.

    Returns:
        The Axes.

    Raises:
        ValueError: If there is no run, or one of them lacks the setting or the metric.

    Example:
    >>> sweep({0.001: 0.9, 0.01: 0.2, 0.1: 0.4}).get_xscale()
    'log'
    """
    points = runs.items() if isinstance(runs, dict) else [_point(run, x, y) for run in runs]
    points = [(setting, float(value)) for setting, value in points]
    if not points:
        raise ValueError("Expected one run or more; got none. Train first: run = run_fit(...).")
    if ax is None:
        (ax,) = new_axes()
    numeric = all(isinstance(setting, Real) and not isinstance(setting, bool) for setting, _ in points)
    if numeric:
        points.sort(key=lambda point: point[0])
    places = _set_settings(ax, [setting for setting, _ in points], numeric)
    values = [value for _, value in points]
    limits = y_limits(y, [[value] for value in values])
    style.styled(ax, xlabel=x, ylabel=f"{in_words(y)} at the end")
    axis.set_limits(ax, limits)
    shown = axis.clipped(values, limits)
    ax.plot(places, shown, **{**style.TRAINING, "linestyle": ""}, clip_on=False)
    if numeric:
        ax.plot(*_middle(places, shown), **{**style.TRAINING, "marker": ""}, clip_on=False)
    _mark_nonfinite(ax, places, values)
    _mark_best(ax, places, values, points, highest=higher_is_better(y))
    listed = ", ".join(f"{_spoken(setting)}: {number(value)}" for setting, value in points)
    describe(ax, f"{in_words(y).capitalize()} at the end against {in_words(x)}. {listed}.")
    return ax


def _point(run, x, y):
    if x not in run.settings:
        raise ValueError(
            f"Expected runs with the setting {x!r}; got one with {run.settings}. "
            f"Pass it to run_fit: run_fit(..., {x}=...)."
        )
    values = metrics_of(run)
    if not values.get(y):
        raise ValueError(f"Expected a metric out of {list(values)}; got {y!r}. Pass one of them as y.")
    return run.settings[x], values[y][-1]


def _set_settings(ax, settings, numeric):
    """Lay out the x axis with a tick at each setting; return the places of the points on it."""
    places = settings if numeric else list(range(len(settings)))
    if numeric and min(settings) > 0 and max(settings) / min(settings) >= DECADES:
        ax.set_xscale("log")
    names = dict(zip(places, map(_spoken, settings), strict=True))
    if len(names) <= 9:
        ax.xaxis.set_major_locator(FixedLocator(list(names)))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda place, _: names.get(place, "")))
    else:
        ax.xaxis.set_major_formatter(FuncFormatter(axis.tick))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.margins(x=0.06)
    return places


def _middle(places, values):
    """Where several runs share a setting, such as runs with other seeds, the middle one of their values."""
    groups = {}
    for place, value in zip(places, values, strict=True):
        groups.setdefault(place, []).append(value)
    return list(groups), [statistics.median(group) for group in groups.values()]


def _mark_nonfinite(ax, places, values):
    for place, value in zip(places, values, strict=True):
        if not math.isfinite(value):
            ax.plot(
                [place], [1], marker="X", markersize=9, color=style.INK, markeredgecolor=style.PAPER,
                transform=ax.get_xaxis_transform(), clip_on=False, linestyle="",
            )
            ax.annotate(
                number(value), (place, 1), xycoords=ax.get_xaxis_transform(), xytext=(0, -8),
                textcoords="offset points", ha="center", va="top", fontsize=style.SMALL, color=style.INK,
            )


def _mark_best(ax, places, values, points, *, highest):
    best = best_epoch(values, highest=highest)
    if best is None or len(values) < 2:
        return
    place, value = places[best - 1], values[best - 1]
    ax.plot(
        [place], [value], marker="o", markersize=13, markerfacecolor="none", markeredgewidth=1.6,
        markeredgecolor=style.COLOURS[1], clip_on=False,
    )
    words = f"{'highest' if highest else 'lowest'}: {number(value)} at {_spoken(points[best - 1][0])}"
    ax.annotate(
        words, (place, value), xytext=(0, -14 if highest else 14), textcoords="offset points", ha="center",
        va="top" if highest else "bottom", fontsize=style.SMALL, color=style.INK,
        bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1},
    )


def _spoken(setting):
    return number(setting) if isinstance(setting, float) else str(setting)


def sweeps(curves, x="learning_rate", y="loss", ax=None):
    """Draw several sweeps on the same axes, each with its own colour, marker and name.

    Args:
        curves: Dict from a name to a dict from the setting to the last value, such as
            `{"Adam": {0.001: 0.4, 0.01: 0.1}}`.
        x: String, the setting's name.
        y: String, the metric's name, or other words for the y axis.
        ax: Matplotlib Axes to draw on. By default a new figure.

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
    _set_settings(ax, settings, numeric=True)
    limits = y_limits(y, [list(curve.values()) for curve in curves.values()])
    style.styled(ax, xlabel=x, ylabel=f"{in_words(y)} at the end")
    axis.set_limits(ax, limits)
    ends, sentences = [], []
    for index, (name, curve) in enumerate(curves.items()):
        look, places = style.curve_style(index), sorted(curve)
        values = [float(curve[place]) for place in places]
        shown = axis.clipped(values, limits)
        ax.plot(places, shown, **look, clip_on=False)
        _mark_nonfinite(ax, places, values)
        ends.append((next((v for v in reversed(shown) if v == v), limits[1]), name, look))
        pairs = zip(places, values, strict=True)
        listed = ", ".join(f"{_spoken(place)}: {number(value)}" for place, value in pairs)
        sentences.append(f"{name}: {listed}.")
    label_ends(ax, ends, limits)
    what = f"{in_words(y).capitalize()} at the end against {in_words(x)}, {len(curves)} curves."
    describe(ax, f"{what} {' '.join(sentences)}")
    return ax
