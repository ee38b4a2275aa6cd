"""Helpers of the course "Why Won't It Fit?": what a lesson imports, and nothing more.

    from course_utils import FitLab, check, data, plots, predict, reveal

The names are loaded when they are first used, so that drawing and judging need no TensorFlow.
"""

import importlib
import sys

_HOME = {
    "FitLab": "course_utils.widgets",
    "Run": "course_utils.run",
    "check": "course_utils.check",
    "data": "course_utils.data",
    "plots": "course_utils.plots",
    "predict": "course_utils.predict",
    "reveal": "course_utils.predict",
    "run_fit": "course_utils.run",
}
__all__ = ["FitLab", "Run", "check", "data", "plots", "predict", "reveal", "run_fit"]

# `course_utils.check` is both the module and, once loaded, the name that a lesson imports.
_MODULES = ("data", "plots")


def __getattr__(name: str):
    if name not in _HOME:
        raise AttributeError(f"course_utils has no {name!r}. It offers {', '.join(__all__)}.")
    module = importlib.import_module(_HOME[name])
    value = module if name in _MODULES else getattr(module, name)
    globals()[name] = value
    return value


if "ipykernel" in sys.modules:
    # In a notebook TensorFlow's start-up lines would stand above the first figure. Every lesson
    # needs Keras anyway, so it is imported here, quietly; elsewhere it waits until it is asked for.
    from course_utils import quiet  # noqa: F401
