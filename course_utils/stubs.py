"""Look at the block of a `check`: what is still missing in it, and whose line raised."""

import ast
import inspect
import linecache
import reprlib
import textwrap
import traceback
from dataclasses import dataclass
from types import CodeType, FrameType, FunctionType

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 40


@dataclass(frozen=True)
class Where:
    """Where an exception came from, as the learner would say it.

    `in_block`: raised by a line of the check itself. `last_is_learners`: raised by a line of the learner's.
    `function` and `learners_line`: the learner's innermost function that was running, and its line, or "".
    """

    in_block: bool
    last_is_learners: bool
    function: str
    learners_line: str
    block_line: str


@dataclass(frozen=True)
class Block:
    """The `with` block of a check: the file and lines it fills, the names it uses, the values they have."""

    file: str
    first: int
    last: int
    names: tuple[str, ...]
    space: dict
    globals: dict

    def holes(self) -> list[str]:
        """Return what the learner has not filled in yet: names, entries, functions that still hold `...`."""
        found = []
        for name in self.names:
            value = self.space.get(name)
            if value is ...:
                found.append(name)
            elif isinstance(value, dict):
                found += [f"{name}[{key!r}]" for key, item in value.items() if item is ...]
            elif isinstance(value, list | tuple):
                found += [f"{name}[{i}]" for i, item in enumerate(value) if item is ...]
            elif isinstance(value, FunctionType) and value.__globals__ is self.globals and _has_dots(value):
                found.append(name)
        return found

    def values(self) -> str:
        """Return the plain values that the block reads, so that a learner can see what was looked at."""
        plain = (bool, int, float, str, list, tuple, dict, type(None))
        read = [(name, self.space[name]) for name in self.names if name in self.space]
        return ", ".join(f"{n} = {_SHORT.repr(v)} ({_kind(v)})" for n, v in read if isinstance(v, plain))

    def trace(self, error: Exception) -> Where:
        """Follow an exception from the block down to the line that raised it."""
        steps = list(traceback.walk_tb(error.__traceback__))
        ours = [step for step in steps if self._holds(step)]
        learners = [s for s in steps if s[0].f_globals is self.globals and not self._holds(s)]
        frame, line = learners[-1] if learners else (None, 0)
        return Where(
            in_block=self._holds(steps[-1]),
            last_is_learners=bool(learners) and steps[-1] is learners[-1],
            function=f"`{frame.f_code.co_name}`" if frame else "",
            learners_line=_line(frame, line) if frame else "",
            block_line=_line(*ours[-1]) if ours else "",
        )

    def _holds(self, step: tuple[FrameType, int]) -> bool:
        frame, line = step
        return frame.f_code.co_filename == self.file and self.first <= line <= self.last


def block_of(frame: FrameType) -> Block:
    """Return the `with` block that `frame` is about to enter."""
    code, here = frame.f_code, frame.f_lineno
    space = {**frame.f_globals, **frame.f_locals}
    node = _with_at(here, "".join(linecache.getlines(code.co_filename, frame.f_globals)))
    if node is None:  # no source, as in `python -c`: the names of the whole code are the best there is
        return Block(
            code.co_filename, here, 10**9, tuple(dict.fromkeys(_names_in(code))), space, frame.f_globals
        )
    used = [n for part in node.body for n in ast.walk(part) if isinstance(n, ast.Name)]
    names = dict.fromkeys(n.id for n in sorted(used, key=lambda n: (n.lineno, n.col_offset)))
    return Block(code.co_filename, node.lineno, node.end_lineno, tuple(names), space, frame.f_globals)


def _with_at(line: int, source: str) -> ast.With | None:
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a cell with a magic
        return None
    holding = [n for n in ast.walk(tree) if isinstance(n, ast.With) and n.lineno <= line <= n.body[0].lineno]
    return max(holding, key=lambda n: n.lineno, default=None)


def _names_in(code: CodeType) -> list[str]:
    inner = [name for const in code.co_consts if isinstance(const, CodeType) for name in _names_in(const)]
    return [*code.co_names, *code.co_varnames, *inner]


def _has_dots(function: FunctionType) -> bool:
    """Whether `...` stands in a function as a hole. `x[..., 0]` is ordinary NumPy and no hole."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, SyntaxError):  # no source to look at
        return False
    slices = {id(n) for s in ast.walk(tree) if isinstance(s, ast.Subscript) for n in ast.walk(s.slice)}
    dots = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and n.value is ...]
    return any(id(n) not in slices for n in dots)


def _line(frame: FrameType, line: int) -> str:
    return linecache.getline(frame.f_code.co_filename, line, frame.f_globals).strip()


def _kind(value) -> str:
    name = type(value).__name__
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"
