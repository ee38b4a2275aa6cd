"""What a learner sees and can do, with real training, through the widget's own traits."""

import math
import time

from course_utils import FitLab, run_fit
from course_utils.widgets import labs
from course_utils.widgets.parts import ValueSlider

import keras
import pytest
from driving import LONG, four_hands, move, until
from small import X, Y, build

pytestmark = pytest.mark.usefixtures("no_thread_fails")
RATES = [0.01, 0.1, 1.0]


@pytest.fixture(scope="module")
def lab():
    """One lab for all: its models stay warm."""
    return FitLab(build, X, Y, validation_data=(X, Y), epochs=3, learning_rate=RATES, batch_size=[16, 64])


@pytest.fixture(autouse=True)
def clean(lab):
    """The module's lab without runs, at learning_rate 0.1 and batch_size 16."""
    lab.run()
    for run in lab.runs:
        lab.drop(run)
    yield
    lab.widget.stop.click()
    assert lab.wait(LONG) and not lab.errors


def test_a_move_trains_and_everything_tells_of_it(lab):
    picture = lab.widget.picture.value
    status = move(lab, learning_rate=0.01)
    [run] = lab.runs
    assert run.settings == {"learning_rate": 0.01, "batch_size": 16, "epochs": 3} and run.status == "finished"
    assert (status.done, status.total, status.problem) == (3, 3, "")
    assert status.doing.startswith("finished") and "With learning_rate 0.01" in status.summary
    assert lab.widget.picture.value != picture and status.summary.split("\n")[0] in lab.widget.picture.alt
    table = lab.widget.table
    assert len(table.rows) == 1 and table.rows[0]["id"] == table.shown
    assert len(table.rows[0]["cells"]) == len(table.columns)
    assert set(run.history) <= set(table.columns) and "finished" in table.rows[0]["cells"]
    assert lab in labs()


def test_remembered_settings_answer_at_once_and_say_so(lab):
    move(lab, learning_rate=0.01)
    move(lab, learning_rate=1.0)
    status = move(lab, learning_rate=0.01)
    assert "nothing was trained" in status.doing and "0.01" in status.summary
    assert len(lab.runs) == 2
    assert lab.run(learning_rate=1.0) is lab.runs[1]


def test_seed_epochs_and_batch_size(lab):
    first = lab.run(learning_rate=0.1)
    lab.widget.seed.value = 5
    assert lab.wait(LONG)
    assert lab.runs[-1].seed == 5 and lab.runs[-1]["loss"] != first["loss"]
    assert lab.run(seed=0) is first and lab.widget.seed.value == 0
    assert lab.run(batch_size=64)["loss"] != first["loss"]
    assert lab.controls["batch_size"].value == 64
    longer = lab.run(epochs=5)
    assert longer.epochs == 5 and longer["loss"][:3] == first["loss"]


def test_names_show_and_drop_through_the_table(lab):
    first, second = lab.run(learning_rate=0.01), lab.run(learning_rate=1.0)
    table = lab.widget.table

    def say(do, run, **more):
        table._handle_custom_msg({"do": do, "id": run.number, **more}, [])

    say("name", first, name="  slow ")
    assert first.name == "slow" and first.label == "slow" and table.rows[0]["name"] == "slow"
    say("show", first)
    assert table.shown == first.number and lab.controls["learning_rate"].value == 0.01
    say("drop", second)
    assert lab.runs == [first] and len(table.rows) == 1
    say("show", second)  # gone: nothing happens
    say("name", first, name=" ")
    assert first.name is None and not lab.errors


def test_compare_runs_what_is_missing_and_leaves_the_figure(lab):
    shown = lab.run(learning_rate=0.1)
    finals = lab.compare("loss", learning_rate=[0.01, 0.1])
    assert finals == {0.01: lab.runs[1].final("loss"), 0.1: shown.final("loss")}
    assert lab.widget.table.shown == shown.number and lab.controls["learning_rate"].value == 0.1


