"""`FitLab`: sliders that rerun the real `model.fit`, with live curves."""

from course_utils.widgets.lab import FitLab, labs

__all__ = ["FitLab", "labs"]
