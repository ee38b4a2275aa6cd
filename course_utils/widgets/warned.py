"""Collect the warnings of one thread.

`warnings.catch_warnings` takes those of every thread, and where two of them overlap, as with a run that waits
and another that trains, the first to leave undoes the other.
"""

import contextlib
import threading
import warnings
from collections.abc import Iterator

_LOCK = threading.Lock()
_HERE = threading.local()
_shared = contextlib.ExitStack()
_users = 0


@contextlib.contextmanager
def warned() -> Iterator[list[str]]:
    """Give a list that fills with the texts of this thread's warnings, each once."""
    global _users
    with _LOCK:
        _users += 1
        if _users == 1:
            _listen()
    _HERE.texts = texts = []
    try:
        yield texts
    finally:
        _HERE.texts = None
        with _LOCK:
            _users -= 1
            if _users == 0:
                _shared.close()


def _listen() -> None:
    _shared.enter_context(warnings.catch_warnings())
    for category in (UserWarning, RuntimeWarning):  # what Keras and NumPy tell a user, in each run anew
        warnings.simplefilter("always", category)
    show = warnings.showwarning

    def listening(message, *args, **kwargs):
        texts = getattr(_HERE, "texts", None)
        if texts is None:
            show(message, *args, **kwargs)
        elif str(message) not in texts:
            texts.append(str(message))

    warnings.showwarning = listening
