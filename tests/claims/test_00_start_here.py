"""What lesson 00 says of its first program and its three learning rates; and that its table is complete."""

import re

from course_utils.run import Experiment

import nbformat
import pytest
from claim import LESSONS, SEEDS, claim, lesson_cells


@pytest.fixture(scope="module")
def experiment():
    lesson = lesson_cells("00-start-here", "build")
    validation = lesson.x_val, lesson.y_val
    return Experiment(lesson.build, lesson.x_train, lesson.y_train, validation_data=validation)


@claim("00", "Accuracy is the share of pictures named right: more than nine in ten.")
def test_first_program(experiment):
    ends = [experiment.run({"epochs": 10}, seed=seed).final("val_accuracy") for seed in SEEDS]
    assert min(ends) > 0.91, ends


@claim("00", "Only 0.01 gets down. 0.00001 hardly moves; 1.0 starts with a leap and then lies high and flat.")
@claim("00", "0.00001 creeps, 1.0 jumps over the goal.")
def test_three_rates(experiment):
    for seed in SEEDS:
        slow, good, high = (
            experiment.run({"epochs": 20, "learning_rate": rate, "validation_freq": 20}, seed=seed)["loss"]
            for rate in (1e-5, 0.01, 1.0)
        )
        assert good[-1] < 0.1, (seed, good)
        assert slow[0] > slow[-1] > 0.8 * slow[0], (seed, slow)
        assert high[0] > 3 * high[-1] and min(high) > 1.8, (seed, high)
        assert max(high[10:]) < 1.5 * min(high[10:]), (seed, high)


def test_the_table_lists_every_lesson_with_its_minutes():
    cells = nbformat.read(LESSONS / "00-start-here.ipynb", as_version=4).cells
    [table] = [cell.source for cell in cells if cell.id == "lessons"]
    rows = re.findall(r"^\| (\d\d) \| \[?(.*?)(?:\]\((.*?)\)|\s\*You are here\.\*) \| (\d+) \|$", table, re.M)
    expected = []
    for path in sorted(LESSONS.glob("[0-9][0-9]-*.ipynb")):
        about = nbformat.read(path, as_version=4).metadata["lesson"]
        name = "" if about["number"] == 0 else path.name
        expected.append((f"{about['number']:02d}", about["title"], name, str(about["minutes"])))
    assert rows == expected
