"""Compare what a model says with what happens: of all rows with 0.8, do eight in ten come true?"""

from course_utils.history import number
from course_utils.plots import style
from course_utils.plots.decision import checked
from course_utils.plots.ends import label_ends
from course_utils.plots.figure import describe, new_axes

import numpy as np

BINS = 5  # with more of them, most hold too few rows to say anything


def calibration(claims, ax=None):
    """Draw how often the rows of each band of probability are of class 1, against the mean probability there.

    On the diagonal a model means what it says. The bars are one standard error to either side; a band with
    fewer than five rows is left out.

    Args:
        claims: Dict from a name to `(y, p)`: labels 0 or 1, and the probabilities of class 1, of shape
            `(rows,)` or `(rows, 1)`.
        ax: Matplotlib Axes to draw on. By default a new figure.

    Returns:
        The Axes.

    Raises:
        ValueError: If there is no model, or its labels and probabilities do not fit together.

    Example:
    >>> calibration({"always sure": ([0, 1] * 8, [1.0] * 16)}).get_ylabel()
    'share that came true'
    """
    if not claims:
        raise ValueError('Expected a model or more; got none. Pass {"mine": (y_val, p)}.')
    if ax is None:
        (ax,) = new_axes(width=5.2, height=3.6)
    style.styled(ax, xlabel="probability that the model gives", ylabel="share that came true", grid="both")
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.plot([0, 1], [0, 1], color=style.MUTED, linewidth=1, linestyle=(0, (2, 2)))
    ends = []
    for index, (name, (y, p)) in enumerate(claims.items()):
        said, came, error = bands(*checked(y, p))
        look = style.curve_style(index)
        ax.errorbar(said, came, yerr=error, **look, elinewidth=1, capsize=2)
        if len(said):
            ends.append((came[-1], name, look))
        points = ", ".join(f"{number(a)} came true {number(b)}" for a, b in zip(said, came, strict=True))
        describe(ax, f"{name}: of the rows with a mean probability of {points}.")
    if len(claims) > 1:
        label_ends(ax, ends, (0, 1, "linear"))
    return ax


def bands(y, p, *, least=5):
    """Mean probability, share of class 1 and its standard error, for each band with at least `least` rows."""
    from sklearn.calibration import calibration_curve  # Only here: it takes a second to import.

    came, said = calibration_curve(y, p, n_bins=BINS)
    rows = np.bincount(np.searchsorted(np.linspace(0, 1, BINS + 1)[1:-1], p), minlength=BINS)
    rows = rows[rows > 0]
    share = (came * rows + 1) / (rows + 2)  # not 1 where all of eight rows came true: that would be no error
    error = np.sqrt(share * (1 - share) / rows)
    return said[rows >= least], came[rows >= least], error[rows >= least]
