"""The small widgets that a lab is put together from; each is a view of a few traits."""

from pathlib import Path

from course_utils.run.record import show

import anywidget
import traitlets

_STATIC = Path(__file__).parent / "static"
_CSS = _STATIC / "fitlab.css"


class ValueSlider(anywidget.AnyWidget):
    """A slider over a list of values, equally far apart.

    ipywidgets' own sliders have no name for a screen reader and speak a log slider's exponent; this one is
    the browser's own range input, with a label, and speaks the value.

    Args:
        label: the setting's name, as Keras spells it.
        values: what can be chosen, in the order of the slider.
        value: the start; observe it for changes.

    Raises:
        ValueError: `value` is not among `values`.
    """

    _esm = _STATIC / "slider.js"
    _css = _CSS
    label = traitlets.Unicode().tag(sync=True)
    texts = traitlets.List(traitlets.Unicode()).tag(sync=True)
    index = traitlets.Int(0).tag(sync=True)
    value = traitlets.Any()

    def __init__(self, label: str, values: list, value):
        self.values = list(values)
        super().__init__(
            label=label, texts=[show(v) for v in values], index=self._index_of(label, value), value=value
        )

    def _index_of(self, label: str, value) -> int:
        if value not in self.values:
            raise ValueError(
                f"{label} cannot be {show(value)}: expected one of "
                f"{', '.join(show(v) for v in self.values)}. Add the value to the list, or choose another."
            )
        return self.values.index(value)

    @traitlets.observe("index")
    def _take_index(self, change):
        # Not change.new: where two threads move the slider at once, both then end at the same place.
        self.value = self.values[self.index]

    @traitlets.observe("value")
    def _take_value(self, change):
        self.index = self._index_of(self.label, self.value)


class Status(anywidget.AnyWidget):
    """What is going on, in words.

    `done` of `total` epochs and `doing` change while a run trains, and are hidden while `total` is 0;
    `summary` and `problem` are spoken by a screen reader when they change.
    """

    _esm = _STATIC / "status.js"
    _css = _CSS
    done = traitlets.Int(0).tag(sync=True)
    total = traitlets.Int(1).tag(sync=True)
    doing = traitlets.Unicode().tag(sync=True)
    summary = traitlets.Unicode().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)


class RunsTable(anywidget.AnyWidget):
    """The runs as a table. A click sends `{"do": "show" | "drop" | "name", "id": number, "name": …}`.

    `rows` holds `{"id", "cells", "name", "label"}` for each run; `shown` is the id of the one in the figure.
    """

    _esm = _STATIC / "table.js"
    _css = _CSS
    columns = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    shown = traitlets.Int(-1).tag(sync=True)


class CodeView(anywidget.AnyWidget):
    """A program to read and to copy; hidden while `code` is empty."""

    _esm = _STATIC / "code.js"
    _css = _CSS
    code = traitlets.Unicode().tag(sync=True)
