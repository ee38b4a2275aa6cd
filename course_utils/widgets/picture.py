"""The figure of a lab: a chart redrawn at most so many times a second, as one image that never flickers."""

import time

from course_utils.plots.live import LiveChart
from course_utils.plots.still import html_image

import ipywidgets

# A frame costs about 12 ms of computing time; more than this many a second nobody sees.
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

    def draw(self, alt: str, *, now: bool = True) -> None:
        """Draw the chart as it is.

        Args:
            alt: the picture in words.
            now: False leaves the frame out when the last one is only just drawn.
        """
        if not now and time.perf_counter() - self._drawn_at < _BETWEEN_FRAMES:
            return
        self.png, self.alt = self._chart.draw(), alt
        self.value = html_image(self.png, alt)
        self._drawn_at = time.perf_counter()
