"""Every sentence that a test stands for is in its lesson, and every lesson has such sentences."""

import nbformat
import pytest
from claim import ledger, lesson_cells, plain, problems, table
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

SAYS = "A **high** rate\nlooks flat, too: see `learning_rate`."


def test_lessons_say_what_the_tests_hold():
    claims = ledger()
    assert claims, "no claim was found"
    assert problems(claims) == []


@pytest.fixture
def course(tmp_path):
    """A lesson 06 with one sentence, and a way to write a test file against it."""
    cells = [new_markdown_cell(SAYS), new_code_cell('reveal("a", 1, because="Adam forgets what it knew.")')]
    nbformat.write(new_notebook(cells=cells), tmp_path / "06-rate.ipynb")

    def check(source):
        (tmp_path / "test_06.py").write_text(source, encoding="utf-8")
        return problems(ledger(tmp_path), tmp_path)

    return check


TEST = '@claim("06", "A high rate looks flat, too")\ndef test_flat(): pass\n'


def test_emphasis_and_line_breaks_do_not_matter(course):
    assert course(TEST) == []


def test_strings_of_code_count_as_said(course):
    assert course('@claim("06", "Adam forgets what it knew")\ndef test_forgets(): pass\n') == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("flat, too", "flat, always"), "lesson 06 does not say 'A high rate looks flat, always'"),
        (('"06"', '"07"'), "there is no lesson '07'"),
        (('"A high rate looks flat, too"', "SENTENCE"), "write lesson and sentence out"),
        (("A high rate looks flat, too", "high rate"), "too short"),
        (("def test_flat", "def flat"), "flat is no test"),
        (("@claim", "@pytest.mark.skip\n@claim"), "test_flat is not held, pytest.mark.skip"),
        (("@claim", "@other"), "lesson 06 has no claim"),
    ],
)
def test_what_is_wrong_is_named(course, change, said):
    assert said in "\n".join(course(TEST.replace(*change)))


def test_one_test_may_hold_several_sentences(course, tmp_path):
    assert course('@claim("06", "see learning_rate here")\n' + TEST) != []
    assert len(ledger(tmp_path)) == 2
    assert table(ledger(tmp_path)).count("test_06.py::test_flat") == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("> *Too* high:\n> `learning_rate`  is _lost_", "Too high: learning_rate is lost"),
        ("its **[running mean](../docs/glossary.md#running-mean)** lags", "its running mean lags"),
        ("[`fit`](a.md) and weights[3] (four)", "fit and weights[3] (four)"),
    ],
)
def test_plain(text, words):
    assert plain(text) == words


def test_cells_run_by_name(tmp_path, monkeypatch):
    cells = [new_code_cell("a = 2", id="two"), new_code_cell("def f():\n    return a + 1", id="three")]
    nbformat.write(new_notebook(cells=cells), tmp_path / "06-rate.ipynb")
    monkeypatch.setattr("claim.LESSONS", tmp_path)
    assert lesson_cells("06-rate", "two", "three").f() == 3
    with pytest.raises(KeyError, match=r"has no code cell 'four'\. Expected one of two, three"):
        lesson_cells("06-rate", "four")
