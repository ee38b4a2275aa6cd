"""`FitLab`: sliders that rerun the real `model.fit`; `Xray`: one epoch, batch by batch; `Threshold`: decisions."""

from course_utils.widgets.lab import FitLab, labs
from course_utils.widgets.threshold import Threshold
from course_utils.widgets.xray import Xray

__all__ = ["FitLab", "Threshold", "Xray", "labs"]
