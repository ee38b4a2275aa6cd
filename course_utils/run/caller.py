"""Where the learner called from: the call as written, and the statements that ran before it."""

import ast
import inspect
from dataclasses import dataclass, field
from types import FrameType

import executing
from IPython import get_ipython


@dataclass
class Caller:
    """A call in the learner's program.

    Attributes:
        call: the call's syntax tree, None where it cannot be found (in `exec`, in a bare interpreter).
        statements: the statements before it in the order they ran, each with its source text.
        names: the variables the learner had at that moment.
    """

    call: ast.Call | None = None
    source: str = ""
    statements: list[tuple[ast.stmt, str]] = field(default_factory=list)
    names: dict = field(default_factory=dict)

    def written(self, position: int | None, keyword: str) -> str | None:
        """The text of an argument as the learner wrote it; None where it cannot be known."""
        if self.call is None:
            return None
        named = next((k.value for k in self.call.keywords if k.arg == keyword), None)
        positional = self.call.args
        if named is None and position is not None and position < len(positional):
            named = positional[position]
        return named and ast.get_source_segment(self.source, named)


def find_caller() -> Caller:
    """The nearest call from outside this package."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] == "course_utils":
        frame = frame.f_back
    if frame is None:
        return Caller()
    found = executing.Source.executing(frame)
    call = found.node if isinstance(found.node, ast.Call) else None
    names = {**frame.f_globals, **frame.f_locals}
    return Caller(call, found.source.text, _statements_before(frame, found, call), names)


def _statements_before(frame: FrameType, found, call: ast.Call | None) -> list[tuple[ast.stmt, str]]:
    shell = get_ipython()
    if shell is not None and frame.f_globals is shell.user_global_ns:
        cells = list(shell.history_manager.input_hist_parsed)[1:]
        return [pair for cell in cells for pair in statements(cell)]
    last = call.lineno if call is not None else frame.f_lineno
    before = [pair for pair in statements(found.source.text) if pair[0].lineno <= last]
    # Inside a function, its own statements before the call count as well.
    inner = [node for node in ast.walk(ast.Module([s for s, _ in before], [])) if _holds(node, frame, last)]
    for function in inner:
        before = [pair for pair in before if pair[0] is not function]
        before += [(s, _text(found.source.text, s)) for s in function.body if s.lineno < last]
    return before


def _holds(node: ast.AST, frame: FrameType, line: int) -> bool:
    return (
        isinstance(node, ast.FunctionDef)
        and node.name == frame.f_code.co_name
        and node.lineno <= line <= node.end_lineno
    )


def statements(source: str) -> list[tuple[ast.stmt, str]]:
    """The top-level statements of a program with their text; none where it is not Python."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return []
    return [(statement, _text(source, statement)) for statement in body]


def _text(source: str, statement: ast.stmt) -> str:
    first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", []))])
    lines = source.splitlines()[first - 1 : statement.end_lineno]
    if len(lines) == 1 and not lines[0].strip().startswith("@"):
        return ast.get_source_segment(source, statement) or lines[0].strip()
    indent = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(line[indent:] if line[:indent].isspace() or not indent else line for line in lines)
