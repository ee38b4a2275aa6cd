"""Draw what training did: the history of one run, and one metric of several runs."""

from course_utils.curves import higher_is_better, turned
from course_utils.history import (
    LEARNING_RATE,
    curve_in_words,
    epochs_of,
    in_words,
    metric_names,
    metrics_of,
    number,
    summary,
)
from course_utils.plots import axis, style
from course_utils.plots.ends import label_ends
from course_utils.plots.figure import describe, new_axes
from course_utils.plots.limits import y_limits

from matplotlib.lines import Line2D

MOST_PANELS = 4


def history(source, metrics=None, ax=None):
    """Draw loss and metrics against the epoch, for training and for validation.

    Args:
        source: What `model.fit` returned, a `Run`, or a dict such as `history.history`.
        metrics: List of metric names without `val_`, or one name; by default all that were measured, at
            most four.
        ax: Matplotlib Axes to draw on, or a list of them, one a metric. By default a new figure.

    Returns:
        The Axes; for several metrics an array of them.

    Raises:
        ValueError: If a metric was not measured, or there are fewer Axes than metrics.

    Example:
    >>> history({"loss": [2.3, 1.1, 0.5], "val_loss": [2.2, 1.0, 0.9]}).get_ylabel()
    'loss'
    """
    values = metrics_of(source)
    axes = None if ax is None else [ax] if hasattr(ax, "plot") else list(ax)
    names = _names(values, metrics, MOST_PANELS if axes is None else len(axes))
    kinds = [name for name, curve in values.items() if curve and name.removeprefix("val_") in names]
    if axes is None:
        columns = min(len(names), 2)
        rows = -(-len(names) // columns)
        axes = new_axes(columns, rows, height=0.3 + (style.HEIGHT - 0.3) * rows)
        for spare in axes[len(names) :]:
            spare.remove()
        _legend(axes[0].get_figure(), kinds, loc="outside upper right")
    else:
        _legend(axes[0], kinds, loc="best")
    for panel, name in zip(axes, names, strict=False):
        _draw_metric(panel, values, name)
    describe(axes[0], summary(values, names))
    return axes[0] if len(names) == 1 else axes[: len(names)]


def _names(values, metrics, most):
    measured = metric_names(values) or ["loss"]
    if metrics is None:
        return measured[:most]
    names = [metrics] if isinstance(metrics, str) else list(metrics)
    for name in names:
        if name not in values and f"val_{name}" not in values:
            raise ValueError(
                f"Expected metrics out of {measured}; got {name!r}. Add it to metrics=[...] in model.compile."
            )
    if len(names) > most:
        raise ValueError(
            f"Expected at most {most} metrics here; got {names}. Pass fewer, or a list with an Axes for each."
        )
    return names


def _legend(place, names, loc):
    names = [name for name in names if name != LEARNING_RATE]  # it belongs to neither
    kinds = [("training", style.TRAINING, any(not name.startswith("val_") for name in names))]
    kinds.append(("validation", style.VALIDATION, any(name.startswith("val_") for name in names)))
    shown = [(label, Line2D([], [], **look)) for label, look, there in kinds if there]
    if shown:
        place.legend(
            [line for _, line in shown],
            [label for label, _ in shown],
            loc=loc,
            ncols=len(shown),
            frameon=False,
            fontsize=style.SMALL,
            labelcolor=style.INK,
            handlelength=2.6,
        )


def _draw_metric(ax, values, name):
    curves = values.get(name, []), values.get(f"val_{name}", [])
    epochs = max(map(len, curves))
    limits = y_limits(name, curves)
    style.styled(ax, xlabel="epoch", ylabel=in_words(name))
    axis.set_epochs(ax, epochs)
    axis.set_limits(ax, limits)
    notes = []
    for curve, look in zip(curves, (style.TRAINING, style.VALIDATION), strict=True):
        if curve:
            at, shown = epochs_of(curve, epochs), axis.clipped(curve, limits)
            ax.plot(at, shown, **look, markevery=style.marker_step(len(curve)), clip_on=False)
            notes.append(axis.note(curve, at, limits[1]))
    axis.mark(ax, next(filter(None, notes), None))
    _mark_turn(ax, curves[1], epochs_of(curves[1], epochs), higher_is_better(name))


def _mark_turn(ax, curve, epochs, highest):
    """Point to the epoch from which validation got worse."""
    turn = turned(curve, highest=highest)
    if turn is None:
        return
    epoch, value = epochs[turn - 1], number(curve[turn - 1])
    # The words stand where the curve is not: under a curve that rises, over one that falls.
    words, y, shift, side = ("highest", 0, 4, "bottom") if highest else ("lowest", 1, -4, "top")
    ax.axvline(epoch, color=style.MUTED, linewidth=0.9, linestyle=(0, (1, 2)), zorder=0)
    ax.annotate(
        f"{words}: {value}\nin epoch {epoch}",
        (epoch, y),
        xycoords=ax.get_xaxis_transform(),
        xytext=(4, shift),
        textcoords="offset points",
        va=side,
        fontsize=style.SMALL,
        color=style.INK,
    )


def compare(runs, metric="loss", ax=None, *, first_epoch=1):
    """Draw one metric of several runs on the same axes.

    Args:
        runs: List of `Run`, or a dict from a label to anything that `history` can draw.
        metric: String, a name in the history, such as "loss" or "val_accuracy".
        ax: Matplotlib Axes to draw on. By default a new figure.
        first_epoch: Integer, where to begin: beside the first, high losses one cannot tell small ones apart.

    Returns:
        The Axes.

    Raises:
        ValueError: If there is no run, or one of them did not measure the metric or ended before the first
            epoch to draw.
    """
    curves = {label: _curve(label, source, metric) for label, source in _labelled(runs).items()}
    if not curves:
        raise ValueError("Expected one run or more; got none. Train first: run = run_fit(...).")
    if ax is None:
        (ax,) = new_axes()
    longest = max(map(len, curves.values()))
    curves = {label: _from(label, curve, first_epoch) for label, curve in curves.items()}
    limits = y_limits(metric, list(curves.values()))
    style.styled(ax, xlabel="epoch", ylabel=in_words(metric))
    axis.set_epochs(ax, longest)
    if first_epoch > 1:
        ax.set_xlim(left=first_epoch)
    axis.set_limits(ax, limits)
    ends = []
    for index, (label, curve) in enumerate(curves.items()):
        look, at = style.curve_style(index), list(range(first_epoch, first_epoch + len(curve)))
        shown = axis.clipped(curve, limits)
        ax.plot(at, shown, **look, markevery=style.marker_step(len(curve)), label=label, clip_on=False)
        note = axis.note(curve, at, limits[1])
        axis.mark(ax, note and (*note[:2], ""), color=look["color"])
        last = next((value for value in reversed(shown) if value == value), limits[1])
        ends.append((last, f"{label}  {note[2]}" if note else label, look))
    label_ends(ax, ends, limits)
    sentences = [f"{label}: {curve_in_words(metric, curve, first_epoch)}." for label, curve in curves.items()]
    describe(ax, f"{in_words(metric).capitalize()} of {len(curves)} runs. " + " ".join(sentences))
    return ax


def _labelled(runs):
    if isinstance(runs, dict):
        return {str(label): source for label, source in runs.items()}
    labelled = {}
    for index, run in enumerate(runs, 1):
        label = getattr(run, "name", None) or getattr(run, "label", None) or f"run {index}"
        labelled[f"{label} (run {index})" if label in labelled else label] = run
    return labelled


def _curve(label, source, metric):
    values = metrics_of(source)
    if not values.get(metric):
        raise ValueError(
            f"Expected a metric of {label!r}, out of {list(values)}; got {metric!r}. Pass one of these."
        )
    return values[metric]


def _from(label, curve, first_epoch):
    if not 1 <= first_epoch <= len(curve):
        raise ValueError(
            f"Expected a first_epoch from 1 to {len(curve)}, the last epoch of {label!r}; got {first_epoch}."
        )
    return curve[first_epoch - 1 :]
