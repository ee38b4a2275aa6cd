import importlib
import os

from course_utils.release import read_lesson, solved

import nbformat
import pytest


@pytest.fixture
def run(monkeypatch):
    """Run a solved notebook's code cells in this process, in one namespace, as a kernel would."""
    monkeypatch.setenv("COURSE_STRICT", "0")
    monkeypatch.setattr(importlib.import_module("course_utils.predict"), "_asked", {})

    def run(notebook):
        space = {"__name__": "__main__"}
        for cell in notebook.cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, cell.id, "exec"), space)
        return space

    return run


def sources(notebook):
    return [cell.source for cell in notebook.cells]


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_solved_runs_and_leaves_the_lesson_alone(lesson_path, run):
    lesson = read_lesson(lesson_path)
    before = nbformat.writes(lesson.notebook)
    space = run(solved(lesson))
    assert (space["my_steps"], space["double"](4)) == (4, 8)
    assert os.environ["COURSE_STRICT"] == "1"
    assert nbformat.writes(lesson.notebook) == before
    assert nbformat.writes(solved(lesson)) == nbformat.writes(solved(lesson))


def test_what_stands_in_it(lesson_path):
    notebook = solved(read_lesson(lesson_path))
    nbformat.validate(notebook)
    text = sources(notebook)
    check = next(source for source in text if 'check("steps"' in source)
    at = text.index(check)
    assert text[at - 1] == "# EXERCISE steps: model solution\nmy_steps = -(-100 // 32)"
    assert text[at + 1].startswith("# hidden tests of steps\nassert my_steps == 4")
    assert text.count(check) == 1 + 1 + 2  # the solution, the untouched stub, two wrong answers
    assert "_trial.not_yet('steps', 'smaller batch')" in text
    assert "**Model answer.** An epoch is one pass\nover all rows." in text
    assert not any("NBVAL" in source for source in text if "with check" in source)
    assert any(source.startswith("# NBVAL_CHECK_OUTPUT\nreveal") for source in text)


@pytest.mark.parametrize(
    ("file", "old", "new", "error"),
    [
        ("key", "my_steps = -(-100 // 32)", "my_steps = 5", "The last, smaller batch counts"),
        ("key", "my_steps = -(-100 // 32)", "my_steps = ...", "steps: not attempted"),
        ("key", "assert my_steps == 4", "assert my_steps == 5", "is a step too"),
        ("key", "my_steps = 100 // 32", "my_steps = 4", "must say 'not yet' with 'smaller batch'.*'done'"),
        ("key", ": whole number", ": half number", "must say 'not yet' with 'half number', but it said"),
        ("key", "return value ** 2", "return value.two", "it said 'not yet': Your `double` stopped"),
        ("key", "my_steps = 100 / 32", "my_steps = ...", "it said 'not attempted'"),
        ("lesson", '"my_steps = ..."', '"my_steps = 3"', "must say 'not attempted', but it said 'not yet'"),
    ],
)
def test_what_is_wrong_stops_it(lesson_path, key_path, run, file, old, new, error):
    edit(key_path if file == "key" else lesson_path, old, new)
    notebook = solved(read_lesson(lesson_path))
    with pytest.raises(AssertionError, match=error):
        run(notebook)
