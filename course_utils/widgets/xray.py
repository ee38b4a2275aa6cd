"""`Xray`: one recorded epoch, batch by batch, behind a slider."""

import threading

from course_utils.plots.png import captioned
from course_utils.plots.xray import checked, described, xray
from course_utils.widgets.parts import Status, ValueSlider
from course_utils.widgets.picture import Picture

import ipywidgets


class Xray:
    """Step through the batches of an epoch that was recorded: the arrow keys go from batch to batch.

    Nothing is trained here. Show it as the last line of a cell; where no widget can live, the whole epoch
    stands there as a picture with its words.

    Args:
        steps: list of one dict a batch, in order: the images `x` of shape (rows, side * side), the labels `y`
            of shape (rows,), and the numbers `loss`, `running_mean`, `gradient` (its size) and `move` (how
            far the weights went).
        label: the slider's name.

    Attributes:
        slider: its `value` is the batch, counted from 1.
        picture: its `alt` says what is seen.

    Raises:
        ValueError: there is no step, or one of them lacks a key.

    Example:
        Xray([{"x": x, "y": y, "loss": 2.3, "running_mean": 2.3, "gradient": 1.0, "move": 0.1}])
    """

    def __init__(self, steps: list[dict], label: str = "batch"):
        self._steps = checked(steps)
        self._lock = threading.RLock()  # messages from the page may arrive on two threads
        batches = list(range(1, len(self._steps) + 1))
        self.slider = ValueSlider(label, batches, 1)
        self.picture, self.status = Picture(self), Status(total=len(batches))
        self.slider.observe(lambda change: self._show(), "value")
        self.widget = ipywidgets.VBox([self.slider, self.picture, self.status], _dom_classes=["fit-lab"])
        self._show()

    def draw(self) -> bytes:
        """The batch at which the slider stands, as PNG bytes."""
        return xray(self._steps, self.slider.value).png()

    def _show(self) -> None:
        with self._lock:
            batch = self.slider.value
            words = described(self._steps, batch)
            self.picture.draw(words)
            with self.status.hold_sync():
                self.status.done, self.status.doing = batch, f"{batch} of {len(self._steps)} updates made"
                self.status.summary = words

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        """The live widget, and for pages where none can live the whole epoch."""
        figure = xray(self._steps, len(self._steps))
        png, words = figure.png(), figure.alt
        still = captioned(png, words)
        data = {**self.widget._repr_mimebundle_(), "text/html": still, "image/png": png, "text/plain": words}
        return data, {"image/png": {"alt": words}}

    def __repr__(self) -> str:
        return f"Xray({len(self._steps)} batches)"
