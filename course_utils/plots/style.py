"""One quiet look for every chart: colours, markers, line styles and sizes.

Colour is never the only sign. Each entry of `COLOURS` has its own marker and its own line style, so a chart
can be read in grey, on paper and by readers who see colours differently.
"""

# Okabe and Ito's colours, reordered. Their yellow and light blue are left out and their orange and purple are
# darker here, so that each has a contrast of at least 3 to 1 on white (WCAG 2.2, criterion 1.4.11).
COLOURS = ("#0072b2", "#c85200", "#00825f", "#a8478f", "#222222", "#946200")
MARKERS = ("o", "s", "^", "D", "v", "P")
DASHES = (5, 2), (1.5, 1.5), (7, 2, 1.5, 2), (3, 1.5), (7, 1.5, 1.5, 1.5, 1.5, 1.5)
LINES = ("-", *((0, dashes) for dashes in DASHES))

PAPER = "#ffffff"
INK = "#222222"  # words and numbers
MUTED = "#5c5c5c"  # what may stay in the background and must still be readable: 4.5 to 1 on white
GRID = "#e6e6e6"
GHOST = "#949494"  # earlier runs

WIDTH = 7.5  # inches: the width of an output cell in JupyterLab at 100 dots an inch
HEIGHT = 3.2
DPI = 100
TEXT, SMALL = 10, 9  # points

TRAINING = {
    "color": COLOURS[0],
    "linestyle": LINES[0],
    "marker": MARKERS[0],
    "markersize": 4.5,
    "linewidth": 1.8,
}
# Hollow squares: where the two curves lie on each other, both can be seen.
VALIDATION = {
    "color": COLOURS[1],
    "linestyle": LINES[1],
    "marker": MARKERS[1],
    "markersize": 5,
    "linewidth": 1.8,
    "markerfacecolor": PAPER,
    "markeredgewidth": 1.3,
}
GHOST_LINE = {"color": GHOST, "linestyle": (0, (2, 1.2)), "linewidth": 1.0, "marker": ""}


def curve_style(index):
    """Line settings of the curve number `index`, counted from 0; they repeat after the last colour.

    Args:
        index: Integer, the curve's place among those drawn together.

    Returns:
        Dict of arguments for `Axes.plot`.
    """
    turn = index % len(COLOURS)
    return {
        "color": COLOURS[turn],
        "linestyle": LINES[turn],
        "marker": MARKERS[turn],
        "markersize": 5,
        "linewidth": 1.8,
    }


def marker_step(points):
    """Every how many points a marker stands, so that a long curve carries about a dozen.

    Args:
        points: Integer, the number of points of the curve.

    Returns:
        Integer of at least 1, for the argument `markevery`.
    """
    return max(1, round(points / 12))


def styled(ax, *, xlabel=None, ylabel=None, title=None, grid="y"):
    """Give `ax` the look that all charts of the course share, and return it.

    Args:
        ax: Matplotlib Axes.
        xlabel: String or None. The axis' name in Keras' words.
        ylabel: String or None.
        title: String or None. Set flush left, over the axis.
        grid: "x", "y", "both" or "" for none.

    Returns:
        The same Axes.
    """
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set(color=MUTED, linewidth=0.8)
    ax.tick_params(which="both", colors=MUTED, labelcolor=INK, labelsize=SMALL, width=0.8, length=3)
    ax.tick_params(which="minor", length=0)
    ax.set_axisbelow(True)
    ax.grid(False)
    if grid:
        ax.grid(True, axis=grid, color=GRID, linewidth=0.8)
    if xlabel is not None:
        ax.set_xlabel(xlabel, fontsize=TEXT, color=INK)
    if ylabel is not None:
        ax.set_ylabel(ylabel, fontsize=TEXT, color=INK)
    if title is not None:
        ax.set_title(title, fontsize=TEXT, color=INK, loc="left", fontweight="bold")
    return ax
