"""What a learner sees of a lab: the knobs, the buttons, the figure, the words, the table, the program."""

import threading
import time

from course_utils.history import metric_names, summary
from course_utils.keys import CLASS as KEEPS_KEYS
from course_utils.keys import KeepKeys
from course_utils.plots.live import LiveChart
from course_utils.run import Run
from course_utils.run.record import ENDED, STOPPED, show
from course_utils.widgets.controls import control_for
from course_utils.widgets.extras import Extras, stacked
from course_utils.widgets.memory import Memory
from course_utils.widgets.parts import CodeView, RunsTable, Status
from course_utils.widgets.picture import Picture
from course_utils.widgets.trouble import readable
from course_utils.widgets.worker import Job

import ipywidgets

_LONG_EPOCH = 1.0  # seconds; in a longer one the batches are counted as well


class LabView(ipywidgets.VBox):
    """Shows what the session tells it, in the page; it decides nothing.

    Args:
        knobs: values by name.
        start: the value of each knob to begin with.
        epochs: length of the first x axis.
        seed: to begin with.
        also: functions of (run, ax) that draw one more panel.
        memory: the runs of the table.
    """

    def __init__(
        self, knobs: dict[str, list], start: dict, epochs: int, seed: int, also: list, memory: Memory
    ):
        self._lock = threading.RLock()
        self._began, self._done = 0.0, 0
        self._drawn: Job | None = None  # the run that grows in the figure, where none is shown
        self.memory = memory
        self.current: Run | None = None
        self.controls = {name: control_for(name, values, start[name]) for name, values in knobs.items()}
        self.train = _button("Train", "play", "Train with these settings")
        self.stop = _button("Stop", "stop", "Stop after this batch and keep the run")
        self.step = _button("Step", "step-forward", "Train one epoch, then wait")
        self.seed = ipywidgets.BoundedIntText(
            seed,
            min=0,
            max=2**31 - 1,
            description="seed",
            layout={"width": "150px"},
            style={"description_width": "40px"},
        )
        self.tell_code = ipywidgets.ToggleButton(
            False, description="Show me the code", icon="code", layout={"width": "auto"}
        )
        self._chart = LiveChart(epochs=epochs)
        self.picture, self.extras = Picture(self._chart), Extras(also)
        self.status, self.table, self.code = Status(), RunsTable(), CodeView()
        self.tell_code.observe(lambda change: self._show_code(), "value")
        knob_row = ipywidgets.Box(list(self.controls.values()), layout={"flex_flow": "row wrap"})
        buttons = [self.train, self.stop, self.step, self.seed, self.tell_code]
        button_row = ipywidgets.Box(buttons, layout={"flex_flow": "row wrap", "align_items": "center"})
        super().__init__(
            [knob_row, button_row, self.picture, self.status, self.extras, self.table, self.code, KeepKeys()],
            _dom_classes=["fit-lab", KEEPS_KEYS],
        )

    def started(self, job: Job) -> None:
        """A run begins: its curves start, the others become ghosts."""
        with self._lock, self.status.hold_sync():
            self._began, self._done, self._drawn = time.perf_counter(), 0, job
            self.status.problem, self.status.done = "", 0
            self.status.total = job.settings.get("epochs", 1)
            self.status.doing = "training starts …"
            self._ghosts(but=None)
            self._chart.start(self._label(job.settings, job.seed), self.status.total)

    def epoch_ended(self, job: Job, epoch: int, logs: dict) -> None:
        """One more point on each curve."""
        with self._lock:
            if job.superseded:
                return
            self._done, total = epoch + 1, self.status.total
            if job is self._drawn:  # else another run is looked at while this one trains
                self._chart.add_epoch(logs)
            if epoch > 0 and not self.picture.due():
                return  # messages that nobody can follow would only hold the training up
            done = self._done
            if job is self._drawn:
                self.picture.draw(f"Training: epoch {done} of {total}.")
            left = (time.perf_counter() - self._began) / done * (total - done)
            with self.status.hold_sync():
                self.status.done = done
                self.status.doing = f"epoch {done} of {total}, about {_seconds(left)} left"

    def batch_ended(self, job: Job, epoch: int, batch: int) -> None:
        """Say where it is when an epoch takes long."""
        if time.perf_counter() - self._began < (epoch + 1) * _LONG_EPOCH:
            return
        with self._lock:
            if not job.superseded:
                self.status.doing = f"epoch {epoch + 1} of {self.status.total}, batch {batch + 1}"

    def held(self, job: Job) -> None:
        """The run waits between two epochs."""
        with self._lock:
            after = f"after epoch {self._done} of {self.status.total}"
            self.status.done = self._done
            if job is self._drawn:
                self.picture.draw(f"Waiting {after}.")
            self.status.doing = f"waiting {after}: Step or Train"

    def ended(self, job: Job, run: Run) -> None:
        """A run is over and kept."""
        how = {
            STOPPED: f"stopped in epoch {run.epochs}",
            ENDED: f"ended by a callback after epoch {run.epochs}",
        }
        self.show(run, f"{how.get(run.status, 'finished')}, {_seconds(run.seconds)}")

    def recalled(self, run: Run) -> None:
        """A run that was made before is shown again."""
        self.show(run, "already run: shown from memory, nothing was trained")

    def kept(self, run: Run) -> None:
        """A run is in the table, but a newer one is looked at."""
        self.fill_table()

    def withdrawn(self) -> None:
        """A run was stopped before it began: what was shown before is shown again."""
        with self._lock:
            self._drawn = None
            if self.current is not None:
                self._draw(self.current)
            self.status.doing = "stopped before the training began"

    def failed(self, error: BaseException) -> None:
        """A run ended with an exception."""
        with self._lock, self.status.hold_sync():
            self._drawn = None
            self.status.doing, self.status.problem = "", readable(error)

    def show(self, run: Run, doing: str) -> None:
        """Make `run` the current one in figure, words, table and program."""
        with self._lock:
            self.current, self._drawn = run, None
            words = self._draw(run)
            warned = "".join(f"\nKeras warned: {text}" for text in run.warnings)
            with self.status.hold_sync():
                self.status.problem, self.status.summary, self.status.doing = "", words + warned, doing
                self.status.total = run.settings.get("epochs", 1)
                self.status.done = run.epochs
            self.fill_table()
            self._show_code()
            self.extras.draw(run)

    def refresh(self) -> None:
        """Show what the memory holds now: a run was named, or dropped."""
        with self._lock:
            if self.current is not None and self._drawn is None:
                self._draw(self.current)
            self.fill_table()

    def fill_table(self) -> None:
        """One row a run: knobs, final values, seconds, status."""
        with self._lock, self.table.hold_sync():
            runs = self.memory.runs
            recorded = dict.fromkeys(name for run in runs for name in run.history)
            pairs = [(name, f"val_{name}") for name in metric_names(recorded)]
            metrics = [name for pair in pairs for name in pair if name in recorded]
            named = runs[-1].knobs if runs else tuple(self.controls)
            self.table.columns = ["run", *named, "seed", *metrics, "seconds", "status"]
            self.table.rows = [self._row(run, metrics) for run in runs]
            self.table.shown = self.current.number if self.current is not None else -1

    def words(self) -> str:
        """What there is to see, as text."""
        return self.picture.alt or self.status.problem or "FitLab: nothing has been trained yet."

    def static_png(self) -> bytes:
        """The figure and its further panels as one picture."""
        with self._lock:
            return stacked(self.picture.png or self._chart.draw(), self.extras.pngs)

    def _draw(self, run: Run) -> str:
        """Draw a whole run, and return it in words."""
        words = f"With {run.label}: {summary(run)}"
        self._ghosts(but=run)
        self._chart.show(run.history, run.label, run.settings.get("epochs", 1))
        self.picture.draw(words)
        return words

    def _row(self, run: Run, metrics: list[str]) -> dict:
        turned = [show(run.settings[name]) if name in run.settings else "" for name in run.knobs]
        finals = [f"{run.final(name):.4g}" if name in run.history else "" for name in metrics]
        cells = [f"#{run.number}", *turned, str(run.seed), *finals, f"{run.seconds:.2f}", run.status]
        return {"id": run.number, "cells": cells, "name": run.name or "", "label": run.label}

    def _ghosts(self, but: Run | None) -> None:
        runs = [run for run in self.memory.runs if run is not but]
        self._chart.set_runs([(self._short(run), run.history) for run in runs])

    def _short(self, run: Run) -> str:
        turned = [show(run.settings.get(name)) for name in run.knobs]
        # Beside a curve there is room for one value; the table says what #3 was.
        return run.name or (turned[0] if len(turned) == 1 and not run.seed else f"#{run.number}")

    def _label(self, settings: dict, seed: int) -> str:
        return Run(settings, {}, seed=seed, knobs=tuple(self.controls)).label

    def _show_code(self) -> None:
        wanted = self.tell_code.value and self.current is not None
        self.code.code = self.current.code() if wanted else ""


def _button(text: str, icon: str, tooltip: str) -> ipywidgets.Button:
    return ipywidgets.Button(description=text, icon=icon, tooltip=tooltip, layout={"width": "90px"})


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
