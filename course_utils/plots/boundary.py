"""Draw where a classifier of two features changes its mind."""

from course_utils.history import number
from course_utils.plots import style
from course_utils.plots.figure import describe, new_axes

import numpy as np
from matplotlib.colors import to_rgb

GRID_POINTS = 160
TINT = 0.78  # how much white is mixed into the colour of a region


def decision_boundary(model, x, y, ax=None, *, threshold=0.5):
    """Draw the regions that a model gives to each class, with the samples on them.

    Args:
        model: Model with a method `predict`, or a function, from an array of shape `(samples, 2)` to one
            value a sample, or to one value a class.
        x: Array of shape `(samples, 2)`.
        y: Array of shape `(samples,)` or `(samples, 1)`, integer labels from 0.
        ax: Matplotlib Axes to draw on. By default a new figure.
        threshold: Float, from which value on a single output means class 1: 0.5 for probabilities, 0 for
            logits.

    Returns:
        The Axes.

    Raises:
        ValueError: If x has not two features, or x and y are of different lengths.
    """
    x, y = np.asarray(x, dtype="float32"), np.asarray(y).astype(int).ravel()
    if x.ndim != 2 or x.shape[1] != 2:
        raise ValueError(f"Expected x of shape (samples, 2); got {x.shape}. Pass two features: x[:, :2].")
    if len(x) != len(y):
        raise ValueError(
            f"Expected one label a sample; got {len(x)} samples and {len(y)} labels. Pass the y of this x."
        )
    if ax is None:
        (ax,) = new_axes(width=5.2, height=3.8)
    (left, bottom), (right, top) = x.min(axis=0), x.max(axis=0)
    across, up = 0.08 * (right - left), 0.08 * (top - bottom)
    columns, rows = np.meshgrid(
        np.linspace(left - across, right + across, GRID_POINTS, dtype="float32"),
        np.linspace(bottom - up, top + up, GRID_POINTS, dtype="float32"),
    )
    regions = _classes(model, np.c_[columns.ravel(), rows.ravel()], threshold).reshape(columns.shape)
    correct = float(np.mean(_classes(model, x, threshold) == y))
    _draw_regions(ax, columns, rows, regions)
    for label in np.unique(y):
        look = style.curve_style(label)
        # Every other class is hollow, which can be told apart in grey as well.
        colours = (style.PAPER, look["color"]) if label % 2 else (look["color"], style.PAPER)
        ax.plot(
            *x[y == label].T,
            linestyle="",
            marker=look["marker"],
            markersize=4.5,
            markerfacecolor=colours[0],
            markeredgecolor=colours[1],
            markeredgewidth=0.6 + 0.7 * (label % 2),
            label=f"class {label}",
        )
    style.styled(ax, xlabel="feature 0", ylabel="feature 1", grid="")
    ax.legend(
        loc="center left",
        bbox_to_anchor=(1.01, 0.5),
        frameon=False,
        fontsize=style.SMALL,
        labelcolor=style.INK,
        handletextpad=0.2,
    )
    classes = len(np.unique(y))
    describe(
        ax,
        f"Decision boundary over {len(x)} samples of {classes} classes: {number(100 * correct)} % of them "
        "lie in the region of their own class.",
    )
    return ax


def _classes(model, x, threshold):
    """The class that the model gives to each row of x."""
    values = np.asarray(model.predict(x, verbose=0) if hasattr(model, "predict") else model(x))
    if values.ndim == 2 and values.shape[1] > 1:
        return values.argmax(axis=1)
    return (values.ravel() >= threshold).astype(int)


def _draw_regions(ax, columns, rows, regions):
    picture = np.ones((*regions.shape, 3))
    for label in np.unique(regions):
        colour = np.array(to_rgb(style.curve_style(int(label))["color"]))
        picture[regions == label] = TINT + (1 - TINT) * colour
    extent = (columns.min(), columns.max(), rows.min(), rows.max())
    ax.imshow(picture, extent=extent, origin="lower", aspect="auto", interpolation="nearest")
    for label in np.unique(regions)[1:]:
        ax.contour(columns, rows, regions >= label, levels=[0.5], colors=[style.INK], linewidths=1.2)
