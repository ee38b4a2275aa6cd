"""Where the learner called from: the call as written, and the statements that ran before it."""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import FrameType

from course_utils.run.slicing import Statement, parse

import executing
import numpy as np
from IPython import get_ipython

_PLAIN = (bool, int, float, str, type(None))
_MAGICS = {"run_cell_magic": 2, "run_line_magic": 1}  # where the program stands among their arguments


@dataclass
class Caller:
    """A call in the learner's program.

    Attributes:
        call: the call's syntax tree, None where it cannot be found (in `exec`, in a bare interpreter).
        source: the text that the call stands in.
        statements: those that ran before it, in the order in which they ran.
        names: of the learner's variables at that moment, by the id of their value.
        plain: the values of those that hold a number or a text, by name.
        arrays: the names of those that hold an array.
    """

    call: ast.Call | None = None
    source: str = ""
    statements: list[Statement] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    plain: dict[str, object] = field(default_factory=dict)
    arrays: frozenset[str] = frozenset()

    def written(self, position: int | None, keyword: str) -> str | None:
        """The text of an argument as the learner wrote it; None where it cannot be known.

        Args:
            position: of the argument, counted from 0; None for one that is given by keyword only.
            keyword: its name.
        """
        if self.call is None:
            return None
        given = next((k.value for k in self.call.keywords if k.arg == keyword), None)
        if given is not None:
            return ast.get_source_segment(self.source, given)
        return None if position is None else self._positional(position)

    def _positional(self, position: int) -> str | None:
        for index, argument in enumerate(self.call.args[: position + 1]):
            if isinstance(argument, ast.Starred):  # FitLab(build, *train): x is (train)[0]
                pair = ast.get_source_segment(self.source, argument.value)
                return f"({pair})[{position - index}]"
            if index == position:
                return ast.get_source_segment(self.source, argument)
        return None


def find_caller() -> Caller:
    """The nearest call from outside this package."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] == "course_utils":
        frame = frame.f_back
    if frame is None:
        return Caller()
    found = executing.Source.executing(frame)
    call = found.node if isinstance(found.node, ast.Call) else None
    variables = {**frame.f_globals, **frame.f_locals}
    return Caller(
        call=call,
        source=found.source.text,
        statements=list(_ran_before(frame)),
        names={id(value): name for name, value in variables.items() if not name.startswith("_")},
        plain={name: value for name, value in variables.items() if isinstance(value, _PLAIN)},
        arrays=frozenset(name for name, value in variables.items() if isinstance(value, np.ndarray)),
    )


def _ran_before(frame: FrameType) -> Iterator[Statement]:
    top = _module_of(frame)
    own = executing.Source.for_frame(frame).text
    source = executing.Source.for_frame(top).text if top is not None else own
    if _is_cell(frame):
        earlier = [cell for cell in _cells() if cell.strip() != source.strip()]
        yield from _without_magics(statement for cell in earlier for statement in parse(cell))
    statements = parse(source)
    yield from _without_magics(statements if top is None else _until(statements, source, _place(top)))
    if top is not frame:  # inside a function: its own statements before the call count as well
        place = _place(frame)
        holding = [statement for statement in parse(own) if _holds(statement.node, place)]
        yield from _until(holding, own, place)


def _module_of(frame: FrameType) -> FrameType | None:
    """The frame that runs the program around a function; None where all of it has run."""
    top = frame
    while top is not None and not (top.f_locals is top.f_globals and top.f_globals is frame.f_globals):
        top = top.f_back
    return top


def _is_cell(frame: FrameType) -> bool:
    shell = get_ipython()
    return shell is not None and frame.f_globals is shell.user_global_ns


def _cells() -> list[str]:
    return list(get_ipython().history_manager.input_hist_parsed)[1:]


def _place(frame: FrameType) -> tuple[int, int]:
    """Line and column of what a frame is doing."""
    node = executing.Source.executing(frame).node
    return (node.lineno, node.col_offset) if isinstance(node, ast.expr) else (frame.f_lineno, 0)


def _until(statements: list[Statement], source: str, place: tuple[int, int]) -> Iterator[Statement]:
    """The statements that end before a place, and those inside the one that holds it."""
    for statement in statements:
        node = statement.node
        if (node.end_lineno, node.end_col_offset) <= place:
            yield statement
        elif _holds(node, place):
            for body in _bodies(node):
                if _holds(body[0], place) or (body[0].lineno, body[0].col_offset) <= place:
                    yield from _until([Statement(inner, source) for inner in body], source, place)
            return


def _holds(node: ast.AST, place: tuple[int, int]) -> bool:
    return (node.lineno, node.col_offset) <= place < (node.end_lineno, node.end_col_offset)


def _bodies(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks of a compound statement, in order."""
    for name in ("body", "handlers", "orelse", "finalbody", "cases"):
        for part in (block := getattr(node, name, None) or []):
            if not isinstance(part, ast.stmt):
                yield part.body
        if block and isinstance(block[0], ast.stmt):
            yield block


def _without_magics(statements) -> Iterator[Statement]:
    """A cell under %%time, or a line after %time, as the program that it is."""
    for statement in statements:
        call = statement.node.value if isinstance(statement.node, ast.Expr) else None
        kind = call.func.attr if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) else None
        if kind in _MAGICS and ast.unparse(call.func).startswith("get_ipython()"):
            name, program = call.args[0], call.args[_MAGICS[kind]]
            if name.value in ("time", "capture"):
                yield from _without_magics(parse(program.value))
        else:
            yield statement
