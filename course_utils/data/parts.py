"""What the datasets share: splitting, scaling, and looking at the arguments."""

import numpy as np


def pairs(train, x_rest, y_rest, test):
    """The training pair and what remains, as a validation pair or, halved, as validation and test."""
    if not test:
        return train, (x_rest, y_rest)
    half = len(x_rest) // 2
    return train, (x_rest[:half], y_rest[:half]), (x_rest[half:], y_rest[half:])


def standardised(train, rest):
    """Both scaled by mean and standard deviation of the training part; a constant column becomes 0."""
    mean, spread = train.mean(axis=0), train.std(axis=0)
    spread = np.where(spread > 0, spread, 1).astype("float32")
    return (train - mean) / spread, (rest - mean) / spread


def total(n, n_val, test):
    """How many samples to make."""
    check_count("n", n)
    check_count("n_val", n_val)
    return n + n_val * (2 if test else 1)


def check_count(name, value, most=None):
    """Raise a ValueError unless `value` is a whole number of samples, 2 to `most`."""
    # Two at least: one sample has no spread to divide by.
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or value < 2 or (most is not None and value > most):
        allowed = "of at least 2" if most is None else f"from 2 to {most:,}"
        raise ValueError(f"Expected {name} to be a whole number {allowed}; got {value!r}. Try {name}=200.")


def check_positive(name, value, *, zero=False):
    """Raise a ValueError unless `value` is above 0, or, with `zero`, at least 0."""
    if not (value >= 0 if zero else value > 0):
        allowed = "to be at least 0" if zero else "above 0"
        raise ValueError(f"Expected {name} {allowed}; got {value!r}. Try {name}=1.")


def check_share(name, value):
    """Raise a ValueError unless `value` is a share, 0 to 1."""
    if not 0 <= value <= 1:
        raise ValueError(f"Expected {name} from 0 to 1; got {value!r}. A quarter is {name}=0.25.")


def check_choice(name, value, choices):
    """Raise a ValueError unless `value` is one of `choices`."""
    if value not in choices:
        listed = ", ".join(map(repr, choices))
        raise ValueError(f"Expected {name} to be one of {listed}; got {value!r}. Pass {name}={choices[0]!r}.")
