"""Draw one epoch from the inside, up to one of its batches."""

import math

from course_utils.history import number
from course_utils.plots import style
from course_utils.plots.figure import DescribedFigure

import numpy as np

COLUMNS = 16  # images of a batch side by side; more than two rows of them nobody looks at
MOST = 2 * COLUMNS
NUMBERS = ("loss", "running_mean", "gradient", "move")
PANELS = {"loss": "loss", "gradient": "size of the gradient", "move": "move of the weights"}


def checked(steps):
    """The steps of an epoch as a list, if each holds what is drawn.

    Args:
        steps: List of one dict a batch, with the images `x` of shape `(rows, side * side)`, the labels `y` of
            shape `(rows,)`, and the numbers `loss`, `running_mean`, `gradient` and `move`.

    Raises:
        ValueError: If there is no step, a key is missing, or the images are not square.
    """
    steps = list(steps)
    if not steps:
        raise ValueError("Expected one dict for each batch of an epoch; got none. Record an epoch first.")
    for at, step in enumerate(steps, 1):
        missing = [key for key in ("x", "y", *NUMBERS) if key not in step]
        if missing:
            raise ValueError(
                f"Expected the keys x, y, {', '.join(NUMBERS)} for each batch; batch {at} has no "
                f"{', '.join(missing)}. Add it to the dict that you append."
            )
        pixels = np.asarray(step["x"])
        if pixels.ndim != 2 or math.isqrt(pixels.shape[1]) ** 2 != pixels.shape[1]:
            raise ValueError(
                f"Expected x of shape (rows, side * side), square images in rows; batch {at} has "
                f"{pixels.shape}."
            )
    return steps


def described(steps, batch):
    """The batch in words: what a screen reader says in the picture's place."""
    step = steps[batch - 1]
    labels = ", ".join(str(int(label)) for label in np.asarray(step["y"])[:8])
    values = {key: number(float(step[key])) for key in NUMBERS}
    return (
        f"Batch {batch} of {len(steps)}: {len(step['y'])} images, the first are {labels}. "
        f"Loss {values['loss']}, running mean {values['running_mean']}. The gradient has size "
        f"{values['gradient']}; the weights moved by {values['move']}."
    )


def xray(steps, batch):
    """Draw one batch of an epoch, and the numbers of all batches up to it.

    Args:
        steps: List of dicts, as for `checked`.
        batch: Integer from 1 to the number of steps.

    Returns:
        A figure with alternative text.
    """
    figure = DescribedFigure(figsize=(style.WIDTH, 4.3), dpi=style.DPI, layout="constrained")
    figure.set_facecolor(style.PAPER)
    grid = figure.add_gridspec(2, len(PANELS), height_ratios=(1, 1.7))
    _draw_images(figure.add_subplot(grid[0, :]), steps[batch - 1], f"batch {batch} of {len(steps)}")
    for column, (key, title) in enumerate(PANELS.items()):
        _draw_numbers(figure.add_subplot(grid[1, column]), steps, batch, key, title)
    figure.alt = described(steps, batch)
    return figure


def _draw_images(ax, step, title):
    x, y = np.asarray(step["x"])[:MOST], np.asarray(step["y"])[:MOST]
    side = math.isqrt(x.shape[1])
    wide, high = side + 1, side + 5  # a gap beside each image, and room for its label below
    sheet = np.zeros((2 * high, COLUMNS * wide))
    for at, (pixels, label) in enumerate(zip(x, y, strict=True)):
        top, left = at // COLUMNS * high, at % COLUMNS * wide
        sheet[top : top + side, left : left + side] = pixels.reshape(side, side)
        ax.text(
            left + side / 2 - 0.5,
            top + side + 1.6,
            str(int(label)),
            ha="center",
            va="center",
            fontsize=style.SMALL,
            color=style.INK,
        )
    ax.imshow(sheet, cmap="gray_r", interpolation="nearest")
    ax.set_axis_off()
    ax.set_title(title, fontsize=style.TEXT, color=style.INK, loc="left", fontweight="bold")


def _draw_numbers(ax, steps, batch, key, title):
    style.styled(ax, xlabel="batch", title=title)
    ax.set_xlim(0, len(steps) + 1)
    names = ("loss", "running_mean") if key == "loss" else (key,)
    values = {name: [float(step[name]) for step in steps] for name in names}
    finite = [value for each in values.values() for value in each if math.isfinite(value)]
    ax.set_ylim(0, 1.12 * max(finite, default=1.0) or 1.0)
    at = range(1, batch + 1)
    seen = values[key][:batch]
    ax.plot(at, seen, color=style.COLOURS[0], linewidth=1.2, marker="o", markersize=2.5)
    ax.plot(batch, seen[-1], color=style.COLOURS[0], marker="o", markersize=7)
    says = [(f"● {number(seen[-1])}", style.COLOURS[0])]
    if key == "loss":
        mean = values["running_mean"][:batch]
        ax.plot(at, mean, color=style.COLOURS[1], linewidth=2, linestyle=style.LINES[1])
        ax.plot(batch, mean[-1], color=style.COLOURS[1], marker="s", markersize=7)
        says = [
            (f"■ running mean  {number(mean[-1])}", style.COLOURS[1]),
            (f"● of this batch  {number(seen[-1])}", style.COLOURS[0]),
        ]
    for row, (words, colour) in enumerate(says):
        ax.text(
            0.05,
            0.05 + 0.09 * row,
            words,
            transform=ax.transAxes,
            fontsize=style.SMALL,
            color=colour,
            va="bottom",
        )
