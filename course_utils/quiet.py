"""Import Keras without the start-up lines that TensorFlow writes to the standard error.

No environment variable removes them all, so file descriptor 2 points at the null device while the import
runs. Exceptions still arrive: they do not travel through the file descriptor.
"""

import contextlib
import os
import sys


@contextlib.contextmanager
def closed_stderr():
    """Let nothing reach file descriptor 2 until the block ends."""
    sys.stderr.flush()
    kept = os.dup(2)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    os.close(null)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


if "keras" not in sys.modules:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with closed_stderr():
        import keras  # noqa: F401
        import tensorflow as tf

        tf.config.list_logical_devices()  # creates the devices, which writes once more
