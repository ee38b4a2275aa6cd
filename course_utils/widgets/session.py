"""What a lab does, without a page: runs on request, remembered, one at a time, the latest wish first."""

import threading
import warnings
from typing import Protocol

from course_utils.run import Experiment, Run
from course_utils.run.record import STOPPED
from course_utils.widgets.memory import Memory
from course_utils.widgets.pace import Pace
from course_utils.widgets.worker import Job, Worker


class Listener(Protocol):
    """Who is told what happens. All but `recalled` are called in the worker's thread."""

    def started(self, job: Job) -> None: ...
    def epoch_ended(self, job: Job, epoch: int, logs: dict) -> None: ...
    def batch_ended(self, job: Job, epoch: int, batch: int) -> None: ...
    def held(self, job: Job) -> None: ...
    def ended(self, job: Job, run: Run) -> None: ...
    def recalled(self, run: Run) -> None: ...
    def replaced(self, job: Job) -> None: ...
    def failed(self, job: Job, error: Exception) -> None: ...


class Session:
    """Runs of one experiment, on request.

    Args:
        experiment: what is run.
        listener: told what happens.
        knobs: names of the settings that are turned; they name a run.
        memory: where runs are kept.
    """

    def __init__(self, experiment: Experiment, listener: Listener, knobs: tuple[str, ...], memory: Memory):
        self._experiment, self._listener, self._knobs = experiment, listener, knobs
        self._lock = threading.RLock()
        self._worker = Worker(self._work)
        self._memory = memory
        self.errors: list[Exception] = []

    def ask(self, settings: dict, seed: int, *, again: bool = False, stepping: bool = False) -> None:
        """Ask for a run and return at once; a later wish replaces this one.

        Args:
            settings: by name.
            seed: of the run.
            again: train even where the run is remembered.
            stepping: wait after each epoch.
        """
        run = None if again else self._remembered(settings, seed)
        if run is None:
            job = Job(settings, seed, again=again)
            job.pace = Pace(stepping, on_hold=lambda: self._hold(job))
            self._worker.submit(job)
        else:
            self._worker.stop(superseded=True)
            self._listener.recalled(run)

    def run(self, settings: dict, seed: int) -> Run:
        """Return the run with these settings when it has ended; a remembered one at once.

        Raises:
            Exception: what `build`, the data or `fit` raised.
        """
        run = self._remembered(settings, seed)
        if run is not None:
            self._listener.recalled(run)
            return run
        job = Job(settings, seed, needed=True)
        self._worker.submit(job)
        try:
            return job.result.result()
        except KeyboardInterrupt:
            job.pace.stop()
            raise

    def stop(self) -> None:
        """End the run that is training; it is kept as stopped."""
        self._worker.stop()

    def step(self) -> bool:
        """Let a run that waits between two epochs do one more; False when none is training."""
        current = self._worker.current
        if current is not None:
            current.pace.step()
        return current is not None

    def go(self) -> bool:
        """Let a run that waits go on to its end; False when none waits."""
        current = self._worker.current
        if current is None or not current.pace.waiting:
            return False
        current.pace.go()
        return True

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until nothing trains, or a run waits between two epochs."""
        return self._worker.wait(timeout)

    def _remembered(self, settings: dict, seed: int) -> Run | None:
        with self._lock:
            return self._memory.find(self._experiment.key(settings, seed))

    def _work(self, job: Job) -> None:
        """Do one job, in the worker's thread; whatever the learner's functions raise is told, not lost."""
        try:
            run = self._train(job)
        except Exception as error:
            with self._lock:
                self.errors.append(error)
            self._listener.failed(job, error)
            job.result.set_exception(error)
            return
        job.result.set_result(run)

    def _train(self, job: Job) -> Run:
        remembered = None if job.again else self._remembered(job.settings, job.seed)
        if remembered is not None:
            self._listener.recalled(remembered)
            return remembered
        self._listener.started(job)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("default")
            run = self._experiment.run(
                job.settings,
                seed=job.seed,
                on_epoch=lambda epoch, logs: self._after_epoch(job, epoch, logs),
                on_batch=lambda epoch, batch: self._listener.batch_ended(job, epoch, batch),
                should_stop=job.pace.should_stop,
            )
        run.warnings = list(dict.fromkeys(str(warning.message) for warning in caught))
        run.seconds -= job.pace.seconds_waited
        run.knobs = self._knobs
        if job.superseded and run.status == STOPPED:
            self._listener.replaced(job)
            return run
        with self._lock:
            self._memory.keep(self._experiment.key(job.settings, job.seed), run)
        self._listener.ended(job, run)
        return run

    def _hold(self, job: Job) -> None:
        self._listener.held(job)
        self._worker.tell()

    def _after_epoch(self, job: Job, epoch: int, logs: dict) -> None:
        self._listener.epoch_ended(job, epoch, logs)
        if epoch + 1 < job.settings.get("epochs", 1):
            job.pace.after_epoch()
