"""How far a running fit may go: on and on, one epoch at a time, or no further."""

import math
import threading
import time
from collections.abc import Callable


class Pace:
    """Holds a fit between two epochs, or tells it to stop; shared by the fit's thread and the buttons'.

    Args:
        stepping: wait after the first epoch, until `step`, `go` or `stop` is called.
        on_hold: called each time the fit begins to wait, in the fit's thread.
    """

    def __init__(self, stepping: bool = False, on_hold: Callable[[], None] | None = None):
        self._change = threading.Condition()
        self._epochs_left = 1 if stepping else math.inf
        self._stop = False
        self._on_hold = on_hold
        self.waiting = False
        self.seconds_waited = 0.0

    def should_stop(self) -> bool:
        """Whether `stop` was called."""
        return self._stop

    def after_epoch(self) -> None:
        """Return when the next epoch may begin; the fit calls it."""
        began = time.perf_counter()
        with self._change:
            self._epochs_left -= 1
            self.waiting = self._must_wait()
        if self.waiting and self._on_hold is not None:
            self._on_hold()  # not under the lock: it may take another one
        with self._change:
            self._change.wait_for(lambda: not self._must_wait())
        self.seconds_waited += time.perf_counter() - began

    def _must_wait(self) -> bool:
        return self._epochs_left <= 0 and not self._stop

    def step(self) -> None:
        """Let the fit do one epoch more, then wait; a fit that runs freely waits after the epoch it is in."""
        with self._change:
            self._allow(1 if self._epochs_left == math.inf else self._epochs_left + 1)

    def go(self) -> bool:
        """Let the fit go on to its end; False when it does so already."""
        with self._change:
            was_stepping = self._epochs_left != math.inf
            self._allow(math.inf)
        return was_stepping

    def stop(self) -> None:
        """Let the fit end after the batch that it is in."""
        with self._change:
            self._stop, self.waiting = True, False
            self._change.notify_all()

    def _allow(self, epochs: float) -> None:
        self._epochs_left, self.waiting = epochs, False
        self._change.notify_all()
