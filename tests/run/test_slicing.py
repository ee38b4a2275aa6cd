"""Of a learner's statements, those that made a value; told on programs of a few lines, without training."""

from course_utils.run.slicing import Statement, parse, slice_for

import pytest

# What a learner ran, what is needed at the end, and what must be left of it.
CUTS = {
    "the last value counts": ("x = 1\nx = 2", "x", "x = 2"),
    "and what it was made from": ("a = 1\nb = 5\nx = a + 1", "x", "a = 1\nx = a + 1"),
    "two on a line": ("a = 1; b = 2", "b", "b = 2"),
    "three lines and one more": ("a = [\n  1,\n]; b = 2", "a", "a = [\n  1,\n]"),
    "a cell run twice": (
        "x = x0\nx0 = 8\nx = x0\nx = x / 2\nx = x / 2",
        "x",
        "x0 = 8\nx = x0\nx = x / 2\nx = x / 2",
    ),
    "added to": ("x = 8\nx /= 2\ny = 1", "x", "x = 8\nx /= 2"),
    "changed in place": ("x = [3]\nx[0] = 1\nx.append(2)\nprint(x)", "x", "x = [3]\nx[0] = 1\nx.append(2)"),
    "a call that may change it": ("x = [3]\nprepare(x)\nlen(x)", "x", "x = [3]\nprepare(x)"),
    "looked at": ("m = make()\nm.fit(x)\nm.summary()", "m", "m = make()"),
    "plotted": ("x = [1]\nplt.plot(x)\nplots.images(x)", "x", "x = [1]"),
    "drawn from a generator": (
        "r = gen()\na = r.normal()\nx = r.normal()",
        "x",
        "r = gen()\na = r.normal()\nx = r.normal()",
    ),
    "in an if": ("x = 1\nif big:\n    x = 2", "x", "x = 1\nif big:\n    x = 2"),
    "in a loop": ("for i in range(3):\n    x = i", "x", "for i in range(3):\n    x = i"),
    "in a with": ("with open(p) as f:\n    x = f.read()", "x", "with open(p) as f:\n    x = f.read()"),
    "a comprehension's own name": ("x = 5\ny = [x for x in range(3)]", "x", "x = 5"),
    "a function and its world": ("w = 3\ndef f():\n    return w", "f", "w = 3\ndef f():\n    return w"),
    "a world that comes later": ("def f():\n    return w\nw = 3", "f", "def f():\n    return w\nw = 3"),
    "a world that changes": (
        "w = 1\ndef f():\n    return w\nx = f()\nw = 2",
        "x",
        "w = 1\ndef f():\n    return w\nx = f()",
    ),
    "a function that calls another": (
        "def g(): return 1\ndef f(): return g()",
        "f",
        "def g(): return 1\ndef f(): return g()",
    ),
    "a local of the same name": (
        "a = 1\nb = 2\ndef f(b):\n    a = b\n    return a",
        "f",
        "def f(b):\n    a = b\n    return a",
    ),
    "a default": ("n = 4\ndef f(n=n): return n", "f", "n = 4\ndef f(n=n): return n"),
    "a decorator": ("@deco\ndef f(): pass", "f", "@deco\ndef f(): pass"),
    "a class": (
        "u = 2\nclass A(B):\n    k = u\n    def m(self): return v\nv = 3",
        "A",
        "u = 2\nclass A(B):\n    k = u\n    def m(self): return v\nv = 3",
    ),
    "a lambda": ("s = 2\nf = lambda z: z * s", "f", "s = 2\nf = lambda z: z * s"),
    "a function redefined": ("def f(): return old\ndef f(): return 1", "f", "def f(): return 1"),
    "a tuple": ("(a, b), c = load()", "b", "(a, b), c = load()"),
    "a seed before random data": (
        "np.random.seed(1)\nx = np.random.rand(3)",
        "x",
        "np.random.seed(1)\nx = np.random.rand(3)",
    ),
    "a seed that made nothing": ("np.random.seed(1)\ndef f(): return 1", "f", "def f(): return 1"),
}


@pytest.mark.parametrize("case", CUTS)
def test_what_is_left(case):
    program, name, left = CUTS[case]
    _, texts, _ = slice_for({name}, parse(program))
    assert "\n".join(texts) == left


def test_imports_are_cut_down_and_stand_once():
    statements = parse(
        "import os, sys\nfrom a.b import c, d as e\nimport keras.layers\nfrom a.b import c\nx = e(c, keras)"
    )
    imports, texts, missing = slice_for({"x"}, statements)
    assert imports == ["from a.b import c", "from a.b import d as e", "import keras.layers"]
    assert texts == ["x = e(c, keras)"] and not missing


def test_an_import_inside_a_try_is_kept_whole():
    program = "try:\n    import tf\nexcept ImportError:\n    tf = None\nx = tf.zeros(3)"
    assert slice_for({"x"}, parse(program))[1][0].startswith("try:")


def test_names_that_nothing_defines():
    assert slice_for({"x"}, parse("x = scale * len(raw)"))[2] == {"scale", "raw"}
    assert slice_for({"x"}, parse("for i in range(3):\n    x = i"))[2] == set()


def test_methods_that_leave_an_array_as_it_is():
    statements = parse("x = load()\nprint(x.mean())\nx.reshape(3)\nx.sort()")
    assert slice_for({"x"}, statements, arrays=frozenset("x"))[1] == ["x = load()", "x.sort()"]


def test_a_statement_from_inside_a_function_moves_to_the_left():
    source = "def f():\n    x = [\n        1,\n    ]\n    t = '''a\n    b'''\n"
    inner = parse(source)[0].node.body
    assert Statement(inner[0], source).text == "x = [\n    1,\n]"
    assert Statement(inner[1], source).text == r"t = 'a\n    b'"  # its lines are its value


def test_what_is_not_python_is_left_out():
    assert parse("x = = 1") == []
