"""The command line: what it refuses, with which sentence, and that a refusal leaves nothing behind."""

import os
import sys

from course_utils.release.__main__ import main

import nbformat
import pytest

from course_setup import ROOT


@pytest.fixture
def refused(tmp_path, capsys):
    """Give a command that must fail; return what it said, having seen that no file came or went."""

    def refused(*arguments):
        before = sorted(tmp_path.rglob("*"))
        assert main([*map(str, arguments)]) == 1
        assert sorted(tmp_path.rglob("*")) == before
        out, error = capsys.readouterr()
        assert out == ""
        return error

    return refused


@pytest.fixture(params=["solved", "nbgrader"])
def format(request):
    return request.param


def test_no_such_lesson(format, tmp_path, refused):
    said = refused(format, tmp_path / "99-none.ipynb", "--out", tmp_path / "out")
    assert "99-none.ipynb: not written. There is no such notebook" in said
    assert "06-learning-rate.ipynb" in said, "it names those there are"


def test_no_exercise(format, lesson_path, key_path, tmp_path, refused):
    notebook = nbformat.read(lesson_path, as_version=4)
    notebook.cells = notebook.cells[:6]
    nbformat.write(notebook, lesson_path)
    key_path.write_text("", encoding="utf-8")
    assert "no exercise, so there is nothing to grade" in refused(
        format, lesson_path, "--out", tmp_path / "out"
    )


def test_no_solution(format, lesson_path, key_path, tmp_path, refused):
    key_path.write_text(key_path.read_text().replace("# %% solution double", "# double"))
    said = refused(format, lesson_path, "--out", tmp_path / "out")
    assert "exercise 'double' has no solutions. Write one `# %% solution double`" in said


@pytest.mark.parametrize("text", ["{", "{}", "[]", '{"nbformat": 4, "cells": [{}]}'])
def test_no_notebook(format, text, lesson_path, tmp_path, refused):
    lesson_path.write_text(text, encoding="utf-8")
    assert "is no notebook" in refused(format, lesson_path, "--out", tmp_path / "out")


def test_the_keys_may_stand_elsewhere(lesson_path, key_path, tmp_path, refused, capsys):
    private = tmp_path / "private"
    private.mkdir()
    said = refused("solved", lesson_path, "--keys", private, "--out", tmp_path / "out")
    assert "03-tiny.py: does not exist" in said
    key_path.rename(private / key_path.name)
    assert main(["solved", str(lesson_path), "--keys", str(private), "--out", str(tmp_path / "out")]) == 0


def test_places_that_are_no_place(format, lesson_path, tmp_path, refused):
    assert "is no folder. Make it first" in refused(format, lesson_path, "--out", tmp_path / "a" / "b")
    assert "is a file. Give a folder" in refused(format, lesson_path, "--out", lesson_path)


def test_a_folder_with_other_things(lesson_path, tmp_path, refused):
    said = refused("nbgrader", lesson_path, "--out", lesson_path.parent)
    assert "holds other things and no nbgrader_config.py, so it is no course directory" in said


def test_an_assignment_that_is_there(lesson_path, tmp_path, refused):
    (tmp_path / "class" / "release" / "03-tiny").mkdir(parents=True)
    (tmp_path / "class" / "nbgrader_config.py").touch()
    said = refused("nbgrader", lesson_path, "--out", tmp_path / "class")
    assert "has the assignment 03-tiny already" in said and "nbgrader db assignment remove 03-tiny" in said


def test_no_nbgrader(lesson_path, tmp_path, refused, monkeypatch):
    monkeypatch.setitem(sys.modules, "nbgrader.apps", None)
    monkeypatch.setitem(sys.modules, "nbgrader", None)
    said = refused("nbgrader", lesson_path, "--out", tmp_path / "class")
    assert "python3 course.py instructor python -m course_utils.release" in said


def test_solved_is_written_and_written_again(lesson_path, tmp_path, capsys):
    for _ in range(2):
        assert main(["solved", str(lesson_path), "--out", str(tmp_path / "out")]) == 0
        assert "not verified" in capsys.readouterr().out
        (written,) = (tmp_path / "out").iterdir()
        text = [cell.source for cell in nbformat.read(written, as_version=4).cells]
        assert "# EXERCISE steps: model solution\nmy_steps = -(-100 // 32)" in text


def test_solved_that_does_not_run_is_not_written(lesson_path, key_path, tmp_path, refused, small_kernels):
    given = ["solved", str(lesson_path), "--out", str(tmp_path / "out"), "--verify"]
    key_path.write_text(key_path.read_text().replace("return 2 * value", "return 3 * value", 1))
    assert "The solved lesson does not run" in (said := refused(*given)) and "3 twice is 6." in said
    key_path.write_text(key_path.read_text().replace("return 3 * value", "return 2 * value", 1))
    assert main(given) == 0


@pytest.fixture
def small_kernels(tmp_path, monkeypatch):
    """Kernels that find this course_utils, and no Keras, which the tiny lesson has no use for."""
    (tmp_path / "keras.py").touch()
    (tmp_path / "tensorflow.py").write_text("class config:\n    list_logical_devices = list\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(ROOT)]))


def test_words_of_the_command_line(capsys):
    for wrong in ([], ["otter", "a.ipynb"], ["nbgrader", "a.ipynb"], ["links", "a.ipynb"]):
        with pytest.raises(SystemExit) as end:
            main(wrong)
        assert end.value.code == 2
        assert "usage: python -m course_utils.release" in capsys.readouterr().err
