"""What a lab does, without a page: runs on request, remembered, one at a time, the latest wish first."""

import threading
from collections.abc import Callable
from typing import Protocol

from course_utils.run import Experiment, Run
from course_utils.run.record import STOPPED
from course_utils.widgets.memory import Memory
from course_utils.widgets.pace import Pace
from course_utils.widgets.warned import warned
from course_utils.widgets.worker import Job, Worker

Wish = tuple[dict, int]  # settings by name, seed


class Listener(Protocol):
    """Who is told what happens, in whichever thread it happens."""

    def started(self, job: Job) -> None:
        """A run begins."""

    def epoch_ended(self, job: Job, epoch: int, logs: dict) -> None:
        """An epoch has ended; counted from 0."""

    def batch_ended(self, job: Job, epoch: int, batch: int) -> None:
        """A batch, or a few, have ended; both are counted from 0."""

    def held(self, job: Job) -> None:
        """The run waits between two epochs."""

    def ended(self, job: Job, run: Run) -> None:
        """The run has ended and is kept."""

    def kept(self, run: Run) -> None:
        """A run was whole before a newer wish could end it: it is kept, and the newer one is shown."""

    def recalled(self, run: Run) -> None:
        """A run was made before."""

    def withdrawn(self) -> None:
        """A run was stopped before it began."""

    def failed(self, error: BaseException) -> None:
        """A run ended with an exception, or could not be shown."""


class Session:
    """Runs of one experiment, on request.

    Args:
        experiment: what is run.
        listener: told what happens.
        knobs: names of the settings that are turned; they name a run.
        memory: where runs are kept.
    """

    def __init__(self, experiment: Experiment, listener: Listener, knobs: tuple, memory: Memory):
        self._experiment, self._listener, self._knobs = experiment, listener, knobs
        self._memory = memory
        self._worker = Worker(self._work)
        # A wish, and the end of a run, is one piece: else an older run could be shown after a newer one.
        self._lock = threading.RLock()
        self.errors: list[BaseException] = []

    def ask(self, wish: Callable[[], Wish], *, again: bool = False, stepping: bool = False) -> None:
        """Ask for a run and return at once; a later wish replaces this one.

        Args:
            wish: returns the settings and the seed. It is called when no other wish can come between, so
                that of two threads that turn knobs the last one sees both.
            again: train even where the run is remembered.
            stepping: wait after each epoch.
        """
        with self._lock:
            settings, seed = wish()
            run = None if again else self._memory.find(self._experiment.key(settings, seed))
            if run is None:
                job = Job(settings, seed, again=again)
                job.pace = Pace(stepping, on_hold=lambda: self._hold(job))
                self._worker.submit(job)
            else:
                self._worker.supersede()
                self.recall(run)

    def recall(self, run: Run) -> None:
        """Show a run that was made before; what cannot be drawn is told, not raised."""
        with self._lock:
            try:
                self._listener.recalled(run)
            except Exception as error:
                self._failed(error)

    def run(self, settings: dict, seed: int) -> Run:
        """Return the run with these settings when it has ended; a remembered one at once.

        Raises:
            Exception: what `build`, the data, `fit` or a further panel raised.
        """
        with self._lock:
            run = self._memory.find(self._experiment.key(settings, seed))
            if run is not None:
                self._listener.recalled(run)
                return run
            job = Job(settings, seed, needed=True)
            job.pace = Pace(on_hold=lambda: self._hold(job))
            self._worker.submit(job)
        try:
            return job.result.result()
        except KeyboardInterrupt:
            self._worker.abandon(job)
            raise

    def stop(self) -> None:
        """End the run that is training; it is kept as stopped. What waits to be trained is forgotten."""
        with self._lock:
            if self._worker.stop():
                self._listener.withdrawn()

    def step(self) -> bool:
        """Let the run do one epoch and wait; False when none is training."""
        job = self._worker.newest()
        if job is not None:
            job.pace.step()
        return job is not None

    def go(self) -> bool:
        """Let a run that goes step by step go on to its end; False when there is none."""
        job = self._worker.newest()
        return job is not None and job.pace.go()

    def busy(self) -> bool:
        """Whether a run trains, or waits."""
        return self._worker.newest() is not None

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until nothing trains, or a run waits between two epochs; False when time ran out."""
        return self._worker.wait(timeout)

    def _work(self, job: Job) -> None:
        """Do one job, in the worker's thread; whatever the learner's functions raise is told, not lost."""
        try:
            run = self._run(job)
        except BaseException as error:  # `exit()` in a callback, too: somebody may wait for the result
            try:
                self._failed(error, show=not job.superseded)
            finally:
                job.result.set_exception(error)
        else:
            job.result.set_result(run)

    def _run(self, job: Job) -> Run:
        key = self._experiment.key(job.settings, job.seed)
        with self._lock:
            run = None if job.again else self._memory.find(key)
            if run is not None:
                self._listener.recalled(run)
                return run
            self._listener.started(job)
        run = self._train(job)
        with self._lock:
            if job.superseded and run.status == STOPPED:
                return run
            self._memory.keep(key, run)
            if job.superseded:
                self._listener.kept(run)
            else:
                self._listener.ended(job, run)
        return run

    def _train(self, job: Job) -> Run:
        with warned() as run_warnings:
            run = self._experiment.run(
                job.settings,
                seed=job.seed,
                on_epoch=lambda epoch, logs: self._after_epoch(job, epoch, logs),
                on_batch=lambda epoch, batch: self._listener.batch_ended(job, epoch, batch),
                should_stop=job.pace.should_stop,
            )
        run.warnings = run_warnings
        run.seconds -= job.pace.seconds_waited
        run.knobs = self._knobs
        return run

    def _failed(self, error: BaseException, show: bool = True) -> None:
        with self._lock:
            self.errors.append(error)
            if show:
                self._listener.failed(error)

    def _hold(self, job: Job) -> None:
        self._listener.held(job)
        self._worker.tell()

    def _after_epoch(self, job: Job, epoch: int, logs: dict) -> None:
        self._listener.epoch_ended(job, epoch, logs)
        if epoch + 1 < job.settings.get("epochs", 1):
            job.pace.after_epoch()
