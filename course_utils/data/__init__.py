"""Small datasets: seeded, made or loaded in a moment, without a download.

Each function returns `(x_train, y_train), (x_val, y_val)`, like `load_data` of `keras.datasets`; with
`test=True` a third pair follows. x is float32. The same arguments give the same numbers.
"""

from course_utils.data.made import line, moons, waves
from course_utils.data.measured import diabetes, digits
from course_utils.data.steepness import curvature, highest_learning_rate

__all__ = ["curvature", "diabetes", "digits", "highest_learning_rate", "line", "moons", "waves"]
