"""nbval runs every lesson twice, as it stands and solved, and neither version can be empty or shortened."""

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]


def pytest_in(folder, *arguments):
    """Run plain pytest in a folder, as a person would: with the options of its own pyproject.toml."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--color=no", "-q", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)


def collected(folder):
    """Return how many cells nbval takes of each notebook, by its path."""
    done = pytest_in(folder, "--collect-only", "lessons")
    return Counter(line.split("::")[0] for line in done.stdout.splitlines() if ".ipynb::Cell" in line)


def code_cells(path):
    return sum(cell.cell_type == "code" for cell in nbformat.read(path, as_version=4).cells)


def test_every_lesson_is_collected_in_both_versions(pytestconfig):
    assert "lessons" in pytestconfig.getini("testpaths"), "plain pytest must run the lessons"
    cells = collected(ROOT)
    lessons = sorted(path.name for path in (ROOT / "lessons").glob("*.ipynb"))
    assert lessons, "no lesson was found, so nothing was tried"
    expected = {f"{folder}/{name}" for name in lessons for folder in ("lessons", "build/solved")}
    assert set(cells) == expected
    for name in lessons:
        assert cells[f"lessons/{name}"] == code_cells(ROOT / "lessons" / name) > 0
        # more than the lesson: the start, each exercise's hidden tests and wrong answers, the drive
        assert cells[f"build/solved/{name}"] > cells[f"lessons/{name}"] + 10


@pytest.fixture
def small_course(course):
    """The tiny lesson in a repository of its own, with this one's conftest.py and pytest options."""
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, course)
    # The kernels import course_utils, and that imports Keras: 5 s each, for a lesson that has no use for it.
    (course / "keras.py").touch()
    (course / "tensorflow.py").write_text("class config:\n    list_logical_devices = list\n")
    (course / "course_utils").symlink_to(ROOT / "course_utils")
    (course / "tests").mkdir()
    (course / "tests" / "lessons").symlink_to(ROOT / "tests" / "lessons")
    return course


def test_a_lesson_without_a_solution_is_red(small_course):
    (small_course / "instructor" / "03-tiny.py").write_text("", encoding="utf-8")
    done = pytest_in(small_course, "--collect-only", "lessons")
    assert done.returncode != 0
    assert "exercise 'double' has no solutions" in done.stdout, done.stdout


def test_both_versions_run(small_course, monkeypatch):
    """Green as it is; then red, each in its own cell, for a wrong solution and for a hidden error."""
    monkeypatch.setenv("COURSE_STRICT", "1")  # must reach no learner's kernel
    lesson, key = small_course / "lessons" / "03-tiny.ipynb", small_course / "instructor" / "03-tiny.py"
    done = pytest_in(small_course, "lessons")
    assert done.returncode == 0, done.stdout
    solved = small_course / "build" / "solved" / "03-tiny.ipynb"
    assert f"{code_cells(lesson) + code_cells(solved)} passed" in done.stdout

    key.write_text(
        key.read_text("utf-8").replace("return 2 * value", "return 3 * value", 1), encoding="utf-8"
    )
    notebook = nbformat.read(lesson, as_version=4)
    bad = "import threading\nt = threading.Thread(target=lambda: 1 / 0)\nt.start()\nt.join()"
    notebook.cells[3] = nbformat.v4.new_code_cell(bad)
    notebook.cells[5].execution_count = 4
    notebook.cells[5].outputs = [
        nbformat.v4.new_output("execute_result", data={"text/plain": "It was 4.", "text/html": "It was 100."})
    ]
    nbformat.write(notebook, lesson)
    done = pytest_in(small_course, "lessons")
    assert done.returncode == 1
    failed = [line.split("::")[0] for line in done.stdout.splitlines() if line.startswith("FAILED")]
    assert failed.count("FAILED lessons/03-tiny.ipynb") == 1, "the verdict"
    assert failed.count("FAILED build/solved/03-tiny.ipynb") == 4, "verdict, check, hidden test, hidden error"
    assert "3 twice is 6." in done.stdout
    assert "Hidden from the learner's cells" in done.stdout and "ZeroDivisionError" in done.stdout
    assert "It was 100." in done.stdout, done.stdout
