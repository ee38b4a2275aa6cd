"""The figure of a lab: a chart redrawn at most so many times a second, as one image that never flickers."""

import time

from course_utils.plots.live import LiveChart
from course_utils.plots.png import html_image

import ipywidgets

# A frame and its messages hold the training up for some milliseconds; more of them a second nobody sees.
_BETWEEN_FRAMES = 0.08


class Picture(ipywidgets.HTML):
    """Shows a `LiveChart` as an image with alternative text.

    Args:
        chart: what is drawn.
    """

    def __init__(self, chart: LiveChart):
        super().__init__()
        self.add_class("fit-picture")
        self._chart = chart
        self._drawn_at = 0.0
        self.png = b""
        self.alt = ""

    def due(self) -> bool:
        """Whether the last frame is old enough for the next."""
        return time.perf_counter() - self._drawn_at >= _BETWEEN_FRAMES

    def draw(self, alt: str) -> None:
        """Draw the chart as it is; `alt` is the picture in words."""
        self.png, self.alt = self._chart.draw(), alt
        self.value = html_image(self.png, alt)
        self._drawn_at = time.perf_counter()
