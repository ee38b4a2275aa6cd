"""Collect every lesson twice: nbval takes the notebook as it stands, this file adds its solved version.

pytest lessons                  every lesson, both versions
pytest lessons -k 03-fit        one lesson, both versions
"""

import ast
import os
import tempfile
from pathlib import Path

from course_utils.release import LessonError, read_lesson, solved

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from nbval.plugin import IPyNbFile

ROOT = Path(__file__).resolve().parent
SOLVED = ROOT / "build" / "solved"
LONGEST = ROOT / "tests" / "release" / "test_lessons.py"

# A lesson's kernel starts in the lesson's folder; it must find this checkout's course_utils.
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
# From here the strict switch would reach the learner's version too; the solved one sets its own.
os.environ.pop("COURSE_STRICT", None)


def pytest_collect_file(file_path: Path, parent):
    """Add the solved version wherever nbval takes a lesson."""
    option = parent.config.option
    is_lesson = file_path.suffix == ".ipynb" and file_path.parent == ROOT / "lessons"
    if is_lesson and (option.nbval or option.nbval_lax):
        return SolvedLesson.from_parent(parent, path=SOLVED / file_path.name)


def pytest_collection_modifyitems(items: list[pytest.Item]):
    """Put the file that takes longest first: begun last, it would leave the other processes idle."""
    items.sort(key=lambda item: item.path != LONGEST)


class SolvedLesson(IPyNbFile):
    """The solved version of one lesson, written when it is collected, so that it is never stale."""

    def collect(self):
        """Derive and write the notebook, then let nbval make one test of each code cell."""
        try:
            lesson = read_lesson(ROOT / "lessons" / self.path.name)
        except LessonError as error:
            raise self.CollectError(str(error)) from error  # its text and no traceback
        notebook = solved(lesson)
        # Knobs are driven here and not in the learner's version: with every exercise solved, all labs live.
        load = f"import sys\n\nsys.path.insert(0, {str(ROOT / 'tests' / 'lessons')!r})"
        watch = "import knob_drive as _knob_drive\n\n_knob_drive.watch()"
        notebook.cells.insert(0, new_code_cell(f"{load}\n{watch}"))
        notebook.cells.append(new_code_cell(f"_knob_drive.drive(expected={labs_in(lesson.notebook)})"))
        SOLVED.mkdir(parents=True, exist_ok=True)
        # Each of pytest's processes collects, and so writes, every lesson: none may find one half written.
        with tempfile.NamedTemporaryFile("w", dir=SOLVED, encoding="utf-8", delete=False) as half:
            nbformat.write(notebook, half)
        os.replace(half.name, self.path)
        return super().collect()


def labs_in(notebook: nbformat.NotebookNode) -> int:
    """How many times a lesson calls `FitLab`."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    return sum(isinstance(call.func, ast.Name) and call.func.id == "FitLab" for call in calls)
