"""Draw one number for each layer of a model, such as the norm of its gradient."""

import math

from course_utils.history import number
from course_utils.plots import axis, style
from course_utils.plots.figure import describe, new_axes

from matplotlib.ticker import FuncFormatter, MaxNLocator

WIDE = 30  # bars that differ by more than this need a logarithmic axis
FEWEST = 4  # so many bars have room: a single one is no wall


def by_layer(values, what="norm of the gradient", ax=None):
    """Draw one bar a layer, the first layer on top.

    Args:
        values: Dict from the layer's name to its number, in the model's order. At least one.
        what: String, what the numbers are: the words below the axis.
        ax: Matplotlib Axes to draw on. By default a new figure.

    Returns:
        The Axes.

    Raises:
        ValueError: If there is no layer.

    Example:
    >>> by_layer({"dense": 0.5, "dense_1": 0.1}).get_xlabel()
    'norm of the gradient'
    """
    if not values:
        raise ValueError("Expected one layer or more; got none. Pass {layer.name: number, ...}.")
    names, values = list(values), [float(value) for value in values.values()]
    if ax is None:
        (ax,) = new_axes(height=0.9 + 0.34 * len(names))
    positive = [value for value in values if math.isfinite(value) and value > 0]
    logarithmic = bool(positive) and max(positive) / min(positive) > WIDE
    low = 10.0 ** math.floor(math.log10(min(positive)) - 0.3) if logarithmic else 0.0
    high = max(positive, default=1.0)
    lengths = [min(max(value, low), high) if not math.isnan(value) else low for value in values]
    ax.barh(names, [length - low for length in lengths], left=low, height=0.6, color=style.COLOURS[0])
    if logarithmic:
        ax.set_xscale("log")
    else:
        ax.xaxis.set_major_locator(MaxNLocator(4))
    ax.set_xlim(low, high)
    ax.xaxis.set_major_formatter(FuncFormatter(axis.tick))
    ax.set_ylim(max(len(names), FEWEST) - 0.5, -0.5)  # the first on top
    style.styled(ax, xlabel=what, grid="x")
    ax.tick_params(axis="y", length=0)
    for name, length, value in zip(names, lengths, values, strict=True):
        words = number(value) if math.isfinite(value) else f"✕ {number(value)}"
        ax.annotate(
            words,
            (length, name),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=style.SMALL,
            color=style.INK,
        )
    listed = ", ".join(f"{name} {number(value)}" for name, value in zip(names, values, strict=True))
    describe(ax, f"{what[0].upper()}{what[1:]} by layer, first to last: {listed}.")
    return ax
