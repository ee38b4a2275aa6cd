"""Draw what a regression says against what is true."""

from course_utils.history import number
from course_utils.plots import style
from course_utils.plots.figure import describe, new_axes

import numpy as np
from sklearn.metrics import r2_score


def fitted(y_true, y_pred, ax=None):
    """Draw a point a sample, the prediction over the truth, and the line on which a perfect model puts them.

    Args:
        y_true: Array of shape `(samples,)` or `(samples, 1)`.
        y_pred: Array of either shape.
        ax: Matplotlib Axes to draw on. By default a new figure.

    Returns:
        The Axes.

    Raises:
        ValueError: If they are of different lengths, or all of y_true is one value.

    Example:
    >>> fitted([1, 2, 3], [[1], [2], [2]]).get_title(loc="left")
    'R² = 0.5'
    """
    # Flattened first, so that no shape can broadcast.
    truth, said = np.ravel(y_true).astype(float), np.ravel(y_pred).astype(float)
    if len(truth) != len(said):
        raise ValueError(
            f"Expected one prediction a sample; got {len(truth)} samples and {len(said)} predictions."
        )
    if not np.ptp(truth):
        raise ValueError("Expected a y_true with different values; got one value throughout.")
    explained = r2_score(truth, said)
    if ax is None:
        (ax,) = new_axes(width=4.2, height=3.4)
    low, high = float(truth.min()), float(truth.max())
    ax.plot([low, high], [low, high], color=style.MUTED, linewidth=1.2, linestyle=(0, (4, 2)))
    ax.annotate(
        "perfect",
        (high, high),
        xytext=(-6, -2),
        textcoords="offset points",
        ha="right",
        fontsize=style.SMALL,
        color=style.MUTED,
    )
    ax.plot(
        truth,
        said,
        linestyle="",
        marker="o",
        markersize=3.6,
        markerfacecolor="none",
        markeredgecolor=style.COLOURS[0],
        markeredgewidth=0.9,
    )
    style.styled(
        ax, xlabel="truth", ylabel="prediction", title=f"R² = {number(round(explained, 2))}", grid="both"
    )
    reach = float(np.std(said) / np.std(truth))
    describe(
        ax,
        f"Predictions of {len(truth)} samples over the truth: R² = {number(round(explained, 2))}. "
        f"The predictions spread {number(round(reach, 2))} times as far as the truth.",
    )
    return ax
