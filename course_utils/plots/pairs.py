"""Set two or three measures of the same thing side by side, where the gap is the news."""

from course_utils.history import number
from course_utils.plots import style
from course_utils.plots.figure import describe, new_axes

import numpy as np


def pairs(table, xlabel, *, reference=None, limits=None, ax=None):
    """Draw one line for each row of a table, with a marker for each of its measures.

    Args:
        table: Dict from a row's name to a dict from a measure's name to its value. All rows have the same
            measures, one to four of them.
        xlabel: String, what the values are.
        reference: None, or `(value, words)` for a dotted line across all rows, such as `(0.5, "a coin")`.
        limits: None, or the lowest and the highest value of the axis, so that several charts can be compared.
        ax: Matplotlib Axes to draw on. By default a new figure.

    Returns:
        The Axes.

    Raises:
        ValueError: If there is no row, or the rows have different measures.

    Example:
    >>> pairs({"scaling": {"test": 0.5, "fresh": 0.5}}, "accuracy").get_xlabel()
    'accuracy'
    """
    if not table:
        raise ValueError('Expected one row or more; got none. Pass {"row": {"test": 0.9, "fresh": 0.8}}.')
    names = list(next(iter(table.values())))
    for row, measures in table.items():
        if list(measures) != names:
            raise ValueError(
                f"Expected the measures {', '.join(names)} in each row; {row!r} has {', '.join(measures)}."
            )
    if ax is None:
        (ax,) = new_axes(height=1.15 + 0.42 * len(table))
    style.styled(ax, xlabel=xlabel, grid="x")
    places = np.arange(len(table))
    for place, measures in zip(places, table.values(), strict=True):
        values = list(measures.values())
        ax.plot([min(values), max(values)], [place, place], color=style.GHOST, linewidth=1.6, zorder=1)
    for index, name in enumerate(names):
        look = {**style.curve_style(index), "linestyle": "", "markersize": 8}
        ax.plot([measures[name] for measures in table.values()], places, **look, label=name, zorder=2)
    if reference:
        value, words = reference
        ax.axvline(value, color=style.MUTED, linewidth=1, linestyle=(0, (2, 2)), zorder=0)
        ax.plot([], [], color=style.MUTED, linewidth=1, linestyle=(0, (2, 2)), label=words)
    ax.set_yticks(places, [str(row) for row in table])
    ax.set_ylim(len(table) - 0.5, -0.5)
    ax.margins(x=0.08)
    if limits:
        ax.set_xlim(*limits)
    ax.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=len(names) + bool(reference),
        frameon=False,
        fontsize=style.SMALL,
        labelcolor=style.INK,
        borderaxespad=0.2,
        handletextpad=0.4,
        columnspacing=1.2,
    )
    told = [f"{row}: {', '.join(f'{n} {number(v)}' for n, v in m.items())}." for row, m in table.items()]
    describe(ax, f"{xlabel.capitalize()}. {' '.join(told)}")
    return ax
