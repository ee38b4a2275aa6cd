import importlib

from course_utils.predict import SKIP, predict, reveal

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def fresh_lesson(monkeypatch):
    # importlib, because `course_utils.predict` is also the function that a lesson imports
    monkeypatch.setattr(importlib.import_module("course_utils.predict"), "_asked", {})
    monkeypatch.delenv("COURSE_STRICT", raising=False)


def ask(key="rate", choices=(1e-5, 0.001, 1.0)):
    return predict(key, "Which ends lowest?", list(choices))


def test_nothing_is_chosen_at_first_and_skip_is_offered():
    controls = ask().controls
    assert controls.value is None and controls.index is None
    assert [label for label, _ in controls.options] == ["0.00001", "0.001", "1.0", SKIP]


def test_right():
    ask().controls.value = 1
    assert str(reveal("rate", 0.001)) == "It was 0.001, as you predicted. So far 1 of 1 prediction right."


def test_wrong_is_a_good_surprise():
    ask().controls.value = 2
    said = str(reveal("rate", 0.001, because="Adam takes steps of that size."))
    assert said == (
        "It was 0.001. You predicted 1.0: a good surprise to look at. Adam takes steps of that size. "
        "So far 0 of 1 prediction right."
    )


@pytest.mark.parametrize("chosen", [None, -1])
def test_skipped(chosen):
    ask().controls.value = chosen
    assert str(reveal("rate", 0.001)) == "It was 0.001. You skipped the prediction."


def test_may_change_until_revealed_and_not_after():
    asked = ask()
    asked.controls.value = 2
    asked.controls.value = 1
    reveal("rate", 0.001)
    assert asked.controls.disabled
    asked.controls.value = 0
    asked.choose(0)
    assert "as you predicted. So far 1 of 1" in str(reveal("rate", 0.001))


def test_score_counts_each_prediction_once_and_no_skipped_one():
    ask("a").choose(1)
    ask("b").choose(0)
    ask("c")
    for key in ("a", "b", "c", "a"):
        said = str(reveal(key, 0.001))
    assert said.endswith("So far 1 of 2 predictions right.")


def test_running_the_cell_again_keeps_the_choice():
    ask().choose(1)
    assert ask().chosen == 1
    assert predict("rate", "Another question?", [1, 2]).chosen is None


@pytest.mark.parametrize("answer", [np.float32(1e-3), np.float64(0.001), 0.001 * (1 + 1e-7)])
def test_numbers_are_compared_with_tolerance(answer):
    ask().choose(1)
    assert "as you predicted" in str(reveal("rate", answer))


def test_strings_that_are_numbers_match_numbers():
    ask(choices=("0.00001", "1.0")).choose(0)
    assert "It was 0.00001, as you predicted" in str(reveal("rate", 1e-5))


def test_words_match_words():
    ask(choices=("SGD", "Adam"))
    assert str(reveal("rate", np.str_("Adam"))).startswith("It was Adam.")


@pytest.mark.parametrize("answer", [0.01, float("nan"), "Adam", True])
def test_answer_that_is_no_choice(answer):
    ask()
    with pytest.raises(ValueError, match=r"none of the choices 0.00001, 0.001, 1.0. Compute it"):
        reveal("rate", answer)


def test_reveal_before_predict(monkeypatch):
    assert "has not run yet" in str(reveal("rate", 0.001))
    monkeypatch.setenv("COURSE_STRICT", "1")
    with pytest.raises(KeyError, match="no predict"):
        reveal("rate", 0.001)


@pytest.mark.parametrize(
    ("question", "choices"), [("", [1, 2]), ("Which?", [1]), ("Which?", []), ("Which?", [1.0, 1.0])]
)
def test_bad_questions(question, choices):
    with pytest.raises(ValueError, match="predict\\('rate'\\) needs"):
        predict("rate", question, choices)


def test_shown_as_widget_and_as_text():
    bundle = ask()._repr_mimebundle_()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"]
    assert bundle["text/plain"] == "Predict: Which ends lowest?\n  ( ) 0.00001\n  ( ) 0.001\n  ( ) 1.0"
    listed = "<ul><li>0.00001</li><li>0.001</li><li>1.0</li></ul>"
    assert bundle["text/html"] == f"<p><strong>Predict.</strong> Which ends lowest?</p>{listed}"
    again = ask()._repr_mimebundle_()
    assert (again["text/plain"], again["text/html"]) == (bundle["text/plain"], bundle["text/html"])
