"""Sort unlabelled training curves by what is wrong with them, twice, and compare the two scores."""

import random
from dataclasses import dataclass, field
from html import escape
from io import BytesIO

from course_utils.history import metrics_of, summary
from course_utils.notice import Notice
from course_utils.plots import axis, style
from course_utils.plots.png import html_image, small_png

UNDECIDED = "not sorted"
COLUMNS = 4
_sorted: dict[str, "Sorting"] = {}


def sort_curves(key: str, curves: list, *, seed: int = 0) -> "Sorting":
    """Show histories without their names, and ask for the kind of each. Any of them may be left open.

    Args:
        key: what `score` will call this round.
        curves: list of (kind, history): the true kind, a string, and anything that `metrics_of` reads, with
            "loss" and "val_loss". The kinds on offer are those that occur here.
        seed: decides the order, and so which curve is called A. Another seed is another order.

    Returns:
        The round. As the last line of a cell it shows each curve with a menu under it, and, where no widget
        can live, one picture of all of them.

    Raises:
        ValueError: there are fewer than two kinds.
    """
    shuffled = random.Random(seed).sample(list(curves), len(curves))
    truth = [kind for kind, _ in shuffled]
    kinds = sorted(set(truth))
    if len(kinds) < 2:
        raise ValueError(f"sort_curves({key!r}) needs curves of two or more kinds, got {kinds or 'none'}.")
    histories = [metrics_of(history) for _, history in shuffled]
    before = _sorted.get(key)
    if before and (before.truth, before.histories) == (truth, histories):
        return before  # the cell ran again: what was sorted stays
    _sorted[key] = Sorting(key, truth, histories, kinds, [None] * len(truth))
    return _sorted[key]


def score(first: str, second: str) -> Notice:
    """Compare two rounds of sorting: how many were right, and which were taken for something else.

    Args:
        first: the key of the earlier round.
        second: the key of the later one.

    Returns:
        The scores in words. A round in which nothing was sorted is said to be skipped.

    Raises:
        KeyError: no round has this key.
    """
    for key in (first, second):
        if key not in _sorted:
            there = ", ".join(_sorted) or "none"
            raise KeyError(f"score: no sort_curves({key!r}, …) has run. There are: {there}.")
    before, now = _sorted[first], _sorted[second]
    said = f"Before: {before.in_words()}. Now: {now.in_words()}."
    mistaken = "; ".join(f"{name} is {kind}, you said {chosen}" for name, kind, chosen in now.mistakes())
    return Notice("", "", f"{said} Look again: {mistaken}." if mistaken else said)


@dataclass
class Sorting:
    """Unlabelled histories in the order shown, their true kinds, and what was chosen for each, or None."""

    key: str
    truth: list[str]
    histories: list[dict]
    kinds: list[str]
    chosen: list[str | None]
    _controls: list = field(default_factory=list, repr=False)

    @property
    def names(self) -> list[str]:
        """What the curves are called: A, B, C and so on."""
        return [chr(ord("A") + index) for index in range(len(self.truth))]

    @property
    def right(self) -> int:
        """How many were sorted rightly."""
        return sum(chosen == kind for chosen, kind in zip(self.chosen, self.truth, strict=True))

    def mistakes(self) -> list[tuple[str, str, str]]:
        """Name, true kind and chosen kind of each curve that was taken for something else."""
        rows = zip(self.names, self.truth, self.chosen, strict=True)
        return [(name, kind, chosen) for name, kind, chosen in rows if chosen not in (None, kind)]

    def in_words(self) -> str:
        """The score: "9 of 12 right", or "skipped"."""
        return f"{self.right} of {len(self.truth)} right" if any(self.chosen) else "skipped"

    @property
    def controls(self) -> list:
        """One menu per curve, made when they are first shown; their value is a kind or "not sorted"."""
        if not self._controls:
            from ipywidgets import Dropdown, Layout

            for index, name in enumerate(self.names):
                menu = Dropdown(
                    options=[UNDECIDED, *self.kinds],  # words, since a menu shows None as nothing at all
                    value=self.chosen[index] or UNDECIDED,
                    description=f"Curve {name}",
                    style={"description_width": "initial"},
                    layout=Layout(width="95%"),
                )
                menu.observe(lambda change, index=index: self._choose(index, change["new"]), "value")
                self._controls.append(menu)
        return self._controls

    def _choose(self, index: int, kind: str) -> None:
        self.chosen[index] = None if kind == UNDECIDED else kind

    def __str__(self) -> str:
        described = [f"Curve {n}: {s}" for n, s in zip(self.names, self._summaries(), strict=True)]
        return "\n".join([f"Sort {len(self.names)} curves into: {', '.join(self.kinds)}.", *described])

    def __repr__(self) -> str:
        return str(self)

    def _summaries(self) -> list[str]:
        return [summary(history, ["loss"]) for history in self.histories]

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        """The widget, and for pages where none can live all curves in one picture, with their words."""
        from course_utils.keys import keeping_keys

        from ipywidgets import HTML, GridBox, Layout, VBox

        boxes = []
        for name, history, words, menu in zip(
            self.names, self.histories, self._summaries(), self.controls, strict=True
        ):
            image = html_image(picture([name], [history], 1), f"Curve {name}: {words}")
            boxes.append(VBox([HTML(image.replace("<img ", '<img style="max-width: 100%" ')), menu]))
        grid = GridBox(boxes, layout=Layout(grid_template_columns=f"repeat({COLUMNS}, minmax(0, 1fr))"))
        png = picture(self.names, self.histories, COLUMNS)
        asks = escape(str(self).splitlines()[0])
        still = f"<figure>{html_image(png, str(self))}<figcaption>{asks}</figcaption></figure>"
        data = {**keeping_keys(grid)._repr_mimebundle_(), "text/html": still, "image/png": png}
        return {**data, "text/plain": str(self)}, {"image/png": {"alt": str(self)}}


def picture(names: list[str], histories: list[dict], columns: int) -> bytes:
    """The loss of each history in a small panel, all with the same height of the axis, as PNG bytes."""
    from matplotlib.figure import Figure
    from PIL import Image

    rows = -(-len(names) // columns)
    size = 2.1 * columns, 1.75 * rows
    figure = Figure(figsize=size, dpi=style.DPI, layout="constrained", facecolor=style.PAPER)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for ax, name, history in zip(panels, names, histories, strict=False):
        epochs = range(1, len(history["loss"]) + 1)
        for values, look in ((history["loss"], style.TRAINING), (history["val_loss"], style.VALIDATION)):
            ax.plot(epochs, values, **{**look, "markersize": 3.5}, markevery=style.marker_step(len(epochs)))
        style.styled(ax, title=name)
        axis.set_epochs(ax, len(epochs))
        ax.set(xlim=(0, len(epochs) + 1), ylim=(0, 3))
    for spare in panels[len(names) :]:
        spare.remove()
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=style.DPI)
    return small_png(Image.open(buffer))
