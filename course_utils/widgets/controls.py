"""The control of one knob."""

from course_utils.run.record import show
from course_utils.widgets.parts import ValueSlider

import ipywidgets


def control_for(name: str, values: list, start) -> ipywidgets.DOMWidget:
    """A slider for numbers, a drop-down for anything else; both have a trait `value`.

    Args:
        name: the setting's name; the control's label.
        values: what can be chosen.
        start: the value to begin with, one of `values`.
    """
    if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values):
        return ValueSlider(name, values, start)
    options = [(show(value), value) for value in values]
    style = {"description_width": "initial"}
    return ipywidgets.Dropdown(options=options, value=start, description=name, style=style)
