"""What stands in the source version of an assignment, cell by cell; nbgrader is not needed for this."""

from course_utils.release import read_lesson
from course_utils.release.assignment import STUB, answered, assignment

import nbformat
import pytest

from course_setup import ROOT

LESSONS = sorted((ROOT / "lessons").glob("*.ipynb"))


def roles(notebook):
    """Each cell's id in the gradebook, and what nbgrader does with it."""
    flags = ("grade", "solution", "locked")
    return {
        meta.grade_id: ({flag for flag in flags if meta[flag]}, meta.get("points"))
        for meta in (cell.metadata.nbgrader for cell in notebook.cells)
    }


def test_each_cell_has_its_role(lesson_path):
    source = assignment(read_lesson(lesson_path))
    nbformat.validate(source)
    found = roles(source)
    assert found.pop("steps") == found.pop("double") == ({"solution"}, None)
    assert found.pop("check-steps") == ({"grade", "locked"}, 2)
    assert found.pop("check-double") == ({"grade", "locked"}, 1)
    assert found.pop("words") == ({"grade", "solution"}, 5), "marked by a person"
    assert len(found) > 5 and set(found) == {key for key in found if key.startswith("given-cell-")}
    assert all(role == ({"locked"}, None) for role in found.values()), "all others are read-only"


def test_solutions_and_hidden_tests_stand_between_nbgraders_marks(lesson_path):
    lesson = read_lesson(lesson_path)
    text = {cell.metadata.nbgrader.grade_id: cell for cell in assignment(lesson).cells}
    solution = "### BEGIN SOLUTION\nmy_steps = -(-100 // 32)\n### END SOLUTION"
    assert text["steps"].source == f"# EXERCISE steps\n{solution}"
    assert text["steps"].metadata[STUB] == "# EXERCISE steps\nmy_steps = ..."
    assert text["words"].source.endswith(
        "### BEGIN SOLUTION\nAn epoch is one pass\nover all rows.\n### END SOLUTION"
    )
    before, after = text["check-steps"].source.split(lesson.notebook.cells[lesson.exercises[0].check].source)
    for hidden, what in ((before, "COURSE_STRICT"), (after, "assert my_steps == 4")):
        inside = hidden.strip().splitlines()
        assert inside[0] == "### BEGIN HIDDEN TESTS" and inside[-1] == "### END HIDDEN TESTS"
        assert what in "\n".join(inside[1:-1])


def test_the_lesson_stays_as_it_is(lesson_path):
    lesson = read_lesson(lesson_path)
    before = nbformat.writes(lesson.notebook)
    answered(assignment(lesson), lesson)
    assert nbformat.writes(lesson.notebook) == before


def test_the_model_student_wrote_only_into_answers(lesson_path):
    lesson = read_lesson(lesson_path)
    written = answered(lesson.notebook, lesson)
    pairs = enumerate(zip(lesson.notebook.cells, written.cells, strict=True))
    changed = {at for at, (old, new) in pairs if old.source != new.source}
    assert changed == {part.stub for part in lesson.exercises} | {part.cell for part in lesson.questions}


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_lesson_has_its_points_and_its_cells(path):
    lesson = read_lesson(path)
    source = assignment(lesson)
    found = roles(source)
    assert lesson.exercises and len(found) == len(source.cells) == len(lesson.notebook.cells), (
        "ids are unique"
    )
    points = {f"check-{e.key}": e.points for e in lesson.exercises} | {
        q.key: q.points for q in lesson.questions
    }
    assert {key: worth for key, (_, worth) in found.items() if worth is not None} == points
    assert not any(cell.outputs for cell in source.cells if cell.cell_type == "code")


def test_there_are_lessons():
    assert LESSONS
