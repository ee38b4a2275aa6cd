"""The formats of a release: each writes one lesson, or raises and leaves everything as it was."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from course_utils.release.course_directory import check_place, check_target, draft, publish
from course_utils.release.errors import ReleaseError
from course_utils.release.lesson import Lesson
from course_utils.release.solved import solved
from course_utils.release.verify import verify

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError


def write_solved(lesson: Lesson, out: Path, verified: bool) -> str:
    """Write `out/NN-name.ipynb`, solved; with `verified` only after it ran from top to bottom."""
    check_place(out)
    notebook = solved(lesson)
    if verified:
        try:
            NotebookClient(nbformat.from_dict(notebook), timeout=180, startup_timeout=300).execute()
        except (CellExecutionError, CellTimeoutError) as error:
            raise ReleaseError(f"The solved lesson does not run:\n{error}") from error
    out.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix=".", dir=out) as scratch:
        nbformat.write(notebook, Path(scratch) / "solved.ipynb")
        os.replace(Path(scratch) / "solved.ipynb", out / f"{lesson.name}.ipynb")
    return f"solved in {out}" + (", verified: it ran from top to bottom" if verified else ", not verified")


def write_nbgrader(lesson: Lesson, out: Path, verified: bool) -> str:
    """Make a course directory of nbgrader, or add the assignment to one."""
    check_target(out, lesson)
    with draft(lesson, out) as course:
        said = verify(course, lesson) if verified else "not verified"
        publish(course, lesson, out)
    return f"an assignment in {out}, {said}"


FORMATS = {"solved": write_solved, "nbgrader": write_nbgrader}
