"""Draw a table of trials: which of them learn, which raise an error, and which do neither."""

from course_utils.plots import style
from course_utils.plots.figure import describe, new_axes

from matplotlib.patches import Rectangle

# Sign, fill, ink, weight. The three differ in lightness as well, so a grey copy can still be read.
LOOKS = {
    "learns": ("✓", "#cfe9df", style.INK, "normal"),
    "raises": ("✕", style.PAPER, style.MUTED, "normal"),
    "lies": ("!", "#a64300", style.PAPER, "bold"),
}
ROW = 0.29  # inches
GAP = 0.45  # of a row: above each group stands its name
LEFT = 0.22  # of the width, for the names of the rows


def verdicts(found, ax=None):
    """Draw one cell a trial, with its verdict as a sign, a word and a tint.

    Args:
        found: Dict from `(group, row, column)`, three strings, to `(verdict, note)`: "learns", "raises" or
            "lies", and a few words such as an accuracy, or "". Groups, rows and columns stand in the order in
            which they first come.
        ax: Matplotlib Axes to draw on. By default a new figure.

    Returns:
        The Axes.

    Raises:
        ValueError: If there is no trial, or a verdict is none of the three.

    Example:
    >>> ax = verdicts({("y = 0 or 1", "Dense(1)", "mse"): ("learns", "0.97")})
    >>> [text.get_text() for text in ax.texts][-1]
    '✓ learns  0.97'
    """
    if not found:
        raise ValueError("Expected one trial or more; got none. Pass {(group, row, column): ('learns', '')}.")
    if unknown := {verdict for verdict, _ in found.values()} - set(LOOKS):
        raise ValueError(f"Expected verdicts out of {list(LOOKS)}; got {sorted(unknown)}.")
    columns = list(dict.fromkeys(column for _, _, column in found))
    lines = list(dict.fromkeys((group, row) for group, row, _ in found))
    groups = list(dict.fromkeys(group for group, _ in lines))
    height = len(lines) + (1 + GAP) * len(groups)
    if ax is None:
        (ax,) = new_axes(height=ROW * (height + 1.9))
    ax.set(xlim=(0, 1), ylim=(height, -1.6))
    ax.set_axis_off()
    wide = (1 - LEFT) / len(columns)
    for at, column in enumerate(columns):
        _write(ax, LEFT + (at + 0.5) * wide, -0.6, column.replace("_c", "_\nc", 1), ha="center")
    top, group_before = 0.0, None
    for group, row in lines:
        if group != group_before:
            top, group_before = top + GAP, group
            _write(ax, 0, top + 0.5, group, fontweight="bold")
            top += 1
        _write(ax, LEFT - 0.01, top + 0.5, row, ha="right")
        for at, column in enumerate(columns):
            if (group, row, column) in found:
                _cell(ax, LEFT + at * wide, top, wide, *found[group, row, column])
        top += 1
    describe(ax, _in_words(found, groups))
    return ax


def _cell(ax, left, top, wide, verdict, note):
    sign, fill, ink, weight = LOOKS[verdict]
    ax.add_patch(
        Rectangle((left, top), wide, 1, facecolor=fill, edgecolor=style.GHOST, linewidth=0.6, clip_on=False)
    )
    words = f"{sign} {verdict}" + (f"  {note}" if note else "")
    _write(ax, left + wide / 2, top + 0.52, words, ha="center", color=ink, fontweight=weight)


def _write(ax, x, y, words, **looks):
    ax.text(x, y, words, **{"va": "center", "fontsize": style.SMALL, "color": style.INK, **looks})


def _in_words(found, groups):
    parts = []
    for group in groups:
        kinds = {
            kind: [
                f"{row} with {column}"
                for (of, row, column), (v, _) in found.items()
                if (of, v) == (group, kind)
            ]
            for kind in LOOKS
        }
        said = [
            f"{kind} with no pair" if not pairs else f"{kind}: {', '.join(pairs)}"
            for kind, pairs in kinds.items()
        ]
        parts.append(f"{group}: {'; '.join(said)}.")
    return f"Table of {len(found)} trials. " + " ".join(parts)
