import importlib

from course_utils.sorting import score, sort_curves

import pytest

FALLS = {"loss": [2.0, 1.0, 0.5], "val_loss": [2.0, 1.1, 0.6]}
TURNS = {"loss": [2.0, 1.0, 0.1], "val_loss": [2.0, 1.0, 1.9]}
STAYS = {"loss": [2.3, 2.3, 2.3], "val_loss": [2.3, 2.3, 2.3]}
CURVES = [("healthy", FALLS), ("overfitting", TURNS), ("underfitting", STAYS)]


@pytest.fixture(autouse=True)
def fresh_lesson(monkeypatch):
    monkeypatch.setattr(importlib.import_module("course_utils.sorting"), "_sorted", {})


def fill(round_, kinds):
    for menu, kind in zip(round_.controls, kinds, strict=True):
        menu.value = kind


def test_nothing_is_chosen_at_first_and_every_menu_has_a_name():
    menus = sort_curves("first", CURVES).controls
    assert [menu.value for menu in menus] == ["not sorted"] * 3 and [menu.index for menu in menus] == [0] * 3
    assert [menu.description for menu in menus] == ["Curve A", "Curve B", "Curve C"]
    assert list(menus[0].options) == ["not sorted", "healthy", "overfitting", "underfitting"]


def test_a_menu_may_go_back_to_not_sorted():
    round_ = sort_curves("first", CURVES)
    for value, chosen in (("healthy", "healthy"), ("not sorted", None)):
        round_.controls[0].value = value
        assert round_.chosen == [chosen, None, None]


def test_the_seed_decides_the_order_and_nothing_shows_the_kinds():
    orders = {tuple(sort_curves(str(seed), CURVES, seed=seed).truth) for seed in range(20)}
    assert len(orders) == 6
    assert sort_curves("0", CURVES).truth == sort_curves("again", CURVES).truth
    assert not any(kind in str(sort_curves("0", CURVES)).partition("\n")[2] for kind, _ in CURVES)


def test_the_scores_of_two_rounds():
    first, second = sort_curves("first", CURVES), sort_curves("second", CURVES, seed=1)
    fill(first, ["healthy"] * 3)
    fill(second, second.truth)
    assert str(score("first", "second")) == "Before: 1 of 3 right. Now: 3 of 3 right."


def test_a_mistake_is_named_and_an_open_one_is_not():
    sort_curves("first", CURVES)
    second = sort_curves("second", CURVES)
    at = second.truth.index("underfitting")
    second.controls[at].value = "healthy"
    name = second.names[at]
    assert str(score("first", "second")) == (
        f"Before: skipped. Now: 0 of 3 right. Look again: {name} is underfitting, you said healthy."
    )


def test_running_the_cell_again_keeps_what_was_sorted_and_other_curves_do_not():
    sort_curves("first", CURVES).controls[0].value = "healthy"
    assert sort_curves("first", CURVES).chosen[0] == "healthy"
    assert sort_curves("first", CURVES[:2]).chosen == [None, None]


def test_without_a_widget_one_picture_and_its_words_stand_there():
    data, metadata = sort_curves("first", CURVES)._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    words = metadata["image/png"]["alt"]
    assert words == data["text/plain"] and words.count("Training loss") == 3
    assert 'alt="Sort 3 curves into: healthy, overfitting, underfitting.' in data["text/html"]


def test_what_is_missing_is_named():
    with pytest.raises(ValueError, match="two or more kinds, got none"):
        sort_curves("first", [])
    with pytest.raises(KeyError, match="no sort_curves\\('first', …\\) has run"):
        score("first", "second")
