"""What the code, the outputs and the exercises of a lesson look like, as rules."""

import ast
import re
from collections.abc import Iterator

from course_utils.release import LessonError, read_lesson
from course_utils.release.cells import read_cells

from rules import Page, key_of, tree_of

_EVADING = {"nbval-skip", "nbval-ignore-output", "nbval-raises-exception", "raises-exception", "skip"}


def first_fit(page: Page) -> Iterator[str]:
    """The first `fit` comes early and is whole: Keras's own calls, nothing of ours but the data.

    The look at the computer, `environment`, may come before it: it is there for whom no `fit` would run.
    """
    fits = [at for at, _ in page.methods("fit")]
    headings = [at for at, c in page.of("markdown") for _ in re.findall(r"^## ", c.source, re.MULTILINE)]
    second = headings[1] if len(headings) > 1 else len(page.cells)
    if not fits or fits[0] > 5 or fits[0] > second:
        yield "no `.fit(` among the first six cells and before the second heading"
        return
    before = [cell for at, cell in page.of("code") if at <= fits[0]]
    nodes = [node for cell in before for node in ast.walk(tree_of(cell))]
    imported = [n for n in nodes if isinstance(n, ast.ImportFrom) and n.module == "course_utils"]
    ours = {alias.asname or alias.name for node in imported for alias in node.names} - {"data", "environment"}
    used = {node.id for node in nodes if isinstance(node, ast.Name)} & ours
    if used:
        yield f"the first example uses {', '.join(sorted(used))}; of course_utils it may use the data alone"
    if not any(".compile(" in cell.source for cell in before):
        yield "the first example does not show `compile`"


def imports(page: Page) -> Iterator[str]:
    """course_utils comes first, because it imports Keras without TensorFlow's start-up lines."""
    nodes = [n for _, c in page.of("code") for n in ast.walk(tree_of(c))]
    lines = [n for n in nodes if isinstance(n, ast.Import | ast.ImportFrom)]
    if not lines or getattr(lines[0], "module", "") != "course_utils":
        first = ast.unparse(lines[0]) if lines else "missing"
        yield f"the first import is `{first}`; write `from course_utils import …`"
    for node in lines:
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            yield f"`{ast.unparse(node)}` hides where names come from"


def predictions(page: Page) -> Iterator[str]:
    """Each prediction is asked once, settled once and later, and its verdict is compared."""
    asked = [(key_of(call), at) for at, call in page.calls("predict")]
    settled = [(key_of(call), at) for at, call in page.calls("reveal")]
    if not asked:
        yield "no prediction is asked"
    if sorted(key for key, _ in asked) != sorted({key for key, _ in settled}):
        yield f"predict asks {[k for k, _ in asked]}, reveal settles {[k for k, _ in settled]}"
    for key, at in asked:
        if any(later < at for other, later in settled if other == key):
            yield f"{key!r} is revealed before it is asked"
    for name in ("predict", "reveal"):
        for at, call in page.calls(name):
            if ast.dump(call) not in map(ast.dump, _shown(page.cells[at])):
                yield f"cell {at}: `{name}` shows itself only as the last line, and not assigned"
    for key, at in settled:
        if "# NBVAL_CHECK_OUTPUT" not in page.cells[at].source:
            yield f"cell {at}: the verdict of {key!r} is not compared; add `# NBVAL_CHECK_OUTPUT`"


def _shown(cell) -> list[ast.expr]:
    """What the last line of a cell shows: its value, or all that it gives to `display`."""
    last = tree_of(cell).body[-1]
    if not isinstance(last, ast.Expr):
        return []
    several = isinstance(last.value, ast.Call) and getattr(last.value.func, "id", "") == "display"
    return last.value.args if several else [last.value]


def exercises(page: Page) -> Iterator[str]:
    """Two to four exercises with two hints each, one written question, and a key file that fits."""
    found, _ = read_cells(page.notebook)
    if not 2 <= len(found.stubs) <= 4:
        yield f"{len(found.stubs)} exercises; a lesson has 2 to 4"
    if len(found.questions) != 1:
        yield f"{len(found.questions)} written questions; a lesson has one"
    try:
        read_lesson(page.path)
    except LessonError as error:
        yield str(error)
    start = 0
    for key, (check, _) in sorted(found.checks.items(), key=lambda item: item[1]):
        between = [cell.source for at, cell in page.of("markdown") if start <= at < check]
        hints = len(re.findall(r"<details>\s*<summary>", "\n".join(between)))
        if hints < 2:
            yield f"exercise {key!r} has {hints} hints before its check; write two or more <details>"
        start = check
        if "⬜" not in _text_of(page.cells[check]):
            yield f"the stored output of the check of {key!r} does not say that it is not attempted"


def outputs(page: Page) -> Iterator[str]:
    """The outputs are stored, and hold no error and no line on stderr."""
    for number, (at, cell) in enumerate(page.of("code"), 1):
        if cell.execution_count != number:
            yield f"cell {at} has count {cell.execution_count}, not {number}; run `python tools/outputs.py`"
        for out in cell.outputs:
            if out.output_type == "error" or out.get("name") == "stderr":
                said = out.get("evalue") or out.get("text")
                yield f"cell {at} stores {out.get('ename') or 'stderr'}: {said[:80]!r}"


def evasions(page: Page) -> Iterator[str]:
    """No cell hides from nbval."""
    for at, cell in page.of("code"):
        tags = {tag.lower() for tag in cell.metadata.get("tags", [])}
        comments = re.findall(r"^\s*#+\s*([A-Z_]+)\s*$", cell.source, re.MULTILINE)
        words = {comment.lower().replace("_", "-") for comment in comments}
        if hiding := (tags | words | set(cell.metadata)) & _EVADING:
            yield f"cell {at} hides from the tests: {', '.join(sorted(hiding))}"


def _text_of(cell) -> str:
    return "".join(out.get("text", "") + out.get("data", {}).get("text/plain", "") for out in cell.outputs)


RULES = (first_fit, imports, predictions, exercises, outputs, evasions)
