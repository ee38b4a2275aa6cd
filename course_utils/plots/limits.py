"""Choose the range and the scale of an axis so that curves can be compared and the axis seldom moves."""

import math

from course_utils.curves import higher_is_better

WIDE = 1000  # values that lie further apart than this need a logarithmic axis to be seen together
LONELY = 100  # so do these, if nine in ten of them lie in the lowest tenth: a peak would flatten all others
FAR = 100_000  # a value this many times the usual one is drawn at the edge: its run has left the picture
STEPS = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)  # round numbers for the end of an axis, times a power of ten


def finite(values):
    """The values that are neither NaN nor infinite."""
    return [value for value in values if math.isfinite(value)]


def needs_log(values):
    """Whether the finite values are all above zero and span three decades, or two below a lonely peak."""
    shown = sorted(finite(values))
    if not shown or shown[0] <= 0:
        return False
    apart, usual = shown[-1] / shown[0], shown[9 * len(shown) // 10]
    return apart > WIDE or (apart > LONELY and usual < shown[-1] / 10)


def y_limits(metric, curves):
    """The range of the y axis for curves of one metric.

    Args:
        metric: String, the metric's Keras name without `val_`.
        curves: List of lists of floats, one an epoch. NaN and infinity are allowed and do not count.

    Returns:
        `(low, high, scale)`: two floats and "linear" or "log".

    Example:
    >>> y_limits("loss", [[2.3, 1.1, 0.4]])
    (0.0, 2.5, 'linear')
    """
    usual = [curve[0] for curve in curves if curve and math.isfinite(curve[0])]
    ceiling = FAR * abs(min(usual, key=abs)) if usual and min(usual, key=abs) else math.inf
    values = [value for curve in curves for value in finite(curve) if abs(value) <= ceiling]
    if not any(values):  # none, or nothing but zeros
        return 0.0, 1.0, "linear"
    low, high = min(values), max(values)
    if higher_is_better(metric) and low >= 0 and high <= 1:
        return 0.0, 1.0, "linear"
    if needs_log(values):
        return 10.0 ** math.floor(math.log10(low)), 10.0 ** math.ceil(math.log10(high)), "log"
    return (-_round_up(-low) if low < 0 else 0.0), _round_up(high) if high > 0 else 0.0, "linear"


def _round_up(value):
    """The next round number above a positive `value`, with some headroom."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (*STEPS, 12) if step * power >= 1.04 * value)


def spread(positions, gap, low=-math.inf, high=math.inf):
    """Move labels apart so that none covers its neighbour, each as little as possible.

    Args:
        positions: List of floats, where each label wants to be.
        gap: Float, the least distance between two labels.
        low: Float, no label goes below it.
        high: Float, no label goes above it, unless there is no room left.

    Returns:
        List of floats in the order of `positions`.

    Example:
    >>> spread([1.0, 1.0, 5.0], gap=1.0)
    [0.5, 1.5, 5.0]
    """

    def edges(group):
        """Lowest and highest place of a group, stacked around the mean of where its labels want to be."""
        extent = gap * (len(group) - 1)
        first = sum(positions[index] for index in group) / len(group) - extent / 2
        first = max(low, min(first, high - extent))
        return first, first + extent

    groups = []  # each holds the labels that push each other: their wishes, lowest first
    for index in sorted(range(len(positions)), key=lambda place: positions[place]):
        groups.append([index])
        while len(groups) > 1 and edges(groups[-2])[1] + gap > edges(groups[-1])[0]:
            last = groups.pop()
            groups[-1] += last
    placed = [0.0] * len(positions)
    for group in groups:
        first, _ = edges(group)
        for place, index in enumerate(group):
            placed[index] = first + place * gap
    return placed
