"""How steep a linear model's loss gets on given inputs, and which learning rate that allows."""

import numpy as np


def curvature(x):
    """The largest curvature of the mean squared error of `Dense(1)` on x, whatever y is.

    The second derivatives of that loss are the matrix `2 / n * A.T @ A`, where A is x with a column of ones
    for the bias. The largest eigenvalue, returned here, is the curvature in the steepest direction.

    Args:
        x: Array of shape `(samples, features)`.

    Returns:
        Float.
    """
    with_bias = np.c_[np.asarray(x, dtype="float64"), np.ones(len(x))]
    return float(np.linalg.eigvalsh(2 / len(x) * with_bias.T @ with_bias)[-1])


def highest_learning_rate(x, *, momentum=0.0):
    """The learning rate above which full-batch SGD diverges for `Dense(1)` with the loss "mse".

    It is `2 (1 + momentum) / curvature(x)`. Smaller batches diverge earlier.

    Args:
        x: Array of shape `(samples, features)`.
        momentum: Float from 0 to below 1.

    Returns:
        Float.

    Example:
    >>> highest_learning_rate(np.array([[1.0], [-1.0]]))
    1.0
    """
    return 2 * (1 + momentum) / curvature(x)
