"""The drive moves each knob to its ends and back, as a user would, and cannot pass by doing nothing."""

from types import SimpleNamespace

import knob_drive
import pytest


class Control:
    """A control whose moves are noted."""

    def __init__(self, value, moved):
        self.moved, self._value = moved, value

    value = property(lambda self: self._value)

    @value.setter
    def value(self, new):
        self._value = new
        self.moved(new)


class Lab:
    """What the drive knows of a FitLab."""

    def __init__(self, stuck=False, deaf=False, errors=(), **knobs):
        self.knobs, self.errors, self.stuck, self.deaf = knobs, list(errors), stuck, deaf
        self.waits, self.runs, self.moves = 0, [], {name: [] for name in knobs}
        self.controls = {
            name: Control(values[1], lambda value, name=name: self.moved(name, value))
            for name, values in knobs.items()
        }

    def moved(self, name, value):
        self.moves[name].append(value)
        self.runs += [] if self.deaf else [SimpleNamespace(settings={name: value})]

    def wait(self):
        self.waits += 1

    def run(self, **settings):
        first = {name: values[0] for name, values in self.knobs.items()}
        return SimpleNamespace(settings=first if self.stuck else settings)


@pytest.fixture
def labs(monkeypatch):
    alive = []
    monkeypatch.setattr(knob_drive, "_labs", lambda: alive)
    monkeypatch.setattr(knob_drive, "heard", [])
    return alive


def test_every_knob_goes_to_its_ends_and_back(labs, capsys):
    lab = Lab(rate=[0.1, 0.01, 1.0], optimizer=["sgd", "adam", "rmsprop"])
    labs.append(lab)
    knob_drive.drive(expected=1)
    assert lab.moves == {"rate": [0.01, 1.0, 0.01], "optimizer": ["sgd", "rmsprop", "adam"]}
    assert lab.waits == 6
    assert capsys.readouterr().out == "1 labs, 2 knobs, 6 moves, no hidden error\n"


def test_a_lab_that_is_gone(labs):
    labs.append(Lab(rate=[1, 2]))
    with pytest.raises(AssertionError, match="makes 2 FitLabs, but only 1 are alive"):
        knob_drive.drive(expected=2)


def test_nothing_moved(labs):
    labs.append(Lab())
    with pytest.raises(AssertionError, match="no knob was moved"):
        knob_drive.drive(expected=1)


def test_a_knob_without_effect(labs):
    labs.append(Lab(stuck=True, rate=[1, 2, 3]))
    with pytest.raises(AssertionError, match="rate was moved to 3, but the run has 1"):
        knob_drive.drive(expected=1)


def test_a_control_that_is_not_connected(labs):
    labs.append(Lab(deaf=True, rate=[1, 2, 3]))
    with pytest.raises(AssertionError, match="rate was moved to 1, but nothing ran"):
        knob_drive.drive(expected=1)


def test_an_error_in_a_background_run(labs):
    labs.append(Lab(errors=[ValueError("shapes")], rate=[1, 2]))
    with pytest.raises(AssertionError, match=r"in a background run: ValueError\('shapes'\)"):
        knob_drive.drive(expected=1)
