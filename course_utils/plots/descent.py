"""Draw the steps of gradient descent on a parabola: why a learning rate has an upper end."""

from course_utils.history import number
from course_utils.plots import style
from course_utils.plots.figure import describe, new_axes

import numpy as np

REACH = 1.6  # how far the drawn parabola goes, in starting distances from its lowest point


def path(learning_rate, curvature, start=1.0, steps=8):
    """The weights that gradient descent visits on the loss `curvature / 2 * weight ** 2`.

    Each step multiplies the weight by `1 - learning_rate * curvature`.

    Args:
        learning_rate: Float.
        curvature: Float above 0, the second derivative of the loss.
        start: Float, the first weight.
        steps: Integer, the number of updates.

    Returns:
        Array of shape `(steps + 1,)`.

    Example:
    >>> path(0.5, curvature=1.0, start=8.0, steps=3).tolist()
    [8.0, 4.0, 2.0, 1.0]
    """
    return start * (1.0 - learning_rate * curvature) ** np.arange(steps + 1)


def descent(learning_rates, curvature=1.0, *, start=1.0, steps=8, axes=None):
    """Draw the path of gradient descent on a parabola, one panel a learning rate.

    Above `2 / curvature` each step lands further from the lowest point than it began.

    Args:
        learning_rates: List of one to four floats.
        curvature: Float above 0, the second derivative of the loss: the largest eigenvalue of the Hessian
            where there are many weights.
        start: Float other than 0, the first weight.
        steps: Integer, the number of updates.
        axes: List of Matplotlib Axes, one a learning rate. By default a new figure.

    Returns:
        Array of the Axes.

    Raises:
        ValueError: If there are no learning rates or more than four, or the curvature is not above 0.
    """
    rates = list(learning_rates)
    if not 1 <= len(rates) <= 4:
        raise ValueError(f"Expected one to four learning rates; got {rates}. Pass a list such as [0.1, 1.0].")
    if curvature <= 0:
        raise ValueError(f"Expected a curvature above 0; got {curvature}. Pass one such as 1.0.")
    if axes is None:
        axes = new_axes(len(rates), height=2.9, sharey=True)
    limit = 2.0 / curvature
    ends = []
    for index, (ax, rate) in enumerate(zip(axes, rates, strict=True)):
        weights = path(rate, curvature, start, steps)
        _draw_path(ax, weights, curvature, abs(start))
        style.styled(
            ax,
            xlabel="weight",
            ylabel="loss" if index == 0 else None,
            grid="",
            title=f"learning_rate {number(rate)}\n{number(rate / limit)} × limit",
        )
        kind = "gets nearer to" if abs(weights[-1]) < abs(start) else "moves away from"
        if abs(weights[-1]) == abs(start):
            kind = "jumps to and fro at the same distance from"
        ends.append(f"with {number(rate)} it {kind} the lowest point (weight {number(weights[-1])})")
    describe(
        axes[0],
        f"Gradient descent on a parabola from weight {number(start)}, {steps} steps, limit 2 / curvature = "
        f"{number(limit)}: {'; '.join(ends)}.",
    )
    return axes


def _draw_path(ax, weights, curvature, distance):
    edge = REACH * distance
    floor = np.linspace(-edge, edge, 121)
    ax.plot(floor, curvature / 2 * floor**2, color=style.GHOST, linewidth=1.4)
    seen = weights[np.abs(weights) <= edge]
    ax.plot(seen, curvature / 2 * seen**2, **{**style.TRAINING, "linewidth": 1.2})
    ax.plot(
        weights[:1],
        curvature / 2 * weights[:1] ** 2,
        marker="o",
        markersize=8,
        color=style.COLOURS[0],
        markerfacecolor=style.PAPER,
        markeredgewidth=1.6,
    )
    ax.set_xlim(-edge, edge)
    ax.set_ylim(-0.04 * curvature * edge**2, curvature / 2 * edge**2)
    ax.set_yticks([])
    if len(seen) < len(weights):
        # The step that leaves the picture ends in an arrow at the edge.
        last, lost = seen[-1], weights[len(seen)]
        ax.annotate(
            "",
            (np.sign(lost) * edge, curvature / 2 * edge**2),
            (last, curvature / 2 * last**2),
            arrowprops={"arrowstyle": "-|>", "color": style.COLOURS[0], "linewidth": 1.2},
        )
