"""Derive the solved version of a lesson: every exercise solved, tested, and tried with its wrong answers.

It runs from top to bottom only when all of this holds: the untouched stub counts as not attempted, the model
solution passes the visible check and the hidden tests, and each wrong answer gets the message meant for it.
It is made when it is needed and never committed.
"""

import re

from course_utils.release.lesson import Exercise, Lesson

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

_MARKER = re.compile(r"^#\s*NBVAL_CHECK_OUTPUT\s*\n", re.MULTILINE)
_START = """\
# The solved version of a lesson, derived from it: every check must pass here.
import os

os.environ["COURSE_STRICT"] = "1"
from course_utils.release import trial as _trial"""


def solved(lesson: Lesson) -> nbformat.NotebookNode:
    """Return the solved version of a lesson as a notebook.

    Cells that belong to no exercise keep their outputs, so that nbval compares the marked ones here too:
    an exercise is a leaf, and solving it changes nothing else.

    Args:
        lesson: from `read_lesson`.

    Returns:
        A new notebook; the lesson stays as it is. Its first cell sets `COURSE_STRICT=1` for its own kernel.
    """
    notebook = nbformat.from_dict(lesson.notebook)
    after = {exercise.check: exercise for exercise in lesson.exercises}
    solutions = {exercise.stub: exercise for exercise in lesson.exercises}
    answers = {question.cell: question for question in lesson.questions}
    cells = [new_code_cell(_START)]
    for at, cell in enumerate(notebook.cells):
        if at in solutions:
            cells.append(_solution(solutions[at]))
        elif at in after:
            cells.append(new_code_cell(_MARKER.sub("", cell.source)))
            cells += _trials(after[at], stub=notebook.cells[after[at].stub].source, check=cells[-1].source)
        else:
            cells.append(cell)
        if at in answers:
            cells.append(new_markdown_cell(f"**Model answer.** {answers[at].answer}"))
    for number, cell in enumerate(cells):
        cell.id = f"solved-{number}"  # the same in each derivation
    notebook.cells = cells
    return notebook


def _solution(exercise: Exercise) -> nbformat.NotebookNode:
    return new_code_cell(f"# EXERCISE {exercise.key}: model solution\n{exercise.solution}")


def _trials(exercise: Exercise, stub: str, check: str) -> list[nbformat.NotebookNode]:
    """Hidden tests; stub and wrong answers, each against the same visible check; the solution again."""
    key = exercise.key
    cells = [new_code_cell(f"# hidden tests of {key}\n{exercise.hidden}")]
    attempts = [("the untouched stub", stub, f"_trial.not_attempted({key!r})")]
    for number, wrong in enumerate(exercise.wrong, 1):
        attempts.append(
            (f"wrong answer {number}", wrong.source, f"_trial.not_yet({key!r}, {wrong.message!r})")
        )
    for name, source, verdict in attempts:
        begin = f"# {key}: {name}, which the check below must turn down without raising\n_trial.begin()"
        cells += [new_code_cell(f"{begin}\n{source}"), new_code_cell(check), new_code_cell(verdict)]
    return [*cells, _solution(exercise)]
