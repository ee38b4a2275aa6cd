"""Draw how a training run ends against one of its settings."""

from numbers import Real

from course_utils.curves import best_epoch, higher_is_better
from course_utils.history import in_words, metrics_of, number
from course_utils.plots import axis, setting_axis, style
from course_utils.plots.figure import describe, new_axes
from course_utils.plots.limits import y_limits
from course_utils.plots.points_told import MANY, grouped, listed, middle

ROOM = 0.18  # of the height of the axes: what the words at the best point need


def sweep(runs, x="learning_rate", y="loss", ax=None, *, ylabel=None, mark=None):
    """Draw the last value of a metric against a setting, one point a run.

    Runs with the same setting, such as runs with other seeds, stand above one another, and the line goes
    through the middle one. The x axis is logarithmic when the settings span decades. A run that ended in NaN
    or infinity gets a cross at the upper edge.

    Args:
        runs: List of `Run`, or a dict from the setting to the last value, as `lab.compare` returns it.
        x: String, a setting of the runs.
        y: String, a name in their histories, such as "loss" or "val_accuracy".
        ax: Matplotlib Axes to draw on. By default a new figure.
        ylabel: String, what the values are; by default the metric "at the end".
        mark: None, or a dict from a few words to the setting where a dotted line shall carry them, such as
            `{"a third of that": 0.03}`.

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
    places = setting_axis.lay_out(ax, [setting for setting, _ in points], numeric)
    values = [value for _, value in points]
    limits = y_limits(y, [[value] for value in values])
    measured = ylabel or f"{in_words(y)} at the end"
    style.styled(ax, xlabel=x, ylabel=measured)
    axis.set_limits(ax, limits)
    shown = axis.clipped(values, limits)
    if not numeric or len(set(places)) <= MANY:
        ax.plot(places, shown, **{**style.TRAINING, "linestyle": ""}, clip_on=False)
    highest = higher_is_better(y)
    middles = {place: middle(group, highest) for place, group in grouped(places, values).items()}
    if numeric:
        ax.plot(
            list(middles),
            axis.clipped(middles.values(), limits),
            **{**style.TRAINING, "marker": ""},
            clip_on=False,
        )
    setting_axis.mark_nonfinite(ax, places, values)
    _mark_best(ax, middles, dict(zip(places, (setting for setting, _ in points), strict=True)), highest)
    _mark_settings(ax, mark or {})
    told = [f"{measured.capitalize()} against {in_words(x)}. {listed(points, highest)}."]
    told += [
        f"A dotted line marks {words}, {setting_axis.spoken(setting)}."
        for words, setting in (mark or {}).items()
    ]
    describe(ax, " ".join(told))
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


def _mark_settings(ax, mark):
    for words, setting in mark.items():
        ax.axvline(setting, color=style.INK, linewidth=1.2, linestyle=(0, (1, 2)))
        ax.annotate(
            f"{words} ",
            (setting, 0),
            xycoords=ax.get_xaxis_transform(),
            xytext=(-2, 4),
            textcoords="offset points",
            ha="right",
            va="bottom",
            fontsize=style.SMALL,
            color=style.INK,
        )


def _mark_best(ax, middles, settings, highest):
    best = best_epoch(middles.values(), highest=highest)
    if best is None or len(middles) < 2:
        return
    place, value = list(middles.items())[best - 1]
    ax.plot(
        [place],
        [value],
        marker="o",
        markersize=13,
        markerfacecolor="none",
        markeredgewidth=1.6,
        markeredgecolor=style.COLOURS[1],
        clip_on=False,
    )
    words = f"{'highest' if highest else 'lowest'}: {number(value)} at {setting_axis.spoken(settings[place])}"
    # Beyond the best point there is no curve; where the axis ends too soon, the words stand on its other side
    _, height = ax.transAxes.inverted().transform(ax.transData.transform((0.5, value)))
    above = (height < ROOM) if not highest else (height < 1 - ROOM)
    # At an end of the axis the words stand inwards, off the numbers beside it.
    inwards, shift = {min(middles): ("left", -6), max(middles): ("right", 6)}.get(place, ("center", 0))
    ax.annotate(
        words,
        (place, value),
        xytext=(shift, 14 if above else -14),
        textcoords="offset points",
        ha=inwards,
        va="bottom" if above else "top",
        fontsize=style.SMALL,
        color=style.INK,
        bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1},
    )
