"""Tell whether two runs would be the same: what their settings hold, and what their functions read."""

import dis
import functools
import hashlib
from collections.abc import Callable, Hashable, Iterator
from types import CodeType, FunctionType

import numpy as np

_PLAIN = (bool, int, float, str, bytes, type(None))
_SMALL = 4 * 2**20  # bytes of an array that may be read at each move of a slider


class _Itself:
    """Stands for an object that only equals itself, and keeps it alive, so that no other gets its id."""

    def __init__(self, value):
        self._value = value

    def __eq__(self, other):
        return isinstance(other, _Itself) and self._value is other._value

    def __hash__(self):
        return id(self._value)


def freeze(value) -> Hashable:
    """Something hashable that is equal for equal values: 1, 1.0 and True are three."""
    if isinstance(value, dict):
        items = sorted(value.items(), key=lambda item: str(item[0]))
        return ("dict", *((freeze(key), freeze(held)) for key, held in items))
    if isinstance(value, (list, tuple)):
        return (type(value).__name__, *map(freeze, value))
    if isinstance(value, np.ndarray) and value.nbytes <= _SMALL and not value.dtype.hasobject:
        return (value.shape, value.dtype.str, hashlib.blake2b(value.tobytes()).digest())
    try:
        hash(value)
    except TypeError:
        return _Itself(value)
    return (type(value).__name__, value)


def world_of(function: Callable) -> Hashable:
    """A function with all that it reads from around it, also through the functions it calls.

    What was made from a function is used again only while this is unchanged.
    """
    if isinstance(function, functools.partial):
        return (world_of(function.func), freeze(function.args), freeze(function.keywords))
    return tuple((name, _token(value)) for name, value in reads(function))


def plain_globals(functions: list[Callable]) -> dict[str, object]:
    """The numbers and texts that functions read from the program around them, by name."""
    found = {}
    for function in functions:
        inner = getattr(function, "__func__", function)
        around = getattr(inner, "__globals__", {})
        found |= {
            n: v for n, v in reads(function) if isinstance(v, _PLAIN) and n in around and around[n] is v
        }
    return found


def reads(function: Callable) -> list[tuple[str, object]]:
    """The function and what it reads, by name; a function that it reads is followed by what that reads."""
    function = getattr(function, "__func__", function)
    found: dict[tuple[str, int], tuple[str, object]] = {}
    _collect("", function, getattr(function, "__module__", None), found)
    return list(found.values())


def _collect(name: str, value, module: str | None, found: dict) -> None:
    if (name, id(value)) in found:
        return
    found[name, id(value)] = (name, value)
    for function in _functions(value, module):
        inside = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
        for inner, cell in inside.items():
            _collect(inner, _content(cell), module, found)
        for inner in _globals_read(function.__code__):
            if inner in function.__globals__:
                _collect(inner, function.__globals__[inner], module, found)


def _functions(value, module: str | None) -> list[FunctionType]:
    """The functions of the learner's that a value brings: itself, or the methods of a class."""
    if getattr(value, "__module__", None) != module:
        return []
    members = vars(value).values() if isinstance(value, type) else [value]
    return [member for member in members if isinstance(member, FunctionType)]


def _content(cell):
    try:
        return cell.cell_contents
    except ValueError:  # a name that its function has not given a value yet
        return None


@functools.lru_cache(maxsize=256)
def _globals_read(code: CodeType) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_read(code)))


def _read(code: CodeType) -> Iterator[str]:
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield step.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _read(constant)


def _token(value) -> Hashable:
    if isinstance(value, FunctionType):  # the same lines, run once more, make the same function
        return (value.__code__, freeze(value.__defaults__), freeze(value.__kwdefaults__))
    known = isinstance(value, (*_PLAIN, list, tuple, dict, np.ndarray))
    return freeze(value) if known else _Itself(value)
