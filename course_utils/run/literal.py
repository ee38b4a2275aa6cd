"""Write a setting's value as Python."""

import ast
import math

import keras
import numpy as np

_PLACES = ("activations", "layers", "optimizers", "losses", "initializers", "regularizers", "metrics")


def literal(value) -> str | None:
    """The text that makes an equal value; None where there is none, as for an object of a learner's class."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    if callable(value):
        return _keras_name(value)
    try:
        ast.parse(repr(value), mode="eval")
    except SyntaxError:
        return None
    return repr(value)


def _keras_name(value) -> str | None:
    name = getattr(value, "__name__", "")
    places = (place for place in _PLACES if getattr(getattr(keras, place), name, None) is value)
    return next((f"keras.{place}.{name}" for place in places), None)
