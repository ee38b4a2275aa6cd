"""The index of real questions and the lessons' closing lists are in step; each rule has been seen red."""

from pathlib import Path

import nbformat
import pytest
import question_rules
from nbformat.v4 import new_markdown_cell, new_notebook
from question_rules import ideas, in_step, read_index, whole
from rules import Page

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted((ROOT / "lessons").glob("*.ipynb"))
INDEX = read_index((ROOT / "docs" / "questions.md").read_text(encoding="utf-8"))
HUB = "https://github.com/keras-team/keras/issues/"
ROWS = [f"| [Keras #{n}]({HUB}{n}) | Why {n}? | Because. | idea 1: the knob |" for n in range(21, 26)]
HEAD = "## [03 · Steps?](../lessons/03-fit.ipynb)\n\n| question | its title | in one line | shown by |\n"
TINY = HEAD + "|---|---|---|---|\n" + "\n".join(ROWS)
LISTED = "\n".join(f"- [Keras #{n}]({HUB}{n}): why {n}?" for n in range(21, 26))


def test_the_index_is_whole():
    assert list(whole(INDEX)) == []


def test_every_lesson_has_a_section_under_its_title():
    told = [f"## [{path.stem[:2]} · " for path in LESSONS]
    heads = [
        line for line in (ROOT / "docs" / "questions.md").read_text("utf-8").splitlines() if "## [" in line
    ]
    assert LESSONS and list(INDEX) == [path.stem for path in LESSONS]
    for path, start, line in zip(LESSONS, told, heads, strict=True):
        assert line.startswith(start + Page(path).notebook.metadata["lesson"]["title"] + "]")


@pytest.mark.parametrize("rule", [in_step, ideas], ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_lesson_and_index_are_in_step(path, rule):
    assert list(rule(Page(path), INDEX.get(path.stem, []))) == []


@pytest.fixture
def broken(tmp_path, monkeypatch):
    """What is off with a tiny index of five questions and a lesson that lists them."""
    monkeypatch.setattr(question_rules, "AT_LEAST", 5)

    def check(index=TINY, listed=LISTED):
        cell = f"## 1 · Why?\n\n## Real questions this answers\n{listed}\n\n**Next:** [x](https://x.org/9)"
        nbformat.write(new_notebook(cells=[new_markdown_cell(cell)]), tmp_path / "03-fit.ipynb")
        page, read = Page(tmp_path / "03-fit.ipynb"), read_index(index)
        rows = read.get("03-fit", [])
        return "\n".join([*whole(read), *in_step(page, rows), *ideas(page, rows)])

    return check


def test_a_good_index_breaks_none(broken):
    assert broken() == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (ROWS[0], "", "4 questions; at least 5"),
        (ROWS[0], ROWS[1], "issues/22 is there 2 times"),
        (ROWS[0], "", f"lists {HUB}21, which docs/questions.md does not give it"),
        ("| Because. |", "| |", "Keras #21 lacks its title"),
        ("Why 21?", " ", "Keras #21 lacks its title"),
        (" | Why 21?", "", "Keras #21 lacks its title"),
        ("(" + HUB + "21)", "", "[[Keras #21]] leads to "),
        ("#21]", "#2]", f"[Keras #2] leads to {HUB}21"),
        ("Keras #21", "keras #21", f"[keras #21] stands for {HUB}21: write Keras #…"),
        ("idea 1", "ideas 1 and 2", "the lesson has the ideas ['1']"),
        ("idea 1: the", "the", "Keras #21 is shown by 'the knob'"),
        ("03-fit", "04-more", f"lists {HUB}21, which"),
    ],
)
def test_a_broken_index_is_seen(broken, old, new, said):
    assert old in TINY
    assert said in broken(index=TINY.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (f"- [Keras #21]({HUB}21): why 21?\n", "", f"does not list {HUB}21"),
        (f"- [Keras #21]({HUB}21): why 21?\n", "", "lists 4 items"),
        ("#21]", "#121]", "[Keras #121] leads to"),
        ("Keras #21", "SO 21", "write Keras #…"),
        ("issues/21", "issues/1", f"lists {HUB}1, which"),
    ],
)
def test_a_broken_list_is_seen(broken, old, new, said):
    assert old in LISTED
    assert said in broken(listed=LISTED.replace(old, new))
