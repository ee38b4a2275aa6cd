"""Helpers of the course "Why Won't It Fit?": what a lesson imports, and nothing more.

    from course_utils import FitLab, check, data, plots, predict, reveal

The names are loaded when they are first used, so that drawing and judging need no TensorFlow.
"""

import contextlib
import importlib
import sys

# A function named like its module is bound at once: else the import system would leave the module there.
from course_utils.check import check
from course_utils.predict import predict, reveal

__all__ = ["FitLab", "Run", "check", "data", "plots", "predict", "reveal", "run_fit"]

_LATER = {"FitLab": "course_utils.widgets", "Run": "course_utils.run", "run_fit": "course_utils.run"}


def __getattr__(name: str):
    if name in _LATER:
        value = getattr(importlib.import_module(_LATER[name]), name)
    elif name in __all__:
        value = importlib.import_module(f"course_utils.{name}")
    else:
        raise AttributeError(f"course_utils has no {name!r}. Expected one of {', '.join(__all__)}.")
    globals()[name] = value
    return value


def _in_a_kernel() -> bool:
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")


if _in_a_kernel():
    # In a notebook TensorFlow's start-up lines would stand above the first figure. Every lesson
    # needs Keras anyway, so it is imported here, quietly; elsewhere it waits until it is asked for.
    # Where it is missing, lesson 00 can still say so and what to do.
    with contextlib.suppress(ModuleNotFoundError):
        from course_utils import quiet  # noqa: F401
