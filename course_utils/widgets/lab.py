"""`FitLab`: a learner's own build function and data behind sliders that rerun the real `model.fit`."""

import itertools
import threading
import weakref
from collections.abc import Callable, Mapping

from course_utils.plots.png import captioned
from course_utils.run import Experiment, Run
from course_utils.run.program import Program
from course_utils.run.record import show
from course_utils.widgets.knobs import check_seed, knobs_among, start_values
from course_utils.widgets.memory import Memory
from course_utils.widgets.session import Session
from course_utils.widgets.view import LabView

import ipywidgets

# So long a cell waits for the first run, so that its picture is whole; a longer run goes on behind it.
_FIRST_RUN_SECONDS = 10.0

_LABS: "weakref.WeakSet[FitLab]" = weakref.WeakSet()
_NUMBERS = itertools.count(1)


def labs() -> list["FitLab"]:
    """Every lab of this kernel that is still in use, in the order they were made."""
    return sorted(_LABS, key=lambda lab: lab.number)


class FitLab:
    """Sliders that rerun the real `model.fit` with your own `build`, data and settings.

    Each keyword that is a list of values is a knob; any other keyword is a fixed setting. Both are routed by
    name: a parameter of `build`, of `x` (when it is a function), of `callbacks` (when it is a function), an
    argument of `fit`, or a number of the optimizer such as `learning_rate`. The first match wins.

    Show it as the last line of a cell. Without a page, `lab.run(…)` does the same and returns the `Run`.

    Args:
        build: a function that returns a compiled Keras model.
        x: as for `run_fit`: arrays of shape (samples, …), a Dataset, or a function that returns them.
        y: labels of shape (samples, …); None when `x` brings them.
        validation_data: as `fit` takes it.
        callbacks: a list of Keras callbacks or, better, a function that returns one.
        sample_weight: as `fit` takes it, shape (samples,).
        seed: the first one; the learner can change it.
        start: first values of knobs by name; a knob that is not named starts at the middle of its list.
        also: functions of (run, ax), each of which draws one more panel from a finished run.
        **settings: knobs and fixed settings. The defaults are those of `fit`: epochs=1, batch_size=32.

    Attributes:
        knobs: values by name.
        runs: the runs of the table, oldest first.
        errors: exceptions that ended runs, oldest first.

    Raises:
        TypeError, ValueError: at once, with the knob's name and the remedy.

    Example:
        lab = FitLab(build, x_train, y_train, epochs=10, learning_rate=[0.001, 0.01, 0.1])
        lab
    """

    def __init__(
        self,
        build: Callable,
        x,
        y=None,
        *,
        validation_data=None,
        callbacks=None,
        sample_weight=None,
        seed: int = 0,
        start: Mapping | None = None,
        also: list[Callable] | tuple[Callable, ...] = (),
        **settings,
    ):
        check_seed(seed)
        self.knobs = knobs_among(settings)
        self._start = start_values(self.knobs, dict(start or {}))
        self._fixed = {name: value for name, value in settings.items() if name not in self.knobs}
        self._experiment = Experiment(
            build,
            x,
            y,
            validation_data=validation_data,
            callbacks=callbacks,
            sample_weight=sample_weight,
            program=Program.of_caller(),
        )
        self._experiment.check(self._settings({}))
        self._memory = Memory()
        self._view = LabView(
            self.knobs, self._start, self._settings({}).get("epochs", 1), seed, list(also), self._memory
        )
        self._session = Session(self._experiment, self._view, tuple(self.knobs), self._memory)
        self._seed = seed
        self._following = threading.local()  # only this thread's moves mean nothing: another may be a hand's
        self._connect()
        self.number = next(_NUMBERS)
        _LABS.add(self)

    @property
    def runs(self) -> list[Run]:
        """The runs of the table, oldest first."""
        return self._memory.runs

    @property
    def errors(self) -> list[BaseException]:
        """The exceptions that ended runs, oldest first."""
        return list(self._session.errors)

    @property
    def controls(self) -> dict[str, ipywidgets.DOMWidget]:
        """The control of each knob; set its `value` to do what a learner's hand does."""
        return self._view.controls

    @property
    def widget(self) -> LabView:
        """The ipywidget itself, to put into a box of your own."""
        return self._view

    def run(self, *, seed: int | None = None, **settings) -> Run:
        """Run with these settings, wait, and return the run; one that is remembered is returned at once.

        Args:
            seed: None takes the lab's first seed.
            **settings: what differs from the start values and the fixed settings.

        Raises:
            TypeError: a setting that nothing accepts; and whatever `build` or `fit` raises.
        """
        wanted = self._settings(settings)
        self._experiment.check(wanted)
        run = self._session.run(wanted, self._seed if seed is None else seed)
        self._follow(run)
        return run

    def compare(self, metric: str, **knob: list) -> dict:
        """The final value of a metric for each value of one knob, the others at their start values.

        Args:
            metric: its name in the history, such as "val_loss".
            **knob: one keyword: the knob's name and the values to compare.

        Returns:
            Final metric by value; nan or inf where the run diverged. What has not been run yet is run.

        Example:
            lab.compare("loss", learning_rate=[0.001, 1.0])  # {0.001: 0.2, 1.0: 2.4}
        """
        if len(knob) != 1:
            raise TypeError(
                f"compare takes one knob: expected compare({metric!r}, name=[values]), got {len(knob)} names "
                f"({', '.join(knob) or 'none'}). Compare one after the other."
            )
        [(name, values)] = knob.items()
        shown = self._view.current
        finals = {value: self.run(**{name: value}).final(metric) for value in values}
        if shown is not None:
            self.show(shown)  # the learner's figure and slider stay where they were
        return finals

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until nothing trains, or a run waits after *Step*; False when the seconds ran out."""
        return self._session.wait(timeout)

    def show(self, run: Run) -> None:
        """Show one of the runs again."""
        self._session.recall(run)
        self._follow(run)

    def name(self, run: Run, name: str) -> None:
        """Give a run a name; an empty one takes it back."""
        run.name = name.strip() or None
        self._view.refresh()

    def drop(self, run: Run) -> None:
        """Forget a run."""
        self._memory.drop(run)
        self._view.refresh()

    def _settings(self, settings: dict) -> dict:
        return {**self._fixed, **self._start, **settings}

    def _wish(self) -> tuple[dict, int]:
        turned = {name: control.value for name, control in self.controls.items()}
        return {**self._fixed, **turned}, self._view.seed.value

    def _connect(self) -> None:
        for control in (*self.controls.values(), self._view.seed):
            control.observe(lambda change: self._moved(), "value")
        self._view.train.on_click(lambda button: self._train())
        self._view.stop.on_click(lambda button: self._session.stop())
        self._view.step.on_click(lambda button: self._step())
        self._view.table.on_msg(lambda table, message, buffers: self._table_said(message))

    def _moved(self) -> None:
        if not getattr(self._following, "now", False):
            self._session.ask(self._wish)

    def _train(self) -> None:
        if not self._session.go():
            self._session.ask(self._wish, again=True)

    def _step(self) -> None:
        if not self._session.step():
            self._session.ask(self._wish, again=True, stepping=True)

    def _table_said(self, message: dict) -> None:
        run = next((run for run in self.runs if run.number == message.get("id")), None)
        if run is None:
            return
        if message["do"] == "name":
            self.name(run, message["name"])
        else:
            {"show": self.show, "drop": self.drop}[message["do"]](run)

    def _follow(self, run: Run) -> None:
        """Set the controls to a run's settings, where they can be, without running anything."""
        self._following.now = True
        try:
            for name, control in self.controls.items():
                if run.settings.get(name) in self.knobs[name]:
                    control.value = run.settings[name]
            self._view.seed.value = run.seed
        finally:
            self._following.now = False

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        """The live widget, and for pages where none can live the last picture and its words."""
        if not self.runs and not self._session.busy():
            self._session.ask(self._wish)
        try:
            self.wait(_FIRST_RUN_SECONDS)
        except KeyboardInterrupt:
            self._session.stop()
            raise
        words = self._view.words()
        png = self._view.static_png()
        # JupyterLab and nbconvert take a picture's alternative text from HTML only, not from the metadata.
        still = captioned(png, words)
        data = {**self._view._repr_mimebundle_(), "text/html": still, "image/png": png, "text/plain": words}
        return data, {"image/png": {"alt": words}}

    def __repr__(self) -> str:
        knobs = ", ".join(f"{name} {show(v[0])} to {show(v[-1])}" for name, v in self.knobs.items())
        return f"FitLab({knobs or 'no knobs'}; {len(self.runs)} runs)"
