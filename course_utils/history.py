"""Read a training history: its numbers, what they did, and the same in words."""

import math

from course_utils.curves import best_epoch, first_nonfinite, higher_is_better, trend, turned

LEARNING_RATE = "learning_rate"  # ReduceLROnPlateau and LearningRateScheduler log it beside the metrics


def metrics_of(source):
    """The numbers of a training run as a dict of lists of floats.

    Args:
        source: What `model.fit` returned, a `Run`, a fitted model, or a dict such as `history.history`:
            `{"loss": [2.3, 1.1], "val_loss": [2.1, 1.2]}`.

    Returns:
        New dict, metric name to list of floats, one float an epoch. Changing it changes nothing else.

    Raises:
        TypeError: If no history can be found in `source`.
        ValueError: If a metric is not one number an epoch.

    Example:
    >>> metrics_of({"loss": (2, 1)})
    {'loss': [2.0, 1.0]}
    """
    found = source
    while not isinstance(found, dict) and getattr(found, "history", None) is not None:
        found = found.history
    if not isinstance(found, dict):
        raise TypeError(
            "Expected what model.fit returned, a Run, or a dict such as {'loss': [2.3, 1.1]}; "
            f"got {source!r} ({type(source).__name__}). Pass the History: history = model.fit(...)."
        )
    return {name: _floats(name, values) for name, values in found.items()}


def _floats(name, values):
    try:
        return [float(value) for value in values]
    except TypeError as error:
        raise ValueError(
            f"Expected one number an epoch for {name!r}, in a list; got {values!r}. "
            f"Pass {{{name!r}: [first epoch, second epoch, ...]}}."
        ) from error


def metric_names(history):
    """The metrics in `history` without their validation twins and without the learning rate, loss first."""
    names = [name.removeprefix("val_") for name in history if name != LEARNING_RATE]
    return sorted(dict.fromkeys(names), key=lambda name: name != "loss")


def epochs_of(values, epochs):
    """The epochs, counted from 1, to which `values` belong.

    With `validation_freq=2` a history holds half as many validation values as epochs.

    Args:
        values: List of numbers.
        epochs: Integer, how many epochs were trained.

    Returns:
        List of integers, as long as `values`.
    """
    step = max(1, epochs // len(values)) if values else 1
    return [step * (index + 1) for index in range(len(values))]


def number(value):
    """A number as a reader would say it: three significant digits, "12,000", "0.00001", "NaN", "infinity".

    >>> [number(value) for value in (2.30258, 0.00001, 12345.6, float("nan"))]
    ['2.3', '0.00001', '12,300', 'NaN']
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "infinity" if value > 0 else "minus infinity"
    rounded = float(f"{value:.3g}") or 0.0  # never minus zero
    if rounded != 0 and not 1e-6 <= abs(rounded) < 1e7:
        return f"{rounded:.3g}"
    text = f"{rounded:,.8f}"
    return text.rstrip("0").rstrip(".")


def in_words(metric):
    """A name in a history as a reader says it: "val_loss" is "validation loss"."""
    kind, name = ("validation ", metric[4:]) if metric.startswith("val_") else ("", metric)
    return kind + name.replace("_", " ")


def summary(source, metrics=None):
    """What a chart of this history shows, in sentences.

    Args:
        source: Anything that `metrics_of` reads.
        metrics: List of metric names without `val_`, or None for all of them.

    Returns:
        String, one sentence a metric: "Training loss falls from 2.3 to 0.05 over 20 epochs; validation loss
        falls to 0.09 at epoch 14, then rises to 0.12."

    Example:
    >>> summary({"loss": [2.3, 1.1, 0.5], "val_loss": [2.2, 1.0, 0.9]})
    'Training loss falls from 2.3 to 0.5 over 3 epochs; validation loss falls from 2.2 to 0.9.'
    """
    history = metrics_of(source)
    names = metric_names(history) if metrics is None else metrics
    sentences = [_sentence(history, name) for name in names]
    return " ".join(sentence for sentence in sentences if sentence) or "No epoch has finished yet."


def _sentence(history, name):
    words, highest = in_words(name), higher_is_better(name)
    training, validation = history.get(name, []), history.get(f"val_{name}", [])
    length = max(len(training), len(validation))
    clauses = []
    if training:
        whose = "" if name == LEARNING_RATE else "training "
        clauses.append(f"{whose}{words} {_clause(training, epochs_of(training, length), highest)}")
    if validation:
        epochs = epochs_of(validation, length)
        clause = _clause(validation, epochs, highest) + _best(validation, epochs, highest)
        clauses.append(f"validation {words} {clause}")
    if not clauses:
        return ""
    if length > 1 and not first_nonfinite(training or validation):
        clauses[0] += f" {'after' if ' at epoch ' in clauses[0] else 'over'} {length} epochs"
    sentence = "; ".join(clauses) + "."
    return sentence[0].upper() + sentence[1:]


def curve_in_words(name, values, first_epoch=1):
    """What one curve does, without saying whose it is.

    Args:
        name: The metric, such as "val_accuracy": it says whether high is good.
        values: List of floats, one an epoch.
        first_epoch: Integer, the epoch of the first of them.

    Returns:
        String, such as "falls from 2.3 to 0.05 over 20 epochs".
    """
    last_epoch = first_epoch + len(values) - 1
    clause = _clause(values, range(first_epoch, last_epoch + 1), higher_is_better(name.removeprefix("val_")))
    if len(values) == 1 or first_nonfinite(values):
        return clause
    if first_epoch > 1:
        return f"{clause} between epochs {first_epoch} and {last_epoch}"
    return f"{clause} {'after' if ' at epoch ' in clause else 'over'} {len(values)} epochs"


def _clause(values, epochs, highest):
    """What one curve does, without its subject."""
    start, end = number(values[0]), number(values[-1])
    broken = first_nonfinite(values)
    if broken == 1:
        return f"is {start} from the first epoch on"
    if broken:
        return f"starts at {start} and becomes {number(values[broken - 1])} in epoch {epochs[broken - 1]}"
    if len(values) == 1:
        return f"is {start} after epoch {epochs[0]}"
    turn = turned(values, highest=highest)
    if turn:
        there, back = ("rises", "falls") if highest else ("falls", "rises")
        return f"{there} to {number(values[turn - 1])} at epoch {epochs[turn - 1]}, then {back} to {end}"
    peak = best_epoch(values, highest=True)
    if values[peak - 1] > 2 * max(abs(values[0]), abs(values[-1])):
        top = f"{number(values[peak - 1])} at epoch {epochs[peak - 1]}"
        return f"jumps from {start} to {top} and ends at {end}"
    if trend(values) == "stays":
        return f"stays near {end}"
    return f"{trend(values)} from {start} to {end}"


def _best(values, epochs, highest):
    """Where a validation curve is best, if the clause has not said it and it is not at the end."""
    best = best_epoch(values, highest=highest)
    if best in (None, 1, len(values)) or turned(values, highest=highest) or trend(values) == "stays":
        return ""
    return f", {'highest' if highest else 'lowest'} at epoch {epochs[best - 1]} ({number(values[best - 1])})"


def table(runs):
    """One row a run: its settings, its last values, how long it took and how it ended.

    Args:
        runs: List of `Run`.

    Returns:
        List of dicts with the keys of the settings, the metrics, "seconds" and "status", in this order.
    """
    return [
        {
            **run.settings,
            **{name: values[-1] for name, values in metrics_of(run).items() if values},
            "seconds": run.seconds,
            "status": run.status,
        }
        for run in runs
    ]
