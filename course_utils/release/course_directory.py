"""A course directory of nbgrader: its configuration and gradebook, and each assignment's two versions."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from course_utils.release.assignment import assignment
from course_utils.release.errors import ReleaseError
from course_utils.release.lesson import Lesson

import nbformat

CONFIG = "nbgrader_config.py"
TEMPLATE = Path(__file__).with_name(CONFIG)


def check_place(folder: Path) -> None:
    """Make sure that `folder` is a folder, or can become one."""
    if not folder.resolve().parent.is_dir():
        raise ReleaseError(f"{folder.resolve().parent} is no folder. Make it first, or give another --out.")
    if folder.exists() and not folder.is_dir():
        raise ReleaseError(f"{folder} is a file. Give a folder as --out.")


def check_target(folder: Path, lesson: Lesson) -> None:
    """Make sure that an assignment can be added to a folder: a new one, an empty one, or a course directory.

    Raises:
        ReleaseError: it is none of these, or holds the assignment already.
    """
    check_place(folder)
    if folder.exists() and any(folder.iterdir()) and not (folder / CONFIG).is_file():
        raise ReleaseError(
            f"{folder} holds other things and no {CONFIG}, so it is no course directory. "
            "Give a new folder as --out, or one that this command has made."
        )
    for part in ("source", "release"):
        if (folder / part / lesson.name).exists():
            raise ReleaseError(
                f"{folder} has the assignment {lesson.name} already, perhaps with work of students. Give a "
                f"new folder as --out; or remove it first: `nbgrader db assignment remove {lesson.name}` "
                f"and the folders source/{lesson.name} and release/{lesson.name}."
            )


@contextmanager
def draft(lesson: Lesson, beside: Path) -> Iterator[Path]:
    """Make a course directory with one assignment, in a folder beside the target that is gone afterwards."""
    with TemporaryDirectory(prefix=f".{beside.name}-", dir=beside.resolve().parent) as scratch:
        course = Path(scratch) / "course"
        course.mkdir()
        shutil.copy(TEMPLATE, course / CONFIG)
        _add(lesson, course)
        yield course


def publish(course: Path, lesson: Lesson, folder: Path) -> None:
    """Put the draft in its place: as the new course directory, or as one more assignment of the one there."""
    check_target(folder, lesson)  # again: drafting and verifying took minutes
    if not folder.exists() or not any(folder.iterdir()):
        if folder.exists():
            folder.rmdir()
        course.rename(folder)
        return
    try:
        _add(lesson, folder)
    except BaseException:
        for part in ("source", "release"):
            shutil.rmtree(folder / part / lesson.name, ignore_errors=True)
        with nbgrader_api(folder).gradebook as gradebook:
            if lesson.name in [each.name for each in gradebook.assignments]:
                gradebook.remove_assignment(lesson.name)
        raise


def nbgrader_api(course: Path):
    """Return nbgrader's own interface to a course directory, with the configuration that stands there.

    Raises:
        ReleaseError: nbgrader is not installed.
    """
    try:
        from nbgrader.apps import NbGraderAPI
    except ImportError as error:
        raise ReleaseError(
            f"nbgrader is needed and cannot be imported by {sys.executable} ({error}). It has an environment "
            "of its own: give the command as `python3 course.py instructor python -m course_utils.release …`."
        ) from error
    from traitlets.config import PyFileConfigLoader

    config = PyFileConfigLoader(CONFIG, path=str(course)).load_config()
    if not shutil.which("alembic"):
        # nbgrader calls it by name; it stands beside this Python, which need not be activated.
        os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return NbGraderAPI(config=config)


def must_succeed(result: dict, what: str) -> None:
    """Raise what nbgrader logged, unless it succeeded."""
    if not result["success"]:
        reason = result.get("log", "") + result["error"].strip().splitlines()[-1]
        raise ReleaseError(f"nbgrader could not {what}:\n{reason}")


def _add(lesson: Lesson, course: Path) -> None:
    source = course / "source" / lesson.name
    source.mkdir(parents=True)
    nbformat.write(assignment(lesson), source / f"{lesson.name}.ipynb")
    api = nbgrader_api(course)
    must_succeed(api.generate_assignment(lesson.name, create=True), f"make the assignment {lesson.name}")
