"""What runs at one setting come to: the middle of several, and all of them in words."""

import math
import statistics

from course_utils.curves import best_epoch
from course_utils.history import number
from course_utils.plots import setting_axis

MANY = 12  # of more settings than this a line shows more than its points, and a summary more than a list


def grouped(keys, values):
    """The values of each key, in a list."""
    groups = {}
    for key, value in zip(keys, values, strict=True):
        groups.setdefault(key, []).append(value)
    return groups


def middle(group, highest):
    """The median; NaN counts as the worst there is."""
    worst = -math.inf if highest else math.inf
    return statistics.median(worst if math.isnan(value) else value for value in group)


def listed(points, highest):
    """Every setting with its values; of many settings the first, the best and the last."""
    spread = grouped([setting_axis.spoken(setting) for setting, _ in points], [value for _, value in points])
    if len(spread) <= MANY:
        return ", ".join(f"{setting}: {_range(group)}" for setting, group in spread.items())
    names = list(spread)
    best = best_epoch([middle(group, highest) for group in spread.values()], highest=highest)
    told = [f"{len(names)} settings: {_range(spread[names[0]])} at {names[0]}"]
    if best and names[best - 1] not in (names[0], names[-1]):
        told.append(
            f"{'highest' if highest else 'lowest'}, {_range(spread[names[best - 1]])}, at {names[best - 1]}"
        )
    return ", ".join([*told, f"{_range(spread[names[-1]])} at {names[-1]}"])


def _range(group):
    """In words: one value, or from which to which of several."""
    if len(group) == 1:
        return number(group[0])
    finite = [value for value in group if math.isfinite(value)]
    lost = len(group) - len(finite)
    words = f"{number(min(finite))} to {number(max(finite))}" if finite else "never finite"
    return f"{words} in {len(group)} runs" + (f", {lost} of them not finite" if finite and lost else "")