def test_step_step_train_is_the_uninterrupted_run(lab):
    whole = lab.run(learning_rate=1.0, batch_size=64)
    lab.drop(whole)
    move(lab, batch_size=64)
    lab.controls["learning_rate"].value = 1.0
    assert lab.wait(LONG)
    lab.widget.step.click()
    assert lab.wait(LONG)
    assert lab.widget.status.doing.startswith("waiting after epoch 1 of 3")
    other = run_fit(build, X, Y)  # a lab that waits holds nobody up
    assert other.status == "finished"
    lab.widget.step.click()
    until(lambda: lab.widget.status.doing.startswith("waiting after epoch 2"))
    lab.widget.train.click()
    assert lab.wait(LONG)
    assert lab.runs[-1].history == whole.history and lab.runs[-1] is not whole
    assert lab.runs[-1].status == "finished"


def test_stop_keeps_the_run(lab):
    lab.run(epochs=4)
    lab.widget.step.click()
    assert lab.wait(LONG)
    lab.widget.stop.click()
    assert lab.wait(LONG)
    assert lab.runs[-1].status == "stopped" and lab.widget.status.doing.startswith("stopped in epoch 1")


def test_another_run_looked_at_while_one_trains_is_not_drawn_over(lab):
    first = lab.run(learning_rate=0.01)
    lab.controls["learning_rate"].value = 1.0
    assert lab.wait(LONG)
    lab.widget.step.click()
    assert lab.wait(LONG)
    lab.show(first)
    picture = lab.widget.picture.value
    time.sleep(0.1)  # frames that follow too soon are left out
    lab.widget.step.click()
    until(lambda: lab.widget.status.doing.startswith("waiting after epoch 2"))
    assert lab.widget.picture.value == picture


def test_show_me_the_code(lab):
    lab.widget.tell_code.value = True
    move(lab, learning_rate=0.01)
    assert "model.optimizer.learning_rate = 0.01" in lab.widget.code.code
    lab.widget.tell_code.value = False
    assert lab.widget.code.code == ""


def test_four_threads_move_the_controls(lab):
    for rate in RATES:
        lab.run(learning_rate=rate)

    def hand(number):
        for index in range(50):
            name = ("learning_rate", "batch_size")[number % 2]
            lab.controls[name].value = lab.knobs[name][(index + number) % len(lab.knobs[name])]

    four_hands(hand)
    assert lab.wait(LONG) and not lab.errors
    turned = {name: control.value for name, control in lab.controls.items()}
    assert {name: lab.widget.current.settings[name] for name in turned} == turned
    for name, slider in lab.controls.items():
        assert slider.values[slider.index] == slider.value, name
    assert {run.status for run in lab.runs} == {"finished"}


def test_a_slider_moves_once_and_refuses_other_values():
    slider, seen = ValueSlider("learning_rate", RATES, 0.01), []
    slider.observe(lambda change: seen.append(change.new), "value")
    slider.set_state({"index": 2})  # what the page's message does
    assert seen == [1.0]
    with pytest.raises(ValueError, match="learning_rate cannot be 3: expected one of 0.01, 0.1, 1"):
        slider.value = 3


def test_runs_that_become_nan():
    def exploding(units=2):
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        model.compile(optimizer="sgd", loss="mse")
        return model

    lab = FitLab(exploding, X, X[:, 0] * 1e20, epochs=6, learning_rate=[1e3], batch_size=8)
    run = lab.run()
    assert not math.isfinite(run.final("loss"))
    assert not math.isfinite(lab.compare("loss", learning_rate=[1e3])[1e3])
    assert lab.widget.picture.png[:4] == b"\x89PNG" and not lab.errors


def test_four_metrics_and_no_validation():
    def many():
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        model.compile(optimizer="sgd", loss="mse", metrics=["mae", "mse", "mape"])
        return model

    lab = FitLab(many, X, Y.astype("float32"), epochs=2)
    assert len(lab.run().history) == 4
    assert not [column for column in lab.widget.table.columns if column.startswith("val_")]
