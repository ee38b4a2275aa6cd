"""Judge one curve, a list of one number an epoch: where it is best, where it breaks, where it turns."""

import math

HIGHER_IS_BETTER = ("accuracy", "auc", "precision", "recall", "f1", "fbeta", "r2", "iou", "cosine_similarity")
NEARLY_EQUAL = 0.02  # a change below two hundredths of the value cannot be seen in a chart


def first_nonfinite(values):
    """The first epoch, counted from 1, whose value is NaN or infinite; None if there is none."""
    return next((epoch for epoch, value in enumerate(values, 1) if not math.isfinite(value)), None)


def higher_is_better(metric):
    """Whether a larger value of `metric` is the better one, told from its Keras name."""
    return any(word in metric for word in HIGHER_IS_BETTER)


def best_epoch(values, *, highest=False):
    """The epoch, counted from 1, of the lowest (or highest) finite value, the first of equals, or None."""
    finite = [(value, epoch) for epoch, value in enumerate(values, 1) if math.isfinite(value)]
    if not finite:
        return None
    return min(finite, key=lambda pair: (-pair[0] if highest else pair[0], pair[1]))[1]


def trend(values):
    """From the first value to the last: "falls", "rises" or "stays"."""
    change = values[-1] - values[0]
    if abs(change) <= NEARLY_EQUAL * max(abs(values[0]), abs(values[-1])):
        return "stays"
    return "falls" if change < 0 else "rises"


def turned(values, *, highest=False):
    """The epoch after which a metric got worse and stayed worse, or None.

    Worse means: the last value is more than a tenth worse than the best one, and the loss from the best to
    the last can be seen beside the gain from the first to the best. So a last wobble does not count.

    Args:
        values: List of floats, one an epoch.
        highest: Whether the highest value is the best.

    Returns:
        Integer, the best epoch, counted from 1, or None. None too if a value is NaN or infinite.
    """
    best = best_epoch(values, highest=highest)
    if best in (None, 1, len(values)) or first_nonfinite(values):
        return None
    gained, lost = abs(values[best - 1] - values[0]), abs(values[-1] - values[best - 1])
    return best if lost > 0.1 * abs(values[best - 1]) and lost > NEARLY_EQUAL * gained else None
