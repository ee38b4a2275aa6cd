"""`FitLab`: sliders that rerun the real `model.fit`; `Xray`: one epoch, batch by batch."""

from course_utils.widgets.lab import FitLab, labs
from course_utils.widgets.xray import Xray

__all__ = ["FitLab", "Xray", "labs"]
