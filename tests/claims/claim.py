"""Tie each measured sentence of a lesson to the test that measures it.

    from claim import SEEDS, claim, lesson_cells

    @claim("06", "A rate that is too high looks flat, too.")
    def test_high_is_flat(runs): ...

`test_ledger.py` holds that every sentence still stands in its lesson. The table of all of them:

    python tests/claims/claim.py
"""

import ast
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import nbformat

ROOT = Path(__file__).resolve().parents[2]
HERE, LESSONS = ROOT / "tests" / "claims", ROOT / "lessons"

# What a lesson says of a run must hold for more than one draw of the first weights.
SEEDS = range(10)

_SHORTEST = 15  # letters; a shorter sentence would be found in any text
_EMPHASIS = re.compile(r"[*`]|(?<!\w)_|_(?!\w)")
_LINK = re.compile(r"\[([^\]]+)\]\([^)\s]+\)")
_LINE_HEAD = re.compile(r"^[ \t]*(?:>|[-*+]|\d+\.|#+)[ \t]+", re.MULTILINE)


def claim(lesson: str, sentence: str):
    """Mark a test as the evidence for a sentence; several may stand above one test.

    Args:
        lesson: its number as the file has it, "06".
        sentence: as it stands in the lesson, or its core. Line breaks, links and emphasis may differ.

    Returns:
        A decorator; the test gets the attribute `claims`, a list of (lesson, sentence).
    """

    def mark(test):
        test.claims = [(lesson, sentence), *getattr(test, "claims", [])]
        return test

    return mark


def lesson_cells(name: str, *ids: str) -> ModuleType:
    """Run named code cells of a lesson, so that a claim is measured on what the learner reads.

    Args:
        name: the lesson's file without its ending, "06-learning-rate".
        *ids: ids of its code cells, in the order in which they run: cells that define, not cells that train.

    Returns:
        A module that holds what the cells define: `lesson_cells("06-learning-rate", "data", "build").build`.

    Raises:
        KeyError: the lesson has no code cell of that id.
    """
    cells = {cell.id: cell for cell in _read(LESSONS / f"{name}.ipynb").cells if cell.cell_type == "code"}
    lesson = ModuleType(name)
    for each in ids:
        if each not in cells:
            raise KeyError(f"{name} has no code cell {each!r}. Expected one of {', '.join(cells)}.")
        exec(compile(cells[each].source, f"{name}.ipynb, cell {each}", "exec"), lesson.__dict__)
    return lesson


@dataclass(frozen=True)
class Claim:
    """One sentence and its test. `sentence` is "" where the decorator does not spell it out."""

    lesson: str
    sentence: str
    test: str
    file: str
    line: int
    evaded: str = ""


def ledger(folder: Path = HERE) -> list[Claim]:
    """Every claim in `test_*.py` of a folder, by lesson; read from the source, nothing is imported."""
    found = []
    for path in sorted(folder.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                found += _claims_of(node, path.name)
    return sorted(found, key=lambda each: (each.lesson, each.file, each.line))


def _claims_of(node: ast.FunctionDef, file: str) -> list[Claim]:
    made, marks = [], [ast.unparse(mark) for mark in node.decorator_list]
    evaded = next((mark for mark in marks if re.search(r"\b(skip|skipif|xfail)\b", mark)), "")
    for mark in node.decorator_list:
        if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "claim":
            said = [arg.value if isinstance(arg, ast.Constant) else "" for arg in mark.args]
            lesson, sentence = said if len(said) == 2 and all(isinstance(s, str) for s in said) else ("", "")
            made.append(Claim(lesson, sentence, node.name, file, mark.lineno, evaded))
    return made


def problems(claims: list[Claim], lessons: Path = LESSONS) -> list[str]:
    """What is wrong with a ledger: a sentence per claim that its lesson does not make, or no test holds."""
    texts = {path.name[:2]: plain(prose(path)) for path in sorted(lessons.glob("[0-9][0-9]-*.ipynb"))}
    wrong = [f"lesson {number} has no claim" for number in texts if number not in {c.lesson for c in claims}]
    for each in claims:
        where = f"{each.file}:{each.line}"
        if not each.sentence:
            wrong.append(f'{where}: write lesson and sentence out, `@claim("06", "The sentence.")`')
        elif each.lesson not in texts:
            wrong.append(f"{where}: there is no lesson {each.lesson!r}")
        elif len(plain(each.sentence)) < _SHORTEST:
            wrong.append(f"{where}: {each.sentence!r} is too short to be a claim")
        elif plain(each.sentence) not in texts[each.lesson]:
            wrong.append(f"{where}: lesson {each.lesson} does not say {each.sentence!r}")
        if not each.test.startswith("test_"):
            wrong.append(f"{where}: {each.test} is no test, nobody runs it")
        if each.evaded:
            wrong.append(f"{where}: {each.test} is not held, {each.evaded}")
    return wrong


def prose(path: Path) -> str:
    """What a lesson says: its markdown, and the strings of its code, such as `because` of a reveal."""
    parts = []
    for cell in _read(path).cells:
        if cell.cell_type == "markdown":
            parts.append(cell.source)
        elif cell.cell_type == "code":
            strings = [n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, ast.Constant)]
            parts += [node.value for node in strings if isinstance(node.value, str)]
    return "\n\n".join(parts)


def plain(text: str) -> str:
    """The words alone: no emphasis, no heads of lines, a link's text for the link, every gap one space."""
    return " ".join(_EMPHASIS.sub("", _LINK.sub(r"\1", _LINE_HEAD.sub("", text))).split())


def table(claims: list[Claim]) -> str:
    """The ledger in Markdown."""
    rows = [f"| {c.lesson} | {plain(c.sentence)} | `{c.file}::{c.test}` |" for c in claims]
    return "\n".join(["| lesson | it says | held by |", "|---|---|---|", *rows])


def _read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


if __name__ == "__main__":
    print(table(ledger()))
    sys.exit(1 if problems(ledger()) else 0)
