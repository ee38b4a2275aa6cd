"""Small datasets: seeded, made or loaded in a moment, without a download.

Each function returns `(x_train, y_train), (x_val, y_val)`, like `load_data` of `keras.datasets`; with
`test=True` a third pair follows. x is float32; `stickers` and `drawings` hold uint8 pictures
of many sizes in a list, as files do. The same arguments give the same numbers.
"""

from course_utils.data.made import line, moons, waves
from course_utils.data.measured import diabetes, digits
from course_utils.data.pictures import STICKER_KINDS, crops, drawings, stickers
from course_utils.data.steepness import curvature, highest_learning_rate

__all__ = [
    "STICKER_KINDS",
    "crops",
    "curvature",
    "diabetes",
    "digits",
    "drawings",
    "highest_learning_rate",
    "line",
    "moons",
    "stickers",
    "waves",
]
