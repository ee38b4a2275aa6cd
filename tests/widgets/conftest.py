import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "run"))  # small.py


@pytest.fixture
def no_thread_fails(monkeypatch):
    """Fails where a thread ended with an exception."""
    import threading

    failed = []
    monkeypatch.setattr(threading, "excepthook", lambda given: failed.append(given.exc_value))
    yield
    assert not failed
