"""Turn a lesson into the source version of an nbgrader assignment: the same cells, each with its role."""

from course_utils.release.lesson import Lesson

import nbformat

STUB = "lesson_stub"  # the metadata key under which a source cell keeps what a learner finds in it


def assignment(lesson: Lesson) -> nbformat.NotebookNode:
    """Return the source version of a lesson, as nbgrader's `generate_assignment` takes it.

    No cell is added, moved or dropped. An exercise's stub becomes an answer that holds the model solution;
    its check becomes an autograder test with the lesson's points, and the hidden tests behind it; a written
    question becomes an answer that a person marks; every other cell is read-only.

    Args:
        lesson: from `read_lesson`.

    Returns:
        A new notebook without outputs; the lesson stays as it is.
    """
    notebook = nbformat.from_dict(lesson.notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        _give_role(cell, f"given-{cell.id}", locked=True)
    for exercise in lesson.exercises:
        stub, check = notebook.cells[exercise.stub], notebook.cells[exercise.check]
        _solve(stub, f"# EXERCISE {exercise.key}\n", exercise.solution)
        _give_role(stub, exercise.key, solution=True)
        check.source = _strict(check.source, exercise.hidden)
        _give_role(check, f"check-{exercise.key}", grade=True, locked=True, points=exercise.points)
    for question in lesson.questions:
        cell = notebook.cells[question.cell]
        _solve(cell, f"{cell.source}\n\n", question.answer)
        _give_role(cell, question.key, grade=True, solution=True, points=question.points)
    return notebook


def answered(release: nbformat.NotebookNode, lesson: Lesson) -> nbformat.NotebookNode:
    """Return a copy of the release version with every exercise solved and every question answered."""
    notebook = nbformat.from_dict(release)
    for exercise in lesson.exercises:
        notebook.cells[exercise.stub].source = f"# EXERCISE {exercise.key}\n{exercise.solution}"
    for question in lesson.questions:
        notebook.cells[question.cell].source += f"\n\n{question.answer}"
    return notebook


def _solve(cell: nbformat.NotebookNode, head: str, solution: str) -> None:
    cell.metadata[STUB] = cell.source
    cell.source = f"{head}### BEGIN SOLUTION\n{solution}\n### END SOLUTION"


def _strict(check: str, hidden: str) -> str:
    """Let the visible check raise where it is graded, and the hidden tests follow it.

    nbgrader takes the hidden lines out of the release version and puts them back for grading: so the strict
    switch travels with the cell, needs no setting of the grader, and never reaches a learner.
    """
    switch = '__import__("os").environ["COURSE_STRICT"] = "1"'
    return "\n".join([*_hidden(switch), check, *_hidden(hidden)])


def _hidden(source: str) -> list[str]:
    return ["### BEGIN HIDDEN TESTS", source, "### END HIDDEN TESTS"]


def _give_role(cell: nbformat.NotebookNode, grade_id: str, points: float | None = None, **role: bool) -> None:
    """Write nbgrader's metadata, version 3 of its format."""
    flags = {"grade": False, "solution": False, "locked": False, "task": False, **role}
    worth = {} if points is None else {"points": points}
    cell.metadata["nbgrader"] = {"schema_version": 3, "grade_id": grade_id, **flags, **worth}
