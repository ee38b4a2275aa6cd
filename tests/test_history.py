"""Reading histories: hand-written numbers, no training."""

import math
from types import SimpleNamespace

from course_utils import curves, history

import pytest

NAN, INF = math.nan, math.inf


def run(settings, values, seconds=1.0, status="finished"):
    return SimpleNamespace(settings=settings, history=values, seconds=seconds, status=status)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda values: values,
        lambda values: SimpleNamespace(history=values),  # what fit returns, and a Run
        lambda values: SimpleNamespace(history=SimpleNamespace(history=values)),  # a fitted model
    ],
)
def test_metrics_are_found_and_copied(wrap):
    values = {"loss": (2, 1), "val_loss": [3.5]}
    metrics = history.metrics_of(wrap(values))
    assert metrics == {"loss": [2.0, 1.0], "val_loss": [3.5]}
    metrics["loss"].append(0.0)
    assert values["loss"] == (2, 1)


def test_what_is_no_history_is_refused_with_the_way_out():
    with pytest.raises(TypeError, match=r"what model\.fit returned.*got 3 \(int\).*history = model\.fit"):
        history.metrics_of(3)


@pytest.mark.parametrize("values", [0.3, [[0.1, 0.2]]])
def test_a_metric_is_one_number_an_epoch(values):
    with pytest.raises(ValueError, match=r"Expected one number an epoch for 'f1'.*first epoch, second epoch"):
        history.metrics_of({"f1": values})


def test_metric_names_put_loss_first_and_leave_the_learning_rate_out():
    assert history.metric_names({"accuracy": [], "loss": [], "val_loss": [], "learning_rate": []}) == [
        "loss",
        "accuracy",
    ]


def test_validation_every_other_epoch_belongs_to_even_epochs():
    assert history.epochs_of([0.5, 0.4], epochs=4) == [2, 4]
    assert history.epochs_of([], epochs=4) == []


@pytest.mark.parametrize(
    ("values", "epoch"), [([1, 2], None), ([1, NAN, INF], 2), ([INF], 1), ([], None), ([1, -INF], 2)]
)
def test_first_nonfinite(values, epoch):
    assert curves.first_nonfinite(values) == epoch


@pytest.mark.parametrize(
    ("values", "highest", "epoch"),
    [
        ([3, 1, 2, 1], False, 2),
        ([3, 1, 2], True, 1),
        ([NAN, 2, INF], True, 2),
        ([NAN], False, None),
        ([], True, None),
    ],
)
def test_best_epoch(values, highest, epoch):
    assert curves.best_epoch(values, highest=highest) == epoch


@pytest.mark.parametrize(
    ("values", "word"),
    [([2.3, 0.1], "falls"), ([0.1, 0.9], "rises"), ([2.30, 2.28], "stays"), ([0, 0], "stays")],
)
def test_trend(values, word):
    assert curves.trend(values) == word


@pytest.mark.parametrize(
    ("values", "highest", "epoch"),
    [
        ([2.2, 0.60, 0.574, 0.70], False, 3),  # an overfitting
        ([2.2, 0.60, 0.574, 0.58], False, None),  # a wobble
        ([2.2, 0.60, 0.57], False, None),  # still falling
        ([0.5, 0.6, 0.7], False, None),  # never got better
        ([2.3, 0.0010, 0.0012], False, None),  # a fifth more, and nobody could see it
        ([0.5, 0.9, 0.6], True, 2),
        ([2.2, 0.5, NAN], False, None),
    ],
)
def test_turned(values, highest, epoch):
    assert curves.turned(values, highest=highest) == epoch


def test_higher_is_better_is_told_from_keras_names():
    assert curves.higher_is_better("val_sparse_categorical_accuracy")
    assert not any(map(curves.higher_is_better, ("loss", "val_loss", "mean_absolute_error")))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (2.30258, "2.3"),
        (1e-5, "0.00001"),
        (12345.6, "12,300"),
        (0, "0"),
        (NAN, "NaN"),
        (INF, "infinity"),
        (-INF, "minus infinity"),
        (1.5e18, "1.5e+18"),
        (-0.0, "0"),
        (100, "100"),
        (3e-9, "3e-09"),
    ],
)
def test_number(value, words):
    assert history.number(value) == words


SUMMARIES = {
    "No epoch has finished yet.": {},
    "Training loss is 2.3 after epoch 1.": {"loss": [2.3]},
    "Training loss falls from 2.3 to 0.05 over 3 epochs; validation loss falls from 2.2 to 0.1, lowest at "
    "epoch 2 (0.095).": {"loss": [2.3, 1, 0.05], "val_loss": [2.2, 0.095, 0.1]},
    "Training loss falls from 2.3 to 0.137 over 4 epochs; validation loss falls to 0.574 at epoch 3, then "
    "rises to 0.7.": {"loss": [2.3, 0.5, 0.2, 0.137], "val_loss": [2.2, 0.6, 0.574, 0.7]},
    "Training loss starts at 2.3 and becomes NaN in epoch 3.": {"loss": [2.3, 9, NAN]},
    "Training loss is infinity from the first epoch on.": {"loss": [INF, NAN]},
    "Training loss stays near 2.28 over 3 epochs.": {"loss": [2.3, 2.29, 2.28]},
    "Training loss jumps from 1.2 to 12,300 at epoch 2 and ends at 1 after 3 epochs.": {
        "loss": [1.2, 12345, 1],
    },
    "Validation accuracy rises to 0.9 at epoch 2, then falls to 0.6 after 3 epochs.": {
        "val_accuracy": [0.5, 0.9, 0.6],
    },
    "Training mean absolute error falls from 4 to 2 over 2 epochs.": {"mean_absolute_error": [4, 2]},
    "Training loss falls from 4 to 1 over 4 epochs; validation loss falls from 3 to 2.": {
        "loss": [4, 3, 2, 1],
        "val_loss": [3, 2],
        "learning_rate": [0.1] * 4,
    },
}


@pytest.mark.parametrize(("sentence", "values"), SUMMARIES.items())
def test_summary(sentence, values):
    assert history.summary(values) == sentence


def test_summary_of_chosen_metrics():
    values = {"loss": [2, 1], "accuracy": [0.5, 0.9]}
    assert history.summary(values, ["accuracy"]) == "Training accuracy rises from 0.5 to 0.9 over 2 epochs."
    assert len(history.summary(values).split(". ")) == 2


def test_table_has_settings_last_values_seconds_and_status():
    runs = [run({"units": 8}, {"loss": [2.0, 1.0]}), run({"units": 16}, {}, status="stopped")]
    assert history.table(runs) == [
        {"units": 8, "loss": 1.0, "seconds": 1.0, "status": "finished"},
        {"units": 16, "seconds": 1.0, "status": "stopped"},
    ]
