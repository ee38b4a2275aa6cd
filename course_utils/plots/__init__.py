"""Charts of the course: each takes plain numbers and an optional `ax`, draws, and returns the Axes.

A chart that opens its own figure describes it in words, which the notebook keeps as alternative text.
"""

from course_utils.plots.boundary import decision_boundary
from course_utils.plots.calibration import calibration
from course_utils.plots.descent import descent
from course_utils.plots.fitted import fitted
from course_utils.plots.hooks import timeline
from course_utils.plots.layers import by_layer
from course_utils.plots.marks import marked
from course_utils.plots.pairs import pairs
from course_utils.plots.pictures import images
from course_utils.plots.sweep import sweep
from course_utils.plots.sweeps import sweeps
from course_utils.plots.training import compare, history
from course_utils.plots.verdicts import verdicts

__all__ = [
    "by_layer",
    "calibration",
    "compare",
    "decision_boundary",
    "descent",
    "fitted",
    "history",
    "images",
    "marked",
    "pairs",
    "sweep",
    "sweeps",
    "timeline",
    "verdicts",
]
