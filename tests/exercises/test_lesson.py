from course_utils.release import LessonError, read_lesson
from course_utils.release.key_file import read_sections

import nbformat
import pytest


def test_the_tiny_lesson(lesson_path):
    lesson = read_lesson(lesson_path)
    assert lesson.name == "03-tiny"
    steps, double = lesson.exercises
    assert (steps.key, steps.points, double.key, double.points) == ("steps", 2, "double", 1)
    assert lesson.notebook.cells[steps.stub].source == "# EXERCISE steps\nmy_steps = ..."
    assert "with check" in lesson.notebook.cells[steps.check].source
    assert steps.solution == "my_steps = -(-100 // 32)"
    assert steps.hidden.startswith("assert my_steps == 4")
    assert [wrong.message for wrong in steps.wrong] == ["smaller batch", "whole number"]
    assert steps.wrong[1].source == "my_steps = 100 / 32"
    (words,) = lesson.questions
    assert (words.key, words.points) == ("words", 5)
    assert words.answer == "An epoch is one pass\nover all rows."


def edit_key(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("# %% solution double", "# double", "'double' has no solutions. Write one `# %% solution double`"),
        ("# %% solution steps", "# %% solution stpes", "`solution stpes` belongs to no exercise"),
        ("# %% hidden double", "# %% solution double", "'double' has 2 solutions"),
        ("# %% hidden steps", "# %% wrong steps: a", "'steps' has no hidden tests"),
        ("# %% wrong steps: smaller batch\n", "", "'steps' has 1 wrong answers. Write two or more"),
        (": smaller batch", "", "does not say what the check must answer"),
        ("# %% wrong steps:", "# %% worng steps:", "is no head of a section"),
        ("# %% hidden steps", "# %% hidden", "is no head of a section"),
        ("my_steps = 100 // 32", "my_steps = )", "is not Python|does not parse"),
        ("my_steps = 100 // 32", "my_steps = = 3", "does not parse"),
        ("# %% solution steps", "import keras\n# %% solution steps", "code before its first section"),
        ("assert double(-1) == -2", "", "`hidden double` is empty"),
    ],
)
def test_problems_of_the_key_file(lesson_path, key_path, old, new, problem):
    edit_key(key_path, old, new)
    with pytest.raises(LessonError, match=problem) as error:
        read_lesson(lesson_path)
    assert "03-tiny.py" in str(error.value)


def test_no_key_file(lesson_path, key_path):
    key_path.unlink()
    with pytest.raises(LessonError, match=r"03-tiny.py: does not exist. Write the solutions"):
        read_lesson(lesson_path)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("# EXERCISE steps", "# EXERCISE double", "'double' is the key of 2 exercises. Rename"),
        ("# EXERCISE steps", "# Exercise steps", "Write `# EXERCISE KEY`"),
        ("# EXERCISE steps", "#", "check 'steps' has no exercise. Begin the cell"),
        ('with check("steps"', 'with chek("steps"', "'steps' has no check. Add a cell"),
        ('check("steps", points=2', 'check("steps", points=n', "Write key and points out"),
        ('check("steps", points=2', 'check("double", points=2', "'double' is checked 2 times"),
        (" points=5 -->", " -->", "Write `<!-- EXERCISE KEY points=5 -->`"),
        ("my_steps = ...", "%matplotlib inline", "is not plain Python"),
    ],
)
def test_problems_of_the_lesson(lesson_path, old, new, problem):
    notebook = nbformat.read(lesson_path, as_version=4)
    hit = [cell for cell in notebook.cells if old in cell.source]
    assert hit
    hit[0].source = hit[0].source.replace(old, new, 1)
    nbformat.write(notebook, lesson_path)
    with pytest.raises(LessonError, match=problem) as error:
        read_lesson(lesson_path)
    assert "03-tiny.ipynb" in str(error.value)


def test_check_above_its_exercise(lesson_path):
    notebook = nbformat.read(lesson_path, as_version=4)
    notebook.cells[7], notebook.cells[8] = notebook.cells[8], notebook.cells[7]
    nbformat.write(notebook, lesson_path)
    with pytest.raises(LessonError, match="stands before the exercise"):
        read_lesson(lesson_path)


def test_all_problems_are_listed_at_once(lesson_path, key_path):
    edit_key(key_path, "# %% hidden double", "# %% hidden dbl")
    edit_key(key_path, ": smaller batch", "")
    with pytest.raises(LessonError) as error:
        read_lesson(lesson_path)
    assert len(str(error.value).splitlines()) == 1  # what does not parse is told first
    edit_key(key_path, "# %% wrong steps\n", "# %% wrong steps: a\n")
    with pytest.raises(LessonError) as error:
        read_lesson(lesson_path)
    assert len(str(error.value).splitlines()) == 2


def test_heads_inside_strings_are_text():
    text = '#%%solution a\nx = """\n# %% hidden a\n"""\n#  %%  wrong  a :  too low: by far \nx = 1\n'
    sections, problems = read_sections(text)
    assert problems == []
    assert [(s.kind, s.key, s.message) for s in sections] == [
        ("solution", "a", ""),
        ("wrong", "a", "too low: by far"),
    ]
    assert sections[0].source == 'x = """\n# %% hidden a\n"""'
