"""Draw what a threshold makes of probabilities: who is on which side of it, and the confusion matrix."""

import math
from typing import NamedTuple

from course_utils.history import number
from course_utils.plots import style
from course_utils.plots.figure import DescribedFigure

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, NullFormatter

BINS = 20  # so that thresholds in steps of 0.05 stand between two bars
_RIGHT, _WRONG = style.COLOURS[0], style.COLOURS[1]


class Counts(NamedTuple):
    """The four cells of a confusion matrix of two classes."""

    quiet: int  # no alarm, and rightly
    needless: int  # an alarm for nothing
    missed: int  # no alarm where there should have been one
    found: int

    @property
    def precision(self):
        """Of the alarms, the share that was right; NaN without an alarm."""
        alarms = self.needless + self.found
        return self.found / alarms if alarms else math.nan

    @property
    def recall(self):
        """Of what there was to find, the share that was found; NaN if there was nothing."""
        there = self.missed + self.found
        return self.found / there if there else math.nan

    @property
    def accuracy(self):
        """The share of all rows on the right side."""
        return (self.quiet + self.found) / sum(self)

    def cost(self, miss, alarm):
        """What the two kinds of mistake cost, for each row.

        Args:
            miss: Float, the cost of one that was missed.
            alarm: Float, the cost of an alarm for nothing.
        """
        return (miss * self.missed + alarm * self.needless) / sum(self)


def checked(y, p):
    """Labels and probabilities as flat arrays, if they fit together.

    Args:
        y: Array of labels, 0 or 1, of shape `(rows,)` or `(rows, 1)`.
        p: Array of as many probabilities of class 1; `predict` returns the shape `(rows, 1)`.

    Raises:
        ValueError: If they differ in length, hold something else, or there is none.
    """
    y, p = np.asarray(y), np.asarray(p)
    if max(y.ndim, p.ndim) > 1 and any(a.ndim != 1 and a.shape[1:] != (1,) for a in (y, p)):
        raise ValueError(
            f"Expected one label and one probability for each row; got y of shape {y.shape} and p of shape "
            f"{p.shape}. For one class among several, pass y == 3 and p[:, 3]."
        )
    y, p = y.ravel(), p.ravel()
    if len(y) != len(p) or not len(y):
        raise ValueError(
            f"Expected as many probabilities as labels; got {len(y)} labels and {len(p)} probabilities."
        )
    if not np.isin(y, (0, 1)).all():
        raise ValueError(f"Expected labels 0 and 1; got {', '.join(map(str, np.unique(y)[:5]))}.")
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError(
            f"Expected probabilities from 0 to 1; got {number(float(p.min()))} to {number(float(p.max()))}. "
            f"Does the model return logits? Pass keras.ops.sigmoid of them."
        )
    return y.astype(int), p


def count(y, p, threshold):
    """The confusion matrix of the alarms that `p >= threshold` gives."""
    from sklearn.metrics import confusion_matrix  # Only here: it takes a second to import.

    return Counts(*(int(n) for n in confusion_matrix(y, p >= threshold, labels=[0, 1]).ravel()))


def described(y, p, threshold, names=("0", "1"), costs=None):
    """The decision in words: what a screen reader says in the picture's place."""
    counts = count(y, p, threshold)
    no, yes = names
    ratios = [
        f"{name} {'unknown, there is no alarm' if math.isnan(value) else number(value)}"
        for name, value in [("precision", counts.precision), ("recall", counts.recall)]
    ]
    words = (
        f"Threshold {number(threshold)}. Of {counts.missed + counts.found} rows of the class {yes}, "
        f"{counts.found} found and {counts.missed} missed; of {counts.quiet + counts.needless} rows of the "
        f"class {no}, {counts.needless} alarms for nothing. "
        f"{', '.join(ratios).capitalize()}, accuracy {number(counts.accuracy)}."
    )
    return f"{words} Cost per row {number(counts.cost(*costs))}." if costs else words


