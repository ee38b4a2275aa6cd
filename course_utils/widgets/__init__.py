"""`FitLab` reruns the real `model.fit`; `Xray` and `Threshold` look at what came of it. All have sliders."""

from course_utils.widgets.lab import FitLab, labs
from course_utils.widgets.threshold import Threshold
from course_utils.widgets.xray import Xray

__all__ = ["FitLab", "Threshold", "Xray", "labs"]
