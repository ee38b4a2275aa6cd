"""What the real nbgrader makes of tiny lessons: what is verified, what is refused, and what students get."""

import csv
import json
import shutil
import sqlite3
import zipfile

import nbformat
import pytest

pytestmark = pytest.mark.slow


def test_only_what_was_verified_is_written(tiny_courses):
    assert tiny_courses.code == 1
    assert "03-tiny.ipynb: an assignment in" in tiny_courses.said
    assert (
        "verified: the model-solution earns 3 of 3 automatic points, the untouched-copy 0"
        in tiny_courses.said
    )
    assert "5 more are marked by a person" in tiny_courses.said
    for part in ("source", "release"):
        assert [path.name for path in (tiny_courses.out / part).iterdir()] == ["03-tiny"]
    assert sorted(path.name for path in tiny_courses.out.iterdir()) == [
        "gradebook.db", "nbgrader_config.py", "release", "source",
    ]  # fmt: skip
    beside = {path.name for path in tiny_courses.out.parent.iterdir()}
    assert beside == {"class", "fakes", "instructor", "lessons"}, "no draft is left behind"


def test_no_pretend_student_stays_in_the_gradebook(tiny_courses):
    with sqlite3.connect(tiny_courses.out / "gradebook.db") as gradebook:
        assert gradebook.execute("select count(*) from student").fetchone() == (0,)
        assert gradebook.execute("select name from assignment").fetchall() == [("03-tiny",)]


@pytest.mark.parametrize(
    ("lesson", "reason"),
    [
        (
            "04-wrong-solution",
            "earns 0 of 1 points of 'double', and must earn all. It said: AssertionError: 3 twice",
        ),
        (
            "05-wrong-hidden-test",
            "earns 0 of 1 points of 'double', and must earn all. It said: AssertionError: minus",
        ),
        ("06-content-with-the-stub", "The untouched-copy earns 2 of 2 points of 'steps', and must earn none"),
        (
            "07-given-cell-raises",
            "Cell 1, which is given, raises with the model-solution. It said: ZeroDivisionErr",
        ),
        ("08-cut-by-nbgrader", "The release version differs from the lesson, first in cell 12"),
    ],
)
def test_what_cannot_be_verified_is_refused_with_the_reason(tiny_courses, lesson, reason):
    said = tiny_courses.refusal(lesson)
    assert reason in said
    assert said.count("\n- ") <= 1, "nothing else is held against it"


def test_the_release_version_is_the_lesson_without_solutions_and_hidden_tests(tiny_courses):
    lesson = nbformat.read(tiny_courses.out.parent / "lessons" / "03-tiny.ipynb", as_version=4)
    path = tiny_courses.out / "release" / "03-tiny" / "03-tiny.ipynb"
    release = nbformat.read(path, as_version=4)
    nbformat.validate(release)
    assert [cell.source for cell in release.cells] == [cell.source for cell in lesson.cells]
    text = path.read_text(encoding="utf-8")
    for secret in ("-(-100 // 32)", "is a step too", "one pass", "HIDDEN", "SOLUTION", "COURSE_STRICT"):
        assert secret not in text
    answers = {c.metadata.nbgrader.grade_id for c in release.cells if c.metadata.nbgrader.solution}
    assert answers == {"steps", "double", "words"}
    assert all(cell.metadata.deletable is False for cell in release.cells)
    fixed = [c for c in release.cells if c.metadata.nbgrader.grade_id not in answers]
    assert all(cell.metadata.editable is False for cell in fixed)


# What each student writes into the cells of these exercises (or checks), and the points it must earn.
SOLVED = {"steps": "my_steps = 4", "double": "def double(value):\n    return 2 * value"}
STUDENTS = {
    "solves": (SOLVED, 3),
    "nothing": ({}, 0),
    "raises": (SOLVED | {"double": "raise RuntimeError('in an answer')"}, 2),
    "hangs": (SOLVED | {"steps": "import time\n\nwhile True:\n    time.sleep(1)"}, 1),
    "leaves": (SOLVED | {"double": "exit()"}, 2),
    "cannot-type": (SOLVED | {"steps": "my_steps = = 4"}, 1),
    # A warning and a line on the standard error, as Keras writes them, in the answer and in the test.
    "warned": (
        SOLVED
        | {
            "double": "import sys, warnings\n\ndef double(value):\n    warnings.warn('hm')\n"
            "    print('I0000 oneDNN', file=sys.stderr)\n    return 2 * value"
        },
        3,
    ),
    "passes-visible-only": (SOLVED | {"double": "def double(value):\n    return 2 * abs(value)"}, 2),
    # nbgrader drops the whole notebook then; docs/instructors.md says so.
    "kills-the-kernel": (SOLVED | {"double": "import os\n\nos._exit(1)"}, 0),
    "rewrites-the-tests": (
        {"check-steps": "pass", "check-double": "pass", "given-cell-1": "check = None"},
        0,
    ),
}

