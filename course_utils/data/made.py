"""Datasets that are made up from random numbers, as large and as noisy as you like."""

from course_utils.data.parts import check_positive, pairs, total

import numpy as np


def moons(*, n=500, noise=0.25, n_val=500, test=False, seed=0):
    """Two half moons that reach into each other: two features, two classes, a curved boundary.

    Args:
        n: Integer of at least 2, samples to train on.
        noise: Float of at least 0, the standard deviation of what moves each sample off its moon. At 0.25 no
            model gets all of them right.
        n_val: Integer of at least 2, samples to validate on, and as many for a test.
        test: Whether to return test data too.
        seed: Integer.

    Returns:
        `(x_train, y_train), (x_val, y_val)`: x of shape `(n, 2)` and `(n_val, 2)`, y of shape `(n,)` and
        `(n_val,)`, int64, 0 or 1.

    Raises:
        ValueError: If there are too few samples or the noise is below 0.
    """
    samples = total(n, n_val, test)
    check_positive("noise", noise, zero=True)
    generator = np.random.default_rng(seed)
    y = generator.permutation(np.arange(samples) % 2)
    angle = generator.uniform(0, np.pi, samples)
    upper = np.c_[np.cos(angle), np.sin(angle)]
    lower = np.c_[1 - np.cos(angle), 0.5 - np.sin(angle)]
    x = np.where(y[:, None] == 0, upper, lower) + generator.normal(0, noise, (samples, 2))
    x = x.astype("float32")
    return pairs((x[:n], y[:n]), x[n:], y[n:], test)


def waves(*, n=512, noise=0.1, n_val=256, test=False, seed=0):
    """A regression on eight features that no straight line fits: `2 sin(x0) + x1 x2 + x3` and noise.

    The other four features mean nothing. x is drawn from the normal distribution; y has mean 0 and standard
    deviation 1, so that a model which learnt nothing has a mean squared error of 1.

    Args:
        n: Integer of at least 2, samples to train on.
        noise: Float of at least 0, the standard deviation of the noise before y is scaled.
        n_val: Integer of at least 2, samples to validate on, and as many for a test.
        test: Whether to return test data too.
        seed: Integer.

    Returns:
        `(x_train, y_train), (x_val, y_val)`: x of shape `(n, 8)` and `(n_val, 8)`, y of shape `(n, 1)` and
        `(n_val, 1)`, float32.

    Raises:
        ValueError: If there are too few samples or the noise is below 0.
    """
    samples = total(n, n_val, test)
    check_positive("noise", noise, zero=True)
    generator = np.random.default_rng(seed)
    x = generator.normal(size=(samples, 8))
    y = 2 * np.sin(x[:, 0]) + x[:, 1] * x[:, 2] + x[:, 3] + generator.normal(0, noise, samples)
    y = ((y - y[:n].mean()) / y[:n].std())[:, None]
    x, y = x.astype("float32"), y.astype("float32")
    return pairs((x[:n], y[:n]), x[n:], y[n:], test)


def line(*, n=256, features=10, scale=1.0, noise=0.1, n_val=256, test=False, seed=0):
    """A linear regression, for which theory knows the highest learning rate: `highest_learning_rate(x)`.

    Args:
        n: Integer of at least 2, samples to train on.
        features: Integer of at least 1.
        scale: Float above 0, what all of x is multiplied by. y does not change with it.
        noise: Float of at least 0, the standard deviation of the noise in y.
        n_val: Integer of at least 2, samples to validate on, and as many for a test.
        test: Whether to return test data too.
        seed: Integer.

    Returns:
        `(x_train, y_train), (x_val, y_val)`: x of shape `(n, features)` and `(n_val, features)`, y of shape
        `(n, 1)` and `(n_val, 1)`, float32.

    Raises:
        ValueError: If an argument is out of its range.
    """
    samples = total(n, n_val, test)
    check_positive("features", features)
    check_positive("scale", scale)
    check_positive("noise", noise, zero=True)
    generator = np.random.default_rng(seed)
    x = generator.normal(size=(samples, features))
    y = x @ generator.normal(size=(features, 1)) + generator.normal(0, noise, (samples, 1))
    x, y = (scale * x).astype("float32"), y.astype("float32")
    return pairs((x[:n], y[:n]), x[n:], y[n:], test)
