"""Find the exercises of a lesson: stubs, checks and written questions among the notebook's cells."""

import ast
import re
from collections import Counter
from dataclasses import dataclass

import nbformat

_EXERCISE = re.compile(r"# EXERCISE ([\w-]+)[ \t]*(?:\n|\Z)")
_QUESTION = re.compile(r"<!-- EXERCISE ([\w-]+) points=(\d+(?:\.\d+)?) -->[ \t]*(?:\n|\Z)")
_LOOKS_LIKE_ONE = re.compile(r"\A\s*(#|<!--)\s*EXERCISE\b", re.IGNORECASE)


@dataclass(frozen=True)
class Cells:
    """Where the exercises stand: key → position of the stub; key → position and points of the others."""

    stubs: dict[str, int]
    checks: dict[str, tuple[int, float]]
    questions: dict[str, tuple[int, float]]


def read_cells(notebook: nbformat.NotebookNode) -> tuple[Cells, list[str]]:
    """Find stubs, checks and written questions in a notebook, and what is wrong with them."""
    stubs, checks, questions, problems = [], [], [], []
    for at, cell in enumerate(notebook.cells):
        pattern = _EXERCISE if cell.cell_type == "code" else _QUESTION
        if match := pattern.match(cell.source):
            if cell.cell_type == "code":
                stubs.append((match[1], at))
            else:
                questions.append((match[1], (at, float(match[2]))))
        elif _LOOKS_LIKE_ONE.match(cell.source):
            form = "# EXERCISE KEY" if cell.cell_type == "code" else "<!-- EXERCISE KEY points=5 -->"
            problems.append(f"cell {at} begins with {cell.source.splitlines()[0]!r}. Write `{form}`.")
        if cell.cell_type == "code":
            found, trouble = _checks_in(cell.source)
            problems += [f"cell {at} {t}" for t in trouble]
            checks += [(key, (at, points)) for key, points in found]
    named = Counter(key for key, _ in stubs + questions)
    problems += [
        f"{key!r} is the key of {n} exercises. Rename all but one." for key, n in named.items() if n > 1
    ]
    times = Counter(key for key, _ in checks)
    problems += [f"{key!r} is checked {n} times. Keep one check." for key, n in times.items() if n > 1]
    cells = Cells(dict(stubs), dict(checks), dict(questions))
    for key, at in stubs:
        if key not in times:
            problems.append(
                f'exercise {key!r} has no check. Add a cell `with check("{key}", points=…):` after it.'
            )
        elif cells.checks[key][0] < at:
            problems.append(f"the check of {key!r} stands before the exercise. Move it below.")
    for key in times.keys() - cells.stubs.keys():
        problems.append(f"check {key!r} has no exercise. Begin the cell it judges with `# EXERCISE {key}`.")
    return cells, problems


def _checks_in(source: str) -> tuple[list[tuple[str, float]], list[str]]:
    """Return key and points of each `with check(...)` of a cell, and what is wrong with them."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        return [], [f"is not plain Python: {error.msg}. Lessons use no magics."]
    found, problems = [], []
    calls = [i.context_expr for n in ast.walk(tree) if isinstance(n, ast.With) for i in n.items]
    for call in calls:
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "check"):
            continue
        points = next((k.value for k in call.keywords if k.arg == "points"), None)
        if not (call.args and isinstance(call.args[0], ast.Constant) and isinstance(points, ast.Constant)):
            problems.append(
                f'holds `{ast.unparse(call)}`. Write key and points out: `check("key", points=2)`.'
            )
        else:
            found.append((call.args[0].value, points.value))
    if len(found) > 1:
        problems.append("holds several checks. Give each its own cell.")
    return found, problems
