"""One thread that trains: of the runs a slider asks for, only the latest matters."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from course_utils.widgets.pace import Pace


@dataclass(eq=False)
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

    def supersede(self) -> None:
        """End it: nobody wants it any more."""
        self.superseded = True
        self.pace.stop()


class Worker:
    """Does one job at a time, in a thread of its own that lives while there is work.

    A job that is needed waits its turn; any other waits in a mailbox of size one, where a newer replaces it.
    A newer job also ends the one that is running, unless that one is needed.

    Args:
        work: does a job. It must not raise.
    """

    def __init__(self, work: Callable[[Job], None]):
        self._work = work
        self._change = threading.Condition()
        self._needed: deque[Job] = deque()
        self._latest: Job | None = None
        self._current: Job | None = None
        self._alive = False

    def submit(self, job: Job) -> None:
        """Do `job` as soon as possible; returns at once."""
        with self._change:
            self.supersede(waiting=not job.needed)
            if job.needed:
                self._needed.append(job)
            else:
                self._latest = job
            if not self._alive:
                self._alive = True
                threading.Thread(target=self._loop, name="FitLab", daemon=True).start()

    def supersede(self, waiting: bool = True) -> None:
        """End what nobody waits for: something newer replaces it.

        Args:
            waiting: also the job that waits in the mailbox.
        """
        with self._change:
            if waiting:
                self._forget_latest()
            if self._current is not None and not self._current.needed:
                self._current.supersede()

    def stop(self) -> bool:
        """End what is training and forget what waits in the mailbox.

        Returns:
            Whether there will be no run to show for it: only a waiting wish was taken back.
        """
        with self._change:
            forgotten = self._forget_latest()
            if self._current is None or self._current.superseded:
                return forgotten
            self._current.pace.stop()
            return False

    def abandon(self, job: Job) -> None:
        """End `job`, whether it waits or trains: who needed it has gone."""
        with self._change:
            if job in self._needed:
                self._needed.remove(job)
            job.pace.stop()

    def newest(self) -> Job | None:
        """The job that the learner last asked for, if it waits or trains."""
        with self._change:
            trained = self._current is not None and not self._current.superseded
            return self._latest or (self._current if trained else None)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until nothing is left to do, or a job is held between two epochs.

        Args:
            timeout: seconds; None waits for ever.

        Returns:
            False when time ran out.
        """
        with self._change:
            return self._change.wait_for(lambda: not self._alive or self._held(), timeout)

    def tell(self) -> None:
        """Wake whoever waits, to look again."""
        with self._change:
            self._change.notify_all()

    def _held(self) -> bool:
        return self._current is not None and self._current.pace.waiting

    def _forget_latest(self) -> bool:
        job, self._latest = self._latest, None
        if job is not None:
            job.supersede()
            job.result.cancel()
        return job is not None

    def _loop(self) -> None:
        try:
            while (job := self._next()) is not None:
                self._work(job)
        except BaseException:  # `work` broke its promise: the next wish still finds a worker
            with self._change:
                self._rest()
            raise

    def _next(self) -> Job | None:
        with self._change:
            if self._needed:
                self._current = self._needed.popleft()
            elif self._latest is not None:
                self._current, self._latest = self._latest, None
            else:
                self._rest()  # under the same lock: a wish that comes now starts a new thread
            return self._current

    def _rest(self) -> None:
        self._current, self._alive = None, False
        self._change.notify_all()
