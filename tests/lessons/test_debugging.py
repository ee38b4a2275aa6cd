"""docs/debugging.md: its cells run as they stand and find what they say; the failures end with it."""

import re
from pathlib import Path

from course_utils import data

import keras
import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "debugging.md").read_text(encoding="utf-8")
CELLS = re.findall(r"^```python\n(.+?)^```", PAGE, re.M | re.S)
FAILURES = sorted((ROOT / "lessons").glob("*-failure-*.ipynb"))


def dense(units=32, layers=1, learning_rate=0.01, activation="relu"):
    hidden = [keras.layers.Dense(units, activation=activation) for _ in range(layers)]
    model = keras.Sequential([keras.Input((64,)), *hidden, keras.layers.Dense(10, activation="softmax")])
    model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy")
    return model


def examined(build, *only, scale=1.0):
    """What the page's cells leave behind, run in order; `only` leaves out the examinations not named."""
    (x, y), _ = data.digits()
    found = {"build": build, "x_train": scale * x[:600], "y_train": y[:600]}
    for number, cell in enumerate(CELLS):  # number 0 imports
        if not only or number in {0, *only}:
            exec(compile(cell, "docs/debugging.md", "exec"), found)
    return found


@pytest.fixture(scope="module")
def healthy():
    return examined(dense)


def test_the_page_has_a_cell_for_every_examination_that_runs_something():
    assert len(CELLS) == 7 and len(re.findall(r"^### \d\. ", PAGE, re.M)) == 7


def test_the_order_is_data_architecture_settings():
    assert re.findall(r"^## (.+)$", PAGE, re.M) == ["Data", "Architecture", "Settings"]


def test_a_healthy_model_passes_every_examination(healthy):
    assert 0.09 < healthy["always_the_same"] < 0.2
    assert healthy["start"] == pytest.approx(healthy["expected"], abs=0.5)
    assert healthy["by_heart"][-1] < 0.01
    assert len(healthy["norms"]) == 4
    weights = [norm for path, norm in healthy["norms"].items() if path.endswith("kernel")]
    assert max(weights) < 10 * min(weights)
    last = {factor: curve[-1] for factor, curve in healthy["losses"].items()}
    assert min(last, key=last.get) == 1


def test_inputs_that_are_too_large_show_in_the_loss_at_the_start(healthy):
    assert examined(dense, 2, 3, scale=255.0)["start"] > 5 * healthy["expected"]


def test_a_net_that_is_too_deep_cannot_learn_one_batch_and_its_gradients_say_why():
    deep = examined(lambda: dense(layers=12, activation="sigmoid"), 4, 5)
    assert deep["by_heart"][-1] > 1
    kernels = [norm for path, norm in deep["norms"].items() if path.endswith("kernel")]
    assert kernels[-1] > 1000 * kernels[0]


@pytest.mark.parametrize(("learning_rate", "better"), [(0.5, 0.1), (0.0005, 10)])
def test_a_rate_that_is_too_high_or_too_low_has_a_better_neighbour(learning_rate, better):
    curves = examined(lambda: dense(learning_rate=learning_rate), 6)["losses"]
    assert curves[better][-1] < 0.5 * curves[1][-1]


@pytest.mark.parametrize("path", FAILURES, ids=lambda path: path.stem)
def test_each_failure_ends_with_the_page(path):
    assert len(FAILURES) == 3
    assert "../docs/debugging.md" in path.read_text(encoding="utf-8")
