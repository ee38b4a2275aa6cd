"""A slider over a list of values, and the picture that belongs to each: nothing is trained."""

import threading

from course_utils.plots.figure import DescribedFigure
from course_utils.plots.png import captioned
from course_utils.widgets.parts import Status, ValueSlider
from course_utils.widgets.picture import Picture

import ipywidgets


class Stepper:
    """What `Xray` and `Threshold` have in common: the arrow keys go from value to value.

    Args:
        label: the slider's name.
        values: what can be chosen, in the order of the slider.
        start: the first of them to be shown.
        still: the value whose picture stands where no widget can live.

    Attributes:
        slider: observe its `value`.
        picture: its `alt` says what is seen.
        status: its `summary` is what a screen reader speaks when the picture changes.
    """

    def __init__(self, label: str, values: list, start, still):
        self._lock = threading.RLock()  # messages from the page may arrive on two threads
        self._still = still
        self.slider = ValueSlider(label, values, start)
        self.picture, self.status = Picture(self), Status(total=0)
        self.slider.observe(lambda change: self._show(), "value")
        self.widget = ipywidgets.VBox([self.slider, self.picture, self.status], _dom_classes=["fit-lab"])
        self._show()

    def figure(self, value) -> DescribedFigure:
        """The picture at a value of the slider."""
        raise NotImplementedError

    def words(self, value) -> str:
        """The same picture in words."""
        raise NotImplementedError

    def progress(self, value) -> dict:
        """What the line above the words shows, as traits of `Status`; by default there is no line."""
        return {}

    def draw(self) -> bytes:
        """The picture at which the slider stands, as PNG bytes."""
        return self.figure(self.slider.value).png()

    def _show(self) -> None:
        with self._lock:
            value = self.slider.value
            words = self.words(value)
            self.picture.draw(words)
            with self.status.hold_sync():
                self.status.set_trait("summary", words)
                for trait, content in self.progress(value).items():
                    self.status.set_trait(trait, content)

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        """The live widget, and for pages where none can live one picture with its words."""
        png, words = self.figure(self._still).png(), self.words(self._still)
        still = captioned(png, words)
        data = {**self.widget._repr_mimebundle_(), "text/html": still, "image/png": png, "text/plain": words}
        return data, {"image/png": {"alt": words}}
