"""The latest wish wins, whichever threads it comes from; told with an experiment that only sleeps."""

import os
import signal
import threading
import time

from course_utils.run.record import FINISHED, STOPPED

import pytest
from driving import four_hands
from stage import LONG, Stage

pytestmark = pytest.mark.usefixtures("no_thread_fails")


@pytest.fixture
def stage():
    stage = Stage()
    yield stage
    stage.session.stop()
    stage.wait()


def until(condition):
    end = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.001)


def test_a_burst_runs_at_most_the_first_and_the_last(stage):
    for rate in range(6):
        stage.ask(rate, epochs=20)
    stage.wait()
    assert stage.rates() == [5]
    assert stage.experiment.begun in ([0, 5], [5])
    assert stage.listener.shown.settings["rate"] == 5


def test_a_move_while_training_restarts_with_the_latest(stage):
    stage.ask("old", epochs=500)
    until(lambda: stage.experiment.begun)
    stage.ask("new")
    stage.wait()
    assert stage.rates() == ["new"] and stage.experiment.begun == ["old", "new"]


def test_what_is_remembered_answers_at_once_and_is_not_drawn_over(stage):
    stage.ask("one")
    stage.wait()
    stage.ask("two", epochs=500)
    until(lambda: len(stage.experiment.begun) == 2)
    stage.ask("one")
    assert stage.listener.told[-1][0] == "recalled"
    stage.wait()
    assert stage.listener.shown.settings["rate"] == "one" and stage.rates() == ["one"]


def test_a_run_that_ends_by_itself_just_then_does_not_take_the_newer_ones_place(stage):
    stage.ask("one")
    stage.wait()
    stage.experiment.at_the_end = lambda: stage.ask("one")
    stage.ask("two")
    stage.wait()
    assert stage.listener.shown.settings["rate"] == "one"
    assert stage.rates() == ["one", "two"] and "kept" in stage.listener.kinds()


def test_train_again_replaces_the_run_and_keeps_its_name(stage):
    stage.ask("one")
    stage.wait()
    first = stage.memory.runs[0]
    first.name = "mine"
    stage.ask("one", again=True)
    stage.wait()
    assert len(stage.memory.runs) == 1 and stage.memory.runs[0] is not first
    assert stage.memory.runs[0].name == "mine" and first.knobs == ("rate",)


def test_stop_keeps_the_run_and_forgets_what_waits(stage):
    stage.ask("one", epochs=500)
    until(lambda: stage.experiment.begun)
    stage.session.stop()
    stage.wait()
    assert [(run.settings["rate"], run.status) for run in stage.memory.runs] == [("one", STOPPED)]
    stage.ask("one")
    stage.wait()  # what was stopped is not an answer
    assert [run.status for run in stage.memory.runs] == [FINISHED]


def test_stop_does_not_cost_the_whole_run(stage):
    stage.ask("one")
    stage.wait()
    stage.ask("one", epochs=500, again=True)
    until(lambda: len(stage.experiment.begun) == 2)
    stage.session.stop()
    stage.wait()
    assert [run.status for run in stage.memory.runs] == [FINISHED, STOPPED]


def test_stop_right_after_a_move_says_that_nothing_was_trained(stage):
    stage.experiment.seconds = 0.1
    stage.ask("one")
    until(lambda: stage.experiment.begun)
    stage.ask("two")
    stage.session.stop()
    assert stage.listener.told[-1] == ("withdrawn",)
    stage.wait()
    assert stage.experiment.begun == ["one"] and stage.rates() == []


def test_step_waits_after_each_epoch_and_train_goes_on(stage):
    stage.ask("one", stepping=True)
    stage.wait()
    assert stage.listener.kinds()[-1] == "held"
    assert stage.session.step()
    until(lambda: stage.listener.kinds().count("held") == 2)
    stage.wait()
    assert stage.session.go()
    stage.wait()
    assert stage.memory.runs[0].epochs == 5 and stage.memory.runs[0].seconds < 1
    assert not stage.session.step() and not stage.session.go()


def test_two_presses_of_step_are_two_epochs(stage):
    stage.ask("one", stepping=True)
    assert stage.session.step()
    until(lambda: stage.listener.kinds().count("held") >= 1)
    stage.wait()
    epochs = [given[1] for kind, *given in stage.listener.told if kind == "epoch_ended"]
    assert epochs == [0, 1]


def test_step_during_a_run_is_a_pause(stage):
    stage.ask("one", epochs=500)
    until(lambda: stage.experiment.begun)
    assert stage.session.step()
    until(lambda: "held" in stage.listener.kinds())
    stage.session.stop()
    stage.wait()


def test_a_slider_does_not_end_what_a_cell_waits_for(stage):
    stage.experiment.seconds = 0.02
    answers = []
    settings = {"rate": "needed", "epochs": 10}
    cell = threading.Thread(target=lambda: answers.append(stage.session.run(settings, 0)))
    cell.start()
    until(lambda: stage.experiment.begun)
    stage.ask("slider")
    stage.ask("last")
    cell.join(LONG)
    stage.wait()
    assert answers[0].status == FINISHED and answers[0].epochs == 10
    assert stage.rates() == ["needed", "last"] and stage.listener.shown.settings["rate"] == "last"


@pytest.mark.parametrize("rate", ["bad", "exit"])
def test_an_error_is_told_and_the_session_lives_on(stage, rate):
    stage.ask(rate)
    stage.wait()
    assert stage.listener.kinds()[-1] == "failed" and len(stage.session.errors) == 1
    with pytest.raises((ValueError, SystemExit)):
        stage.session.run({"rate": rate, "epochs": 1}, 0)
    stage.ask("good")
    stage.wait()
    assert stage.rates() == ["good"]


@pytest.fixture
def interrupts():
    """Take SIGINT as a kernel does, also where pytest was started to ignore it, as in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interrupt_stops_the_run(stage, interrupts):
    threading.Timer(0.1, os.kill, [os.getpid(), signal.SIGINT]).start()
    with pytest.raises(KeyboardInterrupt):
        stage.session.run({"rate": "one", "epochs": 5000}, 0)
    stage.wait()
    assert [run.status for run in stage.memory.runs] == [STOPPED]


def test_a_lab_that_waits_does_not_hold_up_another(stage):
    stage.ask("one", stepping=True)
    stage.wait()
    other = Stage()
    assert other.session.run({"rate": "two", "epochs": 2}, 0).epochs == 2


def test_four_hands_at_once():
    for _ in range(3):
        stage = Stage(seconds=0.0005)
        control = {"rate": None}

        def hand(number, stage=stage, control=control):
            for move in range(50):
                control["rate"] = (number, move % 7)
                stage.session.ask(lambda: ({"rate": control["rate"], "epochs": 3}, 0))
                if move % 10 == 9:
                    stage.session.step(), stage.session.go(), stage.session.wait(0.001)

        four_hands(hand, LONG)
        stage.wait()
        assert stage.listener.shown.settings["rate"] == control["rate"]
        assert control["rate"] in stage.rates()
        assert not stage.session.errors and stage.experiment.together == 1
        assert all(run.status == FINISHED for run in stage.memory.runs)
