"""A lesson joined to its key file: exercises with stub, check, solution, hidden tests and wrong answers."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from course_utils.release.cells import read_cells
from course_utils.release.key_file import Section, read_sections

import nbformat
from nbformat.reader import NotJSONError


class LessonError(ValueError):
    """A lesson and its key file do not fit together. The message lists every problem and its remedy."""


@dataclass(frozen=True)
class Wrong:
    """A typical wrong answer, and a part of what the visible check must say to it."""

    message: str
    source: str


@dataclass(frozen=True)
class Exercise:
    """One exercise of a lesson. `stub` and `check` are positions of cells in the notebook."""

    key: str
    points: float
    stub: int
    check: int
    solution: str
    hidden: str
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True)
class Question:
    """A question that is answered in words and marked by a person. `cell` is its position."""

    key: str
    points: float
    cell: int
    answer: str


@dataclass(frozen=True)
class Lesson:
    """A lesson: its name (`03-fit`), its notebook as it stands, its exercises and written questions."""

    name: str
    notebook: nbformat.NotebookNode
    exercises: tuple[Exercise, ...]
    questions: tuple[Question, ...]


def read_lesson(path: Path, key_file: Path | None = None) -> Lesson:
    """Read a lesson and its key file, and join them by the exercises' keys.

    Args:
        path: the notebook, `lessons/NN-name.ipynb`.
        key_file: the solutions; without it, `../instructor/NN-name.py` seen from the notebook.

    Returns:
        The lesson, its exercises in the order of their stubs.

    Raises:
        LessonError: something is missing, doubled or malformed; all of it is listed, each with its remedy.
    """
    path = Path(path)
    key_file = Path(key_file or path.parent.parent / "instructor" / f"{path.stem}.py")
    try:
        notebook = nbformat.read(path, as_version=4)
    except (NotJSONError, nbformat.ValidationError, AttributeError, UnicodeDecodeError) as error:
        raise LessonError(f"{path.name}: is no notebook, or a damaged one: {error}") from error
    cells, in_lesson = read_cells(notebook)
    sections, in_keys = [], [f"does not exist. Write the solutions of {path.name} there."]
    if key_file.exists():
        sections, in_keys = read_sections(key_file.read_text(encoding="utf-8"))
    keys = {**cells.stubs, **{key: at for key, (at, _) in cells.questions.items()}}
    if not in_keys:
        in_keys += _unjoined(set(keys), set(cells.questions), sections)
    problems = [f"{path.name}: {p}" for p in in_lesson] + [f"{key_file.name}: {p}" for p in in_keys]
    if problems:
        raise LessonError("\n".join(problems))

    def part(kind: str, key: str) -> list[Section]:
        return [s for s in sections if (s.kind, s.key) == (kind, key)]

    def exercise(key: str) -> Exercise:
        check, points = cells.checks[key]
        hidden = "\n".join(s.source for s in part("hidden", key))
        wrong = tuple(Wrong(s.message, s.source) for s in part("wrong", key))
        return Exercise(key, points, cells.stubs[key], check, part("solution", key)[0].source, hidden, wrong)

    def question(key: str) -> Question:
        at, points = cells.questions[key]
        words = re.sub(r"^# ?", "", part("solution", key)[0].source, flags=re.MULTILINE)
        return Question(key, points, at, words)

    return Lesson(
        path.stem, notebook, tuple(map(exercise, cells.stubs)), tuple(map(question, cells.questions))
    )


def _unjoined(keys: set[str], written: set[str], sections: list[Section]) -> list[str]:
    """Say what stands only in the lesson or only in the key file."""
    known = ", ".join(sorted(keys)) or "none"
    problems = [
        f"line {s.line}: `{s.kind} {s.key}` belongs to no exercise. The lesson has: {known}."
        for s in sections
        if s.key not in keys
    ]
    for key in sorted(keys):
        count = Counter(s.kind for s in sections if s.key == key)
        if count["solution"] != 1:
            number = count["solution"] or "no"
            problems.append(f"exercise {key!r} has {number} solutions. Write one `# %% solution {key}`.")
        if key not in written and count["wrong"] < 2:
            problems.append(
                f"exercise {key!r} has {count['wrong'] or 'no'} wrong answers. "
                f"Write two or more `# %% wrong {key}: part of the message`."
            )
        if key not in written and not count["hidden"]:
            problems.append(f"exercise {key!r} has no hidden tests. Write `# %% hidden {key}`.")
    return problems
