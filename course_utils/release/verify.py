"""Verify an assignment: nbgrader grades two pretend students, one of whom solved all, one nothing."""

import re
import shutil
from pathlib import Path

from course_utils.release.assignment import answered
from course_utils.release.course_directory import must_succeed, nbgrader_api
from course_utils.release.errors import ReleaseError
from course_utils.release.lesson import Lesson

import nbformat

MODEL, UNTOUCHED = "model-solution", "untouched-copy"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def verify(course: Path, lesson: Lesson) -> str:
    """Grade the two pretend students of an assignment with nbgrader, and judge what they earned.

    Args:
        course: a course directory with this assignment. It stays as it is: a copy of it is graded.
        lesson: the lesson that the assignment was made of.

    Returns:
        One sentence with the points of both.

    Raises:
        ReleaseError: the release version is not the lesson, or a student did not earn what it should: which
            exercise, how many points, and what its check said.
    """
    release = nbformat.read(course / "release" / lesson.name / f"{lesson.name}.ipynb", as_version=4)
    _same_text(release, lesson)
    trial = course.with_name("trial")
    shutil.copytree(course, trial)
    solved, solved_grades = _grade(trial, lesson, MODEL, answered(release, lesson))
    _, untouched_grades = _grade(trial, lesson, UNTOUCHED, release)
    problems = _error_in_given_cells(solved)
    for exercise in lesson.exercises:
        worth = f"of {exercise.points:g} points of {exercise.key!r}"
        if (earned := solved_grades[exercise.key]) != exercise.points:
            said = _error(solved.cells[exercise.check]) or "Its check raised nothing."
            problems.append(f"The {MODEL} earns {earned:g} {worth}, and must earn all. {said}")
        if earned := untouched_grades[exercise.key]:
            problems.append(
                f"The {UNTOUCHED} earns {earned:g} {worth}, and must earn none: the check is content with "
                "the stub. Let the stub hold `...`, or assert something that it does not fulfil."
            )
    if problems:
        raise ReleaseError("It cannot be verified.\n" + "\n".join(f"- {problem}" for problem in problems))
    most = sum(exercise.points for exercise in lesson.exercises)
    by_hand = sum(question.points for question in lesson.questions)
    return (
        f"verified: the {MODEL} earns {sum(solved_grades.values()):g} of {most:g} automatic points, the "
        f"{UNTOUCHED} {sum(untouched_grades.values()):g}; {by_hand:g} more are marked by a person"
    )


def _grade(
    course: Path, lesson: Lesson, student: str, notebook: nbformat.NotebookNode
) -> tuple[nbformat.NotebookNode, dict[str, float]]:
    """Hand a notebook in and let nbgrader grade it: return what came back, and the points by exercise."""
    name = Path(student) / lesson.name / f"{lesson.name}.ipynb"
    (course / "submitted" / name).parent.mkdir(parents=True)
    nbformat.write(notebook, course / "submitted" / name)
    api = nbgrader_api(course)
    must_succeed(api.autograde(lesson.name, student), f"grade the {student}")
    with api.gradebook as gradebook:
        (graded,) = gradebook.find_submission(lesson.name, student).notebooks
        points = {grade.name: grade.auto_score or 0 for grade in graded.grades}
    earned = {exercise.key: points[f"check-{exercise.key}"] for exercise in lesson.exercises}
    return nbformat.read(course / "autograded" / name, as_version=4), earned


def _same_text(release: nbformat.NotebookNode, lesson: Lesson) -> None:
    """Require that a student reads, cell by cell, what a learner reads."""
    own, released = ([(c.cell_type, c.source) for c in n.cells] for n in (lesson.notebook, release))
    if own != released:
        at = next((i for i, (a, b) in enumerate(zip(own, released, strict=False)) if a != b), len(own))
        raise ReleaseError(
            f"The release version differs from the lesson, first in cell {at}. Does the lesson's text hold "
            "BEGIN or END with SOLUTION, HIDDEN TESTS or MARK SCHEME? nbgrader cuts there: reword it."
        )


def _error_in_given_cells(graded: nbformat.NotebookNode) -> list[str]:
    """Say which cell, of those that no student can change, raised first."""
    for at, cell in enumerate(graded.cells):
        given = cell.metadata.nbgrader.locked and not cell.metadata.nbgrader.grade
        if cell.cell_type == "code" and given and (said := _error(cell)):
            return [f"Cell {at}, which is given, raises with the {MODEL}. {said}"]
    return []


def _error(cell: nbformat.NotebookNode) -> str:
    """Quote the error of a cell, or nothing."""
    errors = [output for output in cell.outputs if output.output_type == "error"]
    return f"It said: {errors[0].ename}: {_COLOUR.sub('', errors[0].evalue)}" if errors else ""
