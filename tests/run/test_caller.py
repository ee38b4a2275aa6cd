"""Where a call came from: the arguments as written, and what ran before, in scripts and in functions."""

import runpy
import sys
from types import SimpleNamespace

from course_utils.run.caller import find_caller

import pytest

# The program calls `find(…)` once. What has run by then, as the statements that start so:
PLACES = {
    "at the top": ("a = 1\nfind(a)\nb = 2", ["from", "a = 1"]),
    "behind another on its line": ("a = 1; find(a); b = 2", ["from", "a = 1"]),
    "in a main block": ("a = 1\nif a:\n    b = 2\n    find(b)\n    c = 3", ["from", "a = 1", "b = 2"]),
    "in an else": ("if 0:\n    a = 1\nelse:\n    b = 2\n    find(b)", ["from", "a = 1", "b = 2"]),
    "in a loop": ("for i in range(1):\n    b = i\n    find(b)", ["from", "b = i"]),
    "in a with and a try": (
        "import io\nwith io.StringIO():\n    a = 1\n    try:\n        b = 2\n        find(b)\n"
        "    except ValueError:\n        c = 3",
        ["from", "import", "a = 1", "b = 2"],
    ),
    "in a function": (
        "def f(p):\n    q = p\n    return find(q)\nx = 1\nf(2)\nz = 3",
        ["from", "def f", "x = 1", "q = p"],
    ),
    "in a function in a function": (
        "def f():\n    a = 1\n    def g():\n        b = a\n        return find(b)\n    return g()\nf()",
        ["from", "def f", "a = 1", "b = a"],
    ),
    "in a method": (
        "class A:\n    def m(self):\n        b = 1\n        return find(b)\nA().m()",
        ["from", "class A", "b = 1"],
    ),
    "on several lines": ("a = 1\nfind(\n    a,\n    2,\n)", ["from", "a = 1"]),
}


def finder(told: list):
    """Stands for `run_fit`: it looks for its caller from inside the package."""
    space = {"__name__": "course_utils.run.here", "told": told, "find_caller": find_caller}
    exec("def find(*args, **kwargs):\n    told.append(find_caller())", space)
    return space["find"]


@pytest.fixture
def caller_in(tmp_path, monkeypatch):
    def run(program):
        told = []
        monkeypatch.setitem(sys.modules, "finder", SimpleNamespace(find=finder(told)))
        (tmp_path / "script.py").write_text("from finder import find\n" + program, encoding="utf-8")
        runpy.run_path(str(tmp_path / "script.py"))
        return told[0]

    return run


@pytest.mark.parametrize("place", PLACES)
def test_what_ran_before(caller_in, place):
    program, expected = PLACES[place]
    texts = [statement.text for statement in caller_in(program).statements]
    assert len(texts) == len(expected), texts
    assert all(text.startswith(start) for text, start in zip(texts, expected, strict=True)), texts


ARGUMENTS = {
    "find(build, x_train[:500], y)": ("build", "x_train[:500]", "y"),
    "find(x=x_train, build=build, y=load()[1])": ("build", "x_train", "load()[1]"),
    "find(lambda units=3: make(units), *train)": ("lambda units=3: make(units)", "(train)[0]", "(train)[1]"),
    "find(build, *pair()[0])": ("build", "(pair()[0])[0]", "(pair()[0])[1]"),
    "find(build, (\n    x_train\n    + 1\n), y)": ("build", "x_train\n    + 1", "y"),
}
PROLOGUE = """
import numpy as np
x_train, y = np.zeros(600), 1
build = make = load = lambda *a: (1, 2)
train = (1, 2)
pair = lambda: (train, train)
"""


@pytest.mark.parametrize("call", ARGUMENTS)
def test_arguments_as_written(caller_in, call):
    caller = caller_in(PROLOGUE + call)
    names = ("build", "x", "y")
    assert tuple(caller.written(i, name) for i, name in enumerate(names)) == ARGUMENTS[call]
    assert caller.written(None, "callbacks") is None
    assert caller.arrays == {"x_train"} and caller.plain["y"] == 1


def test_a_call_that_has_no_source(caller_in):
    told = []
    exec("find()", {"find": finder(told)})
    assert told[0].call is None or told[0].written(0, "build") is None
