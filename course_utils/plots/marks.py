"""Draw one curve of a history and ring some of its epochs."""

from course_utils.history import curve_in_words, in_words, metrics_of, number
from course_utils.plots import axis, style
from course_utils.plots.figure import describe, new_axes
from course_utils.plots.limits import y_limits


def marked(source, epochs, words, metric="val_loss", ax=None):
    """Draw a metric against the epoch, ring the epochs where something happened, and name the last of them.

    Args:
        source: What `model.fit` returned, a `Run`, or a dict such as `history.history`.
        epochs: List of epochs, counted from 1; it may be empty.
        words: String, what happened in them, such as "saved".
        metric: String, a name in the history.
        ax: Matplotlib Axes to draw on. By default a new figure.

    Returns:
        The Axes.

    Raises:
        ValueError: If the metric was not measured, or an epoch is not in the history.

    Example:
    >>> marked({"val_loss": [2.0, 1.0, 1.5]}, [1, 2], "saved").get_ylabel()
    'validation loss'
    """
    values = metrics_of(source)
    if not values.get(metric):
        raise ValueError(f"Expected a metric out of {list(values)}; got {metric!r}. Pass one of these.")
    curve, epochs = values[metric], sorted({int(epoch) for epoch in epochs})
    if outside := [epoch for epoch in epochs if not 1 <= epoch <= len(curve)]:
        raise ValueError(f"Expected epochs from 1 to {len(curve)}; got {outside}. They are counted from 1.")
    if ax is None:
        (ax,) = new_axes()
    limits = y_limits(metric.removeprefix("val_"), [curve])
    style.styled(ax, xlabel="epoch", ylabel=in_words(metric))
    axis.set_epochs(ax, len(curve))
    axis.set_limits(ax, limits)
    shown = axis.clipped(curve, limits)
    look = style.VALIDATION if metric.startswith("val_") else style.TRAINING
    ax.plot(range(1, len(curve) + 1), shown, **{**look, "marker": ""}, clip_on=False)
    ring = {"linestyle": "", "marker": "o", "color": style.COLOURS[0], "clip_on": False}
    ax.plot(epochs, [shown[epoch - 1] for epoch in epochs], **ring, markersize=6, markerfacecolor=style.PAPER)
    if epochs:
        ax.plot(epochs[-1:], [shown[epochs[-1] - 1]], **ring, markersize=9)
        _name(ax, epochs[-1], shown, f"{words}: epoch {epochs[-1]}")
    times = "1 epoch" if len(epochs) == 1 else f"{len(epochs)} epochs"
    told = f"{words} in {times}, the last is {epochs[-1]}" if epochs else f"{words} in no epoch"
    at_last = f", with {number(curve[epochs[-1] - 1])}" if epochs else ""
    describe(ax, f"{in_words(metric).capitalize()} {curve_in_words(metric, curve)}; {told}{at_last}.")
    return ax


def _name(ax, epoch, curve, words):
    """Words beside the last ring, away from the edges and below or above the curve, where there is room."""
    low, high = ax.get_xlim()
    left = epoch <= 0.5 * (low + high)
    wide = round(0.35 * (high - low))
    beside = curve[epoch - 1 : epoch + wide] if left else curve[max(0, epoch - 1 - wide) : epoch]
    beside = [value for value in beside if value == value] or [0]  # without NaN
    below = ax.transAxes.inverted().transform(ax.transData.transform((epoch, min(beside))))[1] > 0.2
    ax.annotate(
        words,
        (epoch, min(beside) if below else max(beside)),
        xytext=(6 if left else -6, -9 if below else 9),
        textcoords="offset points",
        ha="left" if left else "right",
        va="top" if below else "bottom",
        fontsize=style.SMALL,
        color=style.INK,
        bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1},
    )
