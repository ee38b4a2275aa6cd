"""A session on a stage: an experiment that only sleeps, and a listener that takes notes."""

import time

from course_utils.run import Run
from course_utils.run.record import FINISHED, STOPPED
from course_utils.widgets.memory import Memory
from course_utils.widgets.session import Session

LONG = 10.0  # seconds; whoever waits so long is in a deadlock


class Sleeper:
    """An experiment whose epochs only take time."""

    def __init__(self, seconds=0.002):
        self.seconds, self.begun, self.training, self.together = seconds, [], 0, 0
        self.at_the_end = lambda: None

    def key(self, settings, seed):
        return (settings["rate"], seed)

    def run(self, settings, *, seed, on_epoch, on_batch, should_stop):
        self.begun.append(settings["rate"])
        self.training += 1
        self.together = max(self.together, self.training)
        losses = []
        try:
            if settings["rate"] == "bad":
                raise ValueError("a bad rate")
            if settings["rate"] == "exit":
                raise SystemExit(3)
            for epoch in range(settings["epochs"]):
                time.sleep(self.seconds)
                on_batch(epoch, 0)
                if should_stop():
                    return Run(settings, {"loss": losses}, seed, status=STOPPED)
                losses.append(1.0 / (epoch + 1))
                on_epoch(epoch, {"loss": losses[-1]})
            self.at_the_end()
            return Run(settings, {"loss": losses}, seed, status=FINISHED)
        finally:
            self.training -= 1


class Listener:
    """Notes what it is told."""

    def __init__(self):
        self.told, self.shown = [], None

    def __getattr__(self, name):
        return lambda *given: self.told.append((name, *given))

    def ended(self, job, run):
        self.told.append(("ended", run))
        self.shown = run

    def recalled(self, run):
        self.told.append(("recalled", run))
        self.shown = run

    def kinds(self):
        return [kind for kind, *_ in self.told if kind not in ("epoch_ended", "batch_ended")]


class Stage:
    """A session with all its parts at hand."""

    def __init__(self, seconds=0.002):
        self.experiment, self.listener, self.memory = Sleeper(seconds), Listener(), Memory()
        self.session = Session(self.experiment, self.listener, ("rate",), self.memory)

    def ask(self, rate, epochs=5, **how):
        self.session.ask(lambda: ({"rate": rate, "epochs": epochs}, 0), **how)

    def wait(self):
        assert self.session.wait(LONG), "still busy"

    def rates(self):
        return [run.settings["rate"] for run in self.memory.runs]
