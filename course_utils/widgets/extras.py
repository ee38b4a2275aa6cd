"""One more panel from a finished run: what the learner's own function draws beside the curves."""

import io
from collections.abc import Callable

from course_utils.plots import style
from course_utils.plots.figure import DescribedFigure
from course_utils.plots.png import html_image, small_png
from course_utils.run import Run

import ipywidgets
from matplotlib.figure import Figure
from PIL import Image

_WIDTH, _HEIGHT = 3.8, 3.0  # inches: two panels side by side under the chart


class Extras(ipywidgets.HTML):
    """Panels that functions of a finished run draw.

    Args:
        functions: each is called with (run, ax) and draws on the Axes; what it returns, if it is text, is the
            panel's alternative text.
    """

    def __init__(self, functions: list[Callable]):
        super().__init__()
        self.add_class("fit-picture")
        self._functions = list(functions)
        self.pngs: list[bytes] = []

    def draw(self, run: Run) -> None:
        """Draw all panels for `run`."""
        panels = [self._panel(function, run) for function in self._functions]
        self.pngs = [png for png, _ in panels]
        images = "".join(html_image(png, alt) for png, alt in panels)
        self.value = f'<div style="display: flex; flex-wrap: wrap">{images}</div>' if images else ""

    def _panel(self, function: Callable, run: Run) -> tuple[bytes, str]:
        figure: Figure = DescribedFigure(
            figsize=(_WIDTH, _HEIGHT), dpi=style.DPI, layout="constrained", facecolor=style.PAPER
        )
        told = function(run, figure.subplots())
        name = getattr(function, "__name__", "panel").replace("_", " ")
        figure.alt = told if isinstance(told, str) else figure.alt or f"{name}, for the run with {run.label}"
        return figure.png(), figure.alt


def stacked(first: bytes, others: list[bytes]) -> bytes:
    """PNGs on one sheet: the first on top, the others in a row below it."""
    if not others:
        return small_png(Image.open(io.BytesIO(first)))
    top, *below = (Image.open(io.BytesIO(png)).convert("RGB") for png in (first, *others))
    width = max(top.width, sum(panel.width for panel in below))
    sheet = Image.new("RGB", (width, top.height + max(panel.height for panel in below)), style.PAPER)
    sheet.paste(top, (0, 0))
    left = 0
    for panel in below:
        sheet.paste(panel, (left, top.height))
        left += panel.width
    return small_png(sheet)
