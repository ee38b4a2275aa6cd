"""The runs of a lab: what the table shows, and what need not be trained again."""

from collections.abc import Hashable

from course_utils.run import Run
from course_utils.run.record import STOPPED

# The weights of older runs are let go above this many bytes: on Binder all notebooks share 2 GB.
MOST_BYTES = 128 * 2**20


class Memory:
    """Runs in the order they were made, each under what makes it the same run."""

    def __init__(self):
        self._runs: dict[Hashable, Run] = {}

    @property
    def runs(self) -> list[Run]:
        """All runs, oldest first."""
        return list(self._runs.values())

    def find(self, key: Hashable) -> Run | None:
        """The whole run that is remembered under `key`; one that was stopped by hand does not count."""
        run = self._runs.get(key)
        return None if run is None or run.status == STOPPED else run

    def keep(self, key: Hashable, run: Run) -> None:
        """Remember `run`; one with the same key makes room, but its name stays."""
        before = self._runs.pop(key, None)
        if before is not None:
            run.name = before.name
        self._runs[key] = run
        self._let_go_of_weights()

    def drop(self, run: Run) -> None:
        """Forget a run."""
        self._runs = {key: kept for key, kept in self._runs.items() if kept is not run}

    def _let_go_of_weights(self) -> None:
        total = 0
        for run in reversed(self._runs.values()):
            total += sum(weight.nbytes for weight in run.weights or [])
            if total > MOST_BYTES and run is not self.runs[-1]:
                run.weights = None
