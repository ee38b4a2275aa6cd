"""Fit an axis to its curves, and say what does not fit on it."""

import math

from course_utils.curves import first_nonfinite
from course_utils.history import number
from course_utils.plots import style

from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter


def tick(value, _position=None):
    """A number on an axis, as short as it can be: "2.5e-5", "0.001", "2,500", "1e5"."""
    if value == 0 or 0.001 <= abs(value) < 10_000:
        return number(value)
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa.removesuffix('.0')}e{int(exponent)}"


def set_epochs(ax, epochs):
    """Let the x axis run from 0 to `epochs`, with whole numbers on it."""
    ax.set_xlim(0, max(1, epochs))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=7, steps=[1, 2, 5, 10]))


def set_limits(ax, limits):
    """Give the y axis the range and the scale that `y_limits` chose."""
    low, high, scale = limits
    ax.set_yscale(scale)
    if scale == "log":
        ax.yaxis.set_major_locator(LogLocator(numticks=7))
        ax.yaxis.set_minor_formatter(NullFormatter())
    else:
        ax.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(tick))
    ax.set_ylim(low, high)


def clipped(values, limits):
    """The values with what is too high or too low moved to the edge, and infinity and NaN as gaps."""
    low, high, _ = limits
    return [min(max(value, low), high) if math.isfinite(value) else math.nan for value in values]


def note(values, epochs, high):
    """Epoch, marker and words about a curve that broke or left the picture; None if all of it is there.

    Args:
        values: List of floats.
        epochs: List of integers, the epochs they belong to.
        high: Float, the upper end of the y axis.

    Example:
    >>> note([2.3, float("nan")], [1, 2], high=3)
    (2, 'X', '✕ NaN in epoch 2')
    """
    broken = first_nonfinite(values)
    if broken:
        epoch = epochs[broken - 1]
        return epoch, "X", f"✕ {number(values[broken - 1])} in epoch {epoch}"
    highest = max(values, default=high)
    if highest > high:
        epoch = epochs[values.index(highest)]
        return epoch, "^", f"▲ {number(highest)} in epoch {epoch}"
    return None


def mark(ax, note, color=style.INK):
    """Draw what `note` found at the upper edge of the axes; nothing for None."""
    if note is None:
        return
    epoch, marker, words = note
    left = epoch <= 0.6 * ax.get_xlim()[1]
    ax.plot(
        [epoch],
        [1],
        marker=marker,
        markersize=8,
        color=color,
        markeredgecolor=style.PAPER,
        clip_on=False,
        transform=ax.get_xaxis_transform(),
        zorder=5,
    )
    ax.annotate(
        words[2:],
        (epoch, 1),
        xycoords=ax.get_xaxis_transform(),
        xytext=(8 if left else -8, -2),
        textcoords="offset points",
        ha="left" if left else "right",
        va="top",
        fontsize=style.SMALL,
        color=style.INK,
        bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1},
    )
