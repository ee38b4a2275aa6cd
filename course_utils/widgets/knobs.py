"""Tell knobs from fixed settings, and refuse what cannot be turned, by name and with the remedy."""

import numbers

from course_utils.run.record import show

import numpy as np


def knobs_among(settings: dict) -> dict[str, list]:
    """The settings that are lists of values, by name; a range or an array of one dimension is a list too.

    Raises:
        ValueError: a knob without a value.
    """
    knobs = {}
    for name, values in settings.items():
        if isinstance(values, np.ndarray) and values.ndim == 1:
            knobs[name] = values.tolist()
        elif isinstance(values, list | range):
            knobs[name] = [v.item() if isinstance(v, np.generic) else v for v in values]
    for name, values in knobs.items():
        if not values:
            raise ValueError(
                f"The knob {name} has no values: expected a list such as {name}=[0.01, 0.1], got []."
            )
    return knobs


def start_values(knobs: dict[str, list], start: dict) -> dict:
    """The first value of each knob: what `start` says, else the middle of its list.

    Raises:
        ValueError: `start` names what is no knob, or a value that the knob does not have.
    """
    for name, value in start.items():
        if name not in knobs:
            raise ValueError(
                f"start names {name!r}, which is no knob: expected one of {', '.join(knobs) or 'none'}. "
                f"Give {name}=[values] to make it one."
            )
        if value not in knobs[name]:
            raise ValueError(
                f"The knob {name} cannot start at {show(value)}: expected one of "
                f"{', '.join(show(v) for v in knobs[name])}. "
                f"Add the value to the list, or start at one of these."
            )
    return {name: start.get(name, values[(len(values) - 1) // 2]) for name, values in knobs.items()}


def check_seed(seed) -> None:
    """Refuse what is not one seed.

    Raises:
        ValueError: not a whole number from 0 to 2³¹ - 1.
    """
    whole = isinstance(seed, numbers.Integral) and not isinstance(seed, bool)
    if not (whole and 0 <= seed < 2**31):
        raise ValueError(
            f"Expected one whole number as seed, got {seed!r}. The lab has a box to change it; "
            f"in a program, write lab.run(seed=1)."
        )
