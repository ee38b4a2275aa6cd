"""The runs of a lab: what the table shows, and what need not be trained again."""

import itertools
import threading
from collections.abc import Hashable

from course_utils.run import Run
from course_utils.run.record import STOPPED, show

# The weights of older runs are let go above this many bytes: on Binder all notebooks share 2 GB.
MOST_BYTES = 128 * 2**20


class Memory:
    """Runs in the order they were made, each under what makes it the same run. Any thread may use it."""

    def __init__(self):
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._runs: dict[tuple[Hashable, bool], Run] = {}  # by key, and whether it was stopped by hand

    @property
    def runs(self) -> list[Run]:
        """All runs, oldest first."""
        with self._lock:
            return list(self._runs.values())

    def find(self, key: Hashable) -> Run | None:
        """The whole run that is remembered under `key`; one that was stopped by hand does not count."""
        with self._lock:
            return self._runs.get((key, False))

    def keep(self, key: Hashable, run: Run) -> None:
        """Remember `run` in place of an earlier one with the same key, whose name and number it takes.

        A run that was stopped takes the place of one that was stopped, a whole run that of both.
        """
        with self._lock:
            earlier = [self._runs.pop((key, True), None)]
            if run.status != STOPPED:
                earlier.append(self._runs.pop((key, False), None))
            replaced = [before for before in earlier if before is not None]
            run.name = next((before.name for before in replaced if before.name), None)
            run.number = replaced[0].number if replaced else next(self._numbers)
            self._runs[key, run.status == STOPPED] = run
            self._name_by_differences()
            self._let_go_of_weights()

    def _name_by_differences(self) -> None:
        """Name the runs by their knobs, and by each other setting in which they differ."""
        runs = list(self._runs.values())
        settings = dict.fromkeys(name for run in runs for name in run.settings)
        differing = [name for name in settings if len({show(run.settings.get(name)) for run in runs}) > 1]
        for run in runs:
            run.knobs = tuple(dict.fromkeys([*run.knobs, *differing]))

    def drop(self, run: Run) -> None:
        """Forget a run."""
        with self._lock:
            self._runs = {key: kept for key, kept in self._runs.items() if kept is not run}

    def _let_go_of_weights(self) -> None:
        latest, *older = reversed(self._runs.values())
        total = latest.weight_bytes
        for run in older:
            total += run.weight_bytes
            if total > MOST_BYTES:
                run.weights = None