# How Moodle, Canvas and people name what they hand over.
AS_DOWNLOADED = (
    "{}_123_assignsubmission_file_/03-tiny.ipynb",
    "{}_LATE_12_345_03-tiny-1.ipynb",
    "{}_12_345_03-tiny.ipynb",
    "{}/03-tiny.ipynb",
    "{}_03-tiny (1).ipynb",
)


@pytest.fixture(scope="module")
def scores(tiny_courses, tmp_path_factory, instructor):
    """Collect and grade a class with nbgrader's own commands; return the points by student."""
    course = tmp_path_factory.mktemp("graded") / "class"
    shutil.copytree(tiny_courses.out, course)
    with (course / "nbgrader_config.py").open("a") as config:  # the instructor's copy, to edit
        config.write("\nc.ExecutePreprocessor.timeout = 20\n")
    release = nbformat.read(course / "release" / "03-tiny" / "03-tiny.ipynb", as_version=4)
    archive = course / "downloaded" / "03-tiny" / "archive"
    archive.mkdir(parents=True)
    for at, (student, (answers, _)) in enumerate(STUDENTS.items()):
        notebook = nbformat.from_dict(release)
        for cell in notebook.cells:
            cell.source = answers.get(cell.metadata.nbgrader.grade_id, cell.source)
        with zipfile.ZipFile(archive / f"part-{at}.zip", "w") as part:
            part.writestr(AS_DOWNLOADED[at % len(AS_DOWNLOADED)].format(student), nbformat.writes(notebook))
    for command, code in ((["zip_collect", "03-tiny"], 0), (["autograde", "03-tiny"], 1), (["export"], 0)):
        done = instructor("nbgrader", *command, cwd=course, **tiny_courses.variables)
        assert done.returncode == code, done.stderr
        assert code == 0 or "kills-the-kernel" in done.stderr, "nbgrader says whom it could not grade"
    with (course / "grades.csv").open(newline="") as grades:
        return {row["student_id"]: json.loads(row["score"]) for row in csv.DictReader(grades)}


@pytest.mark.parametrize("student", STUDENTS)
def test_what_a_student_earns(scores, student):
    assert scores[student] == STUDENTS[student][1]


@pytest.fixture
def add(tiny_courses, tmp_path, instructor):
    """Add another assignment to a copy of the course directory; return what was said and what is there."""
    course = tmp_path / "class"
    shutil.copytree(tiny_courses.out, course)
    more = (
        tiny_courses.out.parent / "lessons" / "04-wrong-solution.ipynb"
    )  # not verified here, so it is taken

    def add(config):
        (course / "nbgrader_config.py").write_text(config)
        command = ["python", "-m", "course_utils.release", "nbgrader", more, "--out", course]
        done = instructor(*command, **tiny_courses.variables)
        assert (course / "nbgrader_config.py").read_text() == config, "it is the instructor's"
        with sqlite3.connect(course / "gradebook.db") as gradebook:
            known = [name for (name,) in gradebook.execute("select name from assignment order by name")]
        for part in ("source", "release"):
            assert sorted(path.name for path in (course / part).iterdir()) == known
        return done, known

    add.config = (course / "nbgrader_config.py").read_text()
    return add


def test_a_second_assignment_joins_the_first_once(add):
    done, known = add(add.config + "\n# mine\n")
    assert done.returncode == 0 and "not verified" in done.stdout, done.stderr
    assert known == ["03-tiny", "04-wrong-solution"]
    done, known = add(add.config)
    assert done.returncode == 1 and "has the assignment 04-wrong-solution already" in done.stderr
    assert known == ["03-tiny", "04-wrong-solution"]


def test_a_second_assignment_that_fails_half_way_leaves_nothing(add):
    done, known = add(add.config + "\nc.IncludeHeaderFooter.header = 'no-such.ipynb'\n")
    assert done.returncode == 1 and "nbgrader could not make the assignment" in done.stderr
    assert "no-such.ipynb" in done.stderr
    assert known == ["03-tiny"]
