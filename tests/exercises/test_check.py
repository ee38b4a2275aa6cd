import os
import subprocess
import sys

from course_utils import notice
from course_utils.check import AGAIN, DONE, TODO, UNSURE, check, progress

import pytest


@pytest.fixture(autouse=True)
def lenient(monkeypatch):
    monkeypatch.delenv("COURSE_STRICT", raising=False)


def run_cells(tmp_path, *cells):
    """Run sources one after the other in one namespace, each with a file to quote from, as a kernel does."""
    space = {"check": check, "__name__": "__main__"}
    for number, source in enumerate(cells):
        path = tmp_path / f"cell{number}.py"
        path.write_text(source, encoding="utf-8")
        exec(compile(source, str(path), "exec"), space)
    return progress()["k"]


CHECK = """\
with check("k", points=2, learnt="Well seen."):
    assert type(a) is int, "a is no int"
    assert a > 1, "too small"
"""


def test_done_says_what_was_learnt(tmp_path, capsys):
    result = run_cells(tmp_path, "a = 2", CHECK)
    assert (result.state, result.earned, result.points) == (DONE, 2, 2)
    assert capsys.readouterr().out == "✅ Done: k, 2 of 2 points. Well seen.\n"


def test_dots_are_not_attempted(tmp_path, capsys):
    result = run_cells(tmp_path, "a = ...", CHECK)
    assert (result.state, result.earned) == (TODO, 0)
    assert capsys.readouterr().out == "⬜ Not attempted: k, 0 of 2 points. Replace the three dots in `a`.\n"


@pytest.mark.parametrize(
    ("stub", "said"),
    [
        ("a = {'epochs': ..., 'batch_size': 32}", "Replace the three dots in `a['epochs']`."),
        ("a = [1, ...]", "Replace the three dots in `a[1]`."),
        ("def a():\n    return ...", "Replace the three dots in `a`."),
        ("b = 1", "Run the exercise cell above first: a does not exist yet."),
    ],
)
def test_other_stubs(tmp_path, stub, said):
    result = run_cells(tmp_path, stub, CHECK)
    assert (result.state, result.message) == (TODO, said)


def test_several_names(tmp_path):
    result = run_cells(tmp_path, "a = b = c = ...", 'with check("k"):\n    assert a + b + c')
    assert result.message == "Replace the three dots in `a`, `b` and `c`."


def test_names_of_other_exercises_do_not_matter(tmp_path):
    result = run_cells(tmp_path, "other = ...\na = 2", CHECK + "\nother")
    assert result.state == DONE


def test_dots_as_an_index_are_an_answer(tmp_path):
    learner = "def a(x):\n    return x[..., 0]"
    assert run_cells(tmp_path, learner, 'with check("k"):\n    assert callable(a)').state == DONE


def test_stub_that_raises(tmp_path):
    stub = "def a():\n    raise NotImplementedError"
    result = run_cells(tmp_path, stub, 'with check("k"):\n    assert a() == 1')
    assert (result.state, result.message) == (TODO, "Write the body of `a`.")


def test_not_yet_gives_the_message(tmp_path, capsys):
    result = run_cells(tmp_path, "a = 1", CHECK)
    assert (result.state, result.message) == (AGAIN, "too small")
    assert capsys.readouterr().out == "❌ Not yet: k, 0 of 2 points. too small\n"


def test_assertion_without_message_is_quoted(tmp_path, capsys):
    run_cells(tmp_path, "a = 1", 'with check("k"):\n    assert a > 1')
    assert capsys.readouterr().out.endswith("This does not hold yet:\n    assert a > 1\n")


def test_error_in_the_learners_function_quotes_their_line(tmp_path, capsys):
    learner = "def a(x):\n    y = 1\n    return y / x"
    result = run_cells(tmp_path, learner, 'with check("k"):\n    assert a(0) == 1')
    assert (result.state, result.earned) == (AGAIN, 0)
    said = capsys.readouterr().out
    assert "Your `a` stopped with ZeroDivisionError: division by zero." in said
    assert said.endswith("\n    return y / x\n")


def test_assertion_of_the_learner_is_theirs(tmp_path):
    learner = "def a():\n    assert False, 'mine'"
    assert (
        "Your `a` stopped with AssertionError: mine"
        in run_cells(tmp_path, learner, 'with check("k"):\n    a()').message
    )


def test_error_of_the_block_itself_does_not_blame(tmp_path, capsys):
    result = run_cells(tmp_path, "a = '2'", 'with check("k"):\n    assert a > 1')
    assert result.state == UNSURE
    said = capsys.readouterr().out
    assert "⚠️ Could not check: k" in said
    assert "It read a = '2' (a str)" in said and "the mistake is ours" in said
    assert said.endswith("    assert a > 1\n")


def test_stop_button_passes_through():
    with pytest.raises(KeyboardInterrupt), check("stopped"):
        raise KeyboardInterrupt
    assert "stopped" not in progress()


@pytest.mark.parametrize(("answer", "error"), [("...", "k: not attempted"), ("1", "too small")])
def test_strict_raises_unless_done(tmp_path, monkeypatch, answer, error):
    monkeypatch.setenv("COURSE_STRICT", "1")
    with pytest.raises(AssertionError, match=error):
        run_cells(tmp_path, f"a = {answer}", CHECK)
    assert run_cells(tmp_path, "a = 2", CHECK).state == DONE


def test_html_has_words_and_a_role(tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr("course_utils.notice.show", shown.append)
    run_cells(tmp_path, "a = 1", 'with check("k"):\n    assert a > 1, "a < b & c"')
    html = shown[0]._repr_html_()
    assert 'role="status"' in html and '<span aria-hidden="true">❌</span>' in html
    assert "Not yet: k" in html and "a &lt; b &amp; c" in html
    assert str(shown[0]) == repr(shown[0]) == "❌ Not yet: k, 0 of 1 point. a < b & c"


def test_names_in_backticks_are_set_as_code():
    said = notice.Notice("", "Not yet.", "Call `fit` with `x<y>`, not ` alone.")
    assert "Call <code>fit</code> with <code>x&lt;y&gt;</code>, not ` alone.</div>" in said._repr_html_()
    assert str(said) == "Not yet. Call `fit` with `x<y>`, not ` alone."


@pytest.mark.parametrize("first", ["import course_utils.check, course_utils.predict", "import course_utils"])
def test_the_name_is_the_function_and_needs_no_keras(first):
    code = f"{first}\nfrom course_utils import check, predict, reveal\nimport sys\n"
    code += "assert callable(check) and callable(predict) and callable(reveal), check\n"
    code += "assert not {'keras', 'ipywidgets', 'matplotlib'} & set(sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ})
    assert done.returncode == 0, done.stderr
