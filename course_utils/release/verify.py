"""Verify an assignment: nbgrader grades two pretend students, one who solved everything and one who did nothing."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from course_utils.release.assignment import answered
from course_utils.release.course_directory import must_succeed, nbgrader_api
from course_utils.release.errors import ReleaseError
from course_utils.release.lesson import Lesson

import nbformat

MODEL, UNTOUCHED = "model-solution", "untouched-copy"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Verdict:
    """What the two pretend students earned, of how many automatic points; what a person will mark."""

    model: float
    untouched: float
    automatic: float
    manual: float


def verify(course: Path, lesson: Lesson) -> Verdict:
    """Grade the two pretend students of an assignment with nbgrader, and judge what they earned.

    Args:
        course: a course directory with this assignment. It stays as it is: a copy of it is graded.
        lesson: the lesson that the assignment was made of.

    Returns:
        The points of both students, which are as they must be.

    Raises:
        ReleaseError: the release version is not the lesson, or a student did not earn what it should: which
            exercise, how many points, and what its check said.
    """
    release = nbformat.read(course / "release" / lesson.name / f"{lesson.name}.ipynb", as_version=4)
    _same_text(release, lesson)
    trial = course.with_name("trial")
    shutil.copytree(course, trial)
    api = nbgrader_api(trial)
    problems = []
    earned = {}
    for student, notebook in ((MODEL, answered(release, lesson)), (UNTOUCHED, release)):
        submitted = trial / "submitted" / student / lesson.name
        submitted.mkdir(parents=True)
        nbformat.write(notebook, submitted / f"{lesson.name}.ipynb")
        must_succeed(api.autograde(lesson.name, student), f"grade the {student} of {lesson.name}")
        graded = trial / "autograded" / student / lesson.name / f"{lesson.name}.ipynb"
        said = nbformat.read(graded, as_version=4)
        with api.gradebook as gradebook:
            grades = {
                grade.name: (grade.auto_score, grade.max_score)
                for notebook in gradebook.find_submission(lesson.name, student).notebooks
                for grade in notebook.grades
            }
        earned[student] = sum(grades[f"check-{e.key}"][0] or 0 for e in lesson.exercises)
        for exercise in lesson.exercises:
            points, most = grades[f"check-{exercise.key}"]
            wanted = exercise.points if student == MODEL else 0
            if (points, most) != (wanted, exercise.points):
                problems.append(
                    f"exercise {exercise.key!r}: the {student} must earn {wanted:g} of {exercise.points:g} "
                    f"points, and earned {points} of {most:g}. {_reason(said.cells[exercise.check])}"
                )
    if problems:
        raise ReleaseError("\n".join(problems))
    automatic = sum(exercise.points for exercise in lesson.exercises)
    manual = sum(question.points for question in lesson.questions)
    return Verdict(earned[MODEL], earned[UNTOUCHED], automatic, manual)


def _same_text(release: nbformat.NotebookNode, lesson: Lesson) -> None:
    """Require that a student reads, cell by cell, what a learner reads."""
    own, released = ([(c.cell_type, c.source) for c in n.cells] for n in (lesson.notebook, release))
    if own != released:
        at = next((i for i, (a, b) in enumerate(zip(own, released, strict=False)) if a != b), len(own))
        raise ReleaseError(
            f"the release version differs from the lesson, first in cell {at}. Is there `BEGIN` or `END` with "
            "`SOLUTION`, `HIDDEN TESTS` or `MARK SCHEME` in the lesson's text? nbgrader would cut there."
        )


def _reason(check: nbformat.NotebookNode) -> str:
    """Say what the check's cell said: its error, or that there was none."""
    for output in check.outputs:
        if output.output_type == "error":
            return f"The check said: {output.ename}: {_COLOUR.sub('', output.evalue)}"
    return "The check said nothing against it."
