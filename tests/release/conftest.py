"""The instructor's environment, and tiny lessons for its nbgrader, most of them with one fault."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from course_setup import ROOT
from tests.conftest import KEY_FILE, make_notebook

# A lesson of each name: what is replaced in its notebook or its key file, and by what.
FAULTS = {
    "04-wrong-solution": ("keys", "return 2 * value", "return 3 * value"),
    "05-wrong-hidden-test": ("keys", "assert double(-1) == -2", "assert double(-1) == -3, 'minus three'"),
    "06-content-with-the-stub": ("lesson", "my_steps = ...", "my_steps = 4"),
    "07-given-cell-raises": ("lesson", "import numpy as np", "import numpy as np\\n\\n1 / 0"),
    "08-cut-by-nbgrader": (
        "lesson",
        "What is an epoch?",
        "What is\\n### BEGIN HIDDEN TESTS\\nan\\n### END HIDDEN TESTS\\nepoch?",
    ),
}


@pytest.fixture(scope="session")
def instructor():
    """Run a command as an instructor does, in the environment of their own, which is set up for it."""

    def run(*command: object, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess:
        whole = [sys.executable, str(ROOT / "course.py"), "instructor", *map(str, command)]
        return subprocess.run(whole, cwd=cwd, env={**os.environ, **variables}, capture_output=True, text=True)

    ready = run("python", "-c", "pass")
    assert ready.returncode == 0, ready.stdout + ready.stderr
    return run


@dataclass
class Released:
    """What a command wrote and said."""

    out: Path
    said: str
    errors: str
    code: int
    variables: dict[str, str]

    def refusal(self, lesson: str) -> str:
        """The paragraph of the standard error that says why a lesson was not written."""
        (text,) = [p for p in self.errors.split("lessons/") if p.startswith(f"{lesson}.ipynb: not written.")]
        return text


@pytest.fixture(scope="session")
def tiny_courses(tmp_path_factory, instructor) -> Released:
    """The tiny lesson and its faulty sisters, all verified by one command."""
    course = tmp_path_factory.mktemp("tiny")
    (course / "lessons").mkdir()
    (course / "instructor").mkdir()
    lesson = nbformat.writes(make_notebook())
    for name, (file, old, new) in {"03-tiny": ("", "", ""), **FAULTS}.items():
        assert old in (lesson if file == "lesson" else KEY_FILE), name
        notebook = lesson.replace(old, new) if file == "lesson" else lesson
        keys = KEY_FILE.replace(old, new) if file == "keys" else KEY_FILE
        (course / "lessons" / f"{name}.ipynb").write_text(notebook, encoding="utf-8")
        (course / "instructor" / f"{name}.py").write_text(keys, encoding="utf-8")
    # The kernels import course_utils, and that imports Keras: 5 s each, for lessons that have no use for it.
    fakes = course / "fakes"
    fakes.mkdir()
    (fakes / "keras.py").touch()
    (fakes / "tensorflow.py").write_text("class config:\n    list_logical_devices = list\n")
    variables = {"PYTHONPATH": str(fakes)}
    lessons = sorted((course / "lessons").glob("*.ipynb"))
    out = course / "class"
    command = ["python", "-m", "course_utils.release", "nbgrader", *lessons, "--out", out, "--verify"]
    done = instructor(*command, **variables)
    return Released(out, done.stdout, done.stderr, done.returncode, variables)