def decision(y, p, threshold, names=("0", "1"), costs=None):
    """Draw the two classes on either side of the threshold, and the confusion matrix.

    Args:
        y: Labels, as `checked` returns them.
        p: Probabilities, as `checked` returns them.
        threshold: Float from 0 to 1.
        names: Two strings, the names of class 0 and of class 1.
        costs: None, or the cost of a miss and of an alarm for nothing.

    Returns:
        A figure with alternative text.
    """
    figure = DescribedFigure(figsize=(style.WIDTH, 3.6), dpi=style.DPI, facecolor=style.PAPER)
    # Fixed places: to work them out anew for each frame would take longer than to draw it.
    grid = figure.add_gridspec(
        2,
        2,
        width_ratios=(1.5, 1),
        hspace=0.55,
        wspace=0.22,
        left=0.085,
        right=0.995,
        bottom=0.185,
        top=0.925,
    )
    for row, kind in enumerate((1, 0)):
        _draw_side(figure.add_subplot(grid[row, 0]), y, p, threshold, kind, names[kind])
    _draw_matrix(figure.add_subplot(grid[:, 1]), count(y, p, threshold), names, costs)
    figure.alt = described(y, p, threshold, names, costs)
    return figure


def _draw_side(ax, y, p, threshold, kind, name):
    """How many rows of one class have which probability; what is on the wrong side is hatched."""
    edges = np.linspace(0, 1, BINS + 1)
    rows = p[y == kind]
    for alarm in (False, True):
        wrong = alarm != bool(kind)
        heights, _ = np.histogram(rows[(rows >= threshold) == alarm], edges)
        look = {"facecolor": style.PAPER, "hatch": "/////"} if wrong else {"facecolor": _RIGHT}
        ax.bar(
            edges[:-1],
            heights,
            1 / BINS,
            align="edge",
            edgecolor=_WRONG if wrong else _RIGHT,
            linewidth=0.8,
            **look,
        )
    tallest = max(np.histogram(rows, edges)[0].max(initial=1), 1)
    style.styled(
        ax,
        title=f"rows of the class {name}",
        xlabel=None if kind else "probability that the model gives",
        ylabel="rows",
    )
    ax.set_yscale("log")  # most rows are far from the threshold, and the few beside it matter
    ax.set_ylim(0.7, 5 * tallest)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.set_xlim(0, 1)
    ax.axvline(threshold, color=style.INK, linewidth=1.8)
    left = threshold > 0.5
    ax.text(
        threshold,
        0.93,
        " no alarm ◂ " if left else " ▸ alarm ",
        transform=ax.get_xaxis_transform(),
        ha="right" if left else "left",
        va="top",
        fontsize=style.SMALL,
        color=style.INK,
    )


def _draw_matrix(ax, counts, names, costs):
    no, yes = names
    cells = {
        (0, 0): (counts.missed, "missed", True),
        (1, 0): (counts.found, "found", False),
        (0, 1): (counts.quiet, "left alone", False),
        (1, 1): (counts.needless, "for nothing", True),
    }
    for (column, row), (rows, word, wrong) in cells.items():
        look = {"facecolor": style.PAPER, "hatch": "////"} if wrong else {"facecolor": _RIGHT}
        box = (column + 0.03, row + 0.03), 0.94, 0.94
        shade = {"edgecolor": _WRONG if wrong else _RIGHT, "alpha": 0.4 if wrong else 0.16, "linewidth": 0}
        ax.add_patch(Rectangle(*box, **look, **shade))
        ax.add_patch(Rectangle(*box, facecolor="none", edgecolor=_WRONG if wrong else _RIGHT, linewidth=1.6))
        ax.text(
            column + 0.5,
            row + 0.5,
            f"{rows:,}\n{'✕' if wrong else '✓'} {word}",
            ha="center",
            va="center",
            fontsize=style.TEXT,
            color=style.INK,
            bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 2} if wrong else None,
        )
    ax.set(xlim=(0, 2), ylim=(2, 0), xticks=[0.5, 1.5], yticks=[0.5, 1.5])
    ax.set_xticklabels(["no alarm", "alarm"], fontsize=style.SMALL)
    ax.set_yticklabels([yes, no], fontsize=style.SMALL)
    ax.tick_params(length=0, colors=style.MUTED, labelcolor=style.INK)
    ax.set_title("confusion matrix", fontsize=style.TEXT, color=style.INK, loc="left", fontweight="bold")
    for side in ax.spines.values():
        side.set_visible(False)
    told = [("precision", counts.precision), ("recall", counts.recall), ("accuracy", counts.accuracy)]
    lines = [f"{name} {value:.2f}" for name, value in told if not math.isnan(value)]
    if costs:
        lines.append(f"cost per row {counts.cost(*costs):.2f}")
    ax.set_xlabel("   ".join(lines[:2]) + "\n" + "   ".join(lines[2:]), fontsize=style.SMALL, color=style.INK)
