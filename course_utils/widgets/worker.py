"""One thread that trains: of the runs a slider asks for, only the latest matters."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from course_utils.widgets.pace import Pace


@dataclass
class Job:
    """A run that somebody wants.

    Attributes:
        settings: by name.
        seed: of the run.
        needed: somebody waits for the result, so a newer wish does not replace it.
        again: train even where the result is remembered.
        pace: stops it, or holds it between epochs.
        superseded: a newer wish has replaced it.
        result: the `Run`, or the exception that it ended with.
    """

    settings: dict
    seed: int
    needed: bool = False
    again: bool = False
    pace: Pace = field(default_factory=Pace)
    superseded: bool = False
    result: Future = field(default_factory=Future)


class Worker:
    """Does one job at a time, in a thread of its own that lives while there is work.

    A job that is needed waits its turn; any other waits in a mailbox of size one, where a newer replaces it. A
    newer job also ends the one that is running, unless that one is needed.

    Args:
        work: does a job. It must not raise.
    """

    def __init__(self, work: Callable[[Job], None]):
        self._work = work
        self._change = threading.Condition()
        self._needed: deque[Job] = deque()
        self._latest: Job | None = None
        self._alive = False
        self.current: Job | None = None

    def submit(self, job: Job) -> None:
        """Do `job` as soon as possible; returns at once."""
        with self._change:
            if job.needed:
                self._needed.append(job)
            else:
                self._replace(job)
            if self.current is not None and not self.current.needed:
                self._supersede(self.current)
            if not self._alive:
                self._alive = True
                threading.Thread(target=self._loop, name="FitLab", daemon=True).start()

    def stop(self, superseded: bool = False) -> None:
        """End what is training and what waits to be trained; not what somebody needs, when a newer wish is the reason.

        Args:
            superseded: something newer replaces the run, so it is not kept.
        """
        with self._change:
            self._forget_latest()
            if self.current is not None and not (superseded and self.current.needed):
                self.current.superseded |= superseded
                self.current.pace.stop()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until nothing is left to do, or a job is held between two epochs; False when time ran out."""
        with self._change:
            return self._change.wait_for(lambda: not self._alive or self._held(), timeout)

    def tell(self) -> None:
        """Wake whoever waits, to look again."""
        with self._change:
            self._change.notify_all()

    def _held(self) -> bool:
        return self.current is not None and self.current.pace.waiting

    def _replace(self, job: Job) -> None:
        self._forget_latest()
        self._latest = job

    def _forget_latest(self) -> None:
        if self._latest is not None:
            self._supersede(self._latest)
            self._latest.result.cancel()
            self._latest = None

    def _supersede(self, job: Job) -> None:
        job.superseded = True
        job.pace.stop()

    def _loop(self) -> None:
        try:
            while (job := self._next()) is not None:
                self._work(job)
        finally:  # whatever happened, the next wish finds a worker
            with self._change:
                self.current, self._alive = None, False
                self._change.notify_all()

    def _next(self) -> Job | None:
        with self._change:
            job = self._needed.popleft() if self._needed else self._latest
            if job is self._latest:
                self._latest = None
            self.current = job
            self._alive = job is not None
            self._change.notify_all()
            return job
