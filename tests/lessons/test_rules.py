"""Each rule turns red for the lesson that breaks it, and only then."""

import code_rules
import nbformat
import pytest
import rules
from nbformat.v4 import new_markdown_cell, new_output

RULES = rules.RULES + code_rules.RULES
TODO = [new_output("display_data", data={"text/plain": "⬜ Not attempted"})]


def picture(alt):
    data = {"image/png": "cG5n", "text/html": f'<img src="data:image/png;base64,cG5n" alt="{alt}">'}
    return new_output("display_data", data=data, metadata={"image/png": {"alt": alt}})


@pytest.fixture
def stored(lesson_path):
    """The tiny lesson as it stands after its outputs were stored."""
    notebook = nbformat.read(lesson_path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, 1):
        cell.execution_count = number
        cell.outputs = TODO if "with check" in cell.source else []
    code[1].outputs = [picture("The loss falls from 2.3 to 0.1.")]
    nbformat.write(notebook, lesson_path)
    return lesson_path


def broken(path):
    return {rule.__name__: list(rule(rules.Page(path))) for rule in RULES if list(rule(rules.Page(path)))}


def test_a_good_lesson_breaks_none(stored):
    assert broken(stored) == {}


def replace(old, new, times=1):
    def change(notebook):
        cells = [cell for cell in notebook.cells if old in cell.source]
        assert cells
        for cell in cells[-times:]:
            cell.source = cell.source.replace(old, new)

    return change


def about(**changes):
    return lambda notebook: notebook.metadata["lesson"].update(changes)


def cell(number, **changes):
    return lambda notebook: notebook.cells[number].update(changes)


def move_fit_down(notebook):
    notebook.cells[2:2] = [new_markdown_cell("## Much to say first") for _ in range(4)]


@pytest.mark.parametrize(
    ("change", "rule", "said"),
    [
        (about(number=4), "head", "number is 4"),
        (about(minutes=90), "head", "minutes is 90"),
        (about(prerequisites="03"), "head", "prerequisites is '03'"),
        (about(title="Why?"), "head", "title is 'Why?'"),
        (lambda notebook: notebook.metadata.pop("lesson"), "head", "number is None"),
        (replace("# 03 · What is a step?", "# What is a step?"), "head", "write `# 03 · "),
        (replace("*20 minutes*", "*soon*"), "head", "does not say 20 minutes"),
        (replace("see the loss fall", "see it fall"), "aims", "word for word"),
        (replace("By the end", "At the end"), "aims", "has 0 bullets"),
        (replace("Real questions", "Questions"), "aims", "'Real questions this answers' is missing"),
        (replace("What is an epoch?", "See [04](04-none.ipynb)."), "links", "04-none.ipynb leads nowhere"),
        (about(prerequisites=["02-none"]), "links", "'02-none' is no lesson"),
        (replace("What is an epoch?", "Just say what it is."), "words", "'Just'"),
        (replace("np.ones(3))", "np.ones(3))" + "\n" * 20 + "1"), "sizes", "cell 2 has"),
        (replace("What is an epoch?", "\n\n" * 13 + "So?"), "sizes", "cell 12 has"),
        (cell(4, outputs=[picture("curve")]), "pictures", "alternative text is 'curve'"),
        (cell(4, outputs=[picture("The loss falls from 2.3 to 0.1.")]), "pictures", "share one"),
        (
            cell(4, outputs=[new_output("display_data", data={"text/html": "<img src='x'>"})]),
            "pictures",
            "''",
        ),
        (replace("What is an epoch?", "![](a.png)"), "pictures", "alternative text is ''"),
        (replace("What is an epoch?", "<img src='a.png'>"), "pictures", "alternative text is ''"),
        (replace(".fit(", ".train("), "first_fit", "no `.fit(`"),
        (move_fit_down, "first_fit", "no `.fit(`"),
        (replace("model.compile(optimizer", "model.set(optimizer"), "first_fit", "does not show `compile`"),
        (replace("model = Model()", "model = check"), "first_fit", "uses check"),
        (
            replace("from course_utils import", "import keras\nfrom course_utils import"),
            "imports",
            "`import keras`",
        ),
        (replace("check, predict, reveal", "*"), "imports", "hides where names come from"),
        (replace('reveal("how-many"', 'reveal("how"'), "predictions", "reveal settles ['how']"),
        (replace("predict(", "asked = predict("), "predictions", "`predict` shows itself only as the last"),
        (replace("# NBVAL_CHECK_OUTPUT\n", ""), "predictions", "is not compared"),
        (replace("<summary>Hint 2</summary>", ""), "exercises", "'double' has 1 hints"),
        (replace("<!-- EXERCISE words points=5 -->\n", ""), "exercises", "0 written questions"),
        (replace("# EXERCISE steps\n", ""), "exercises", "1 exercises; a lesson has 2 to 4"),
        (cell(8, outputs=[]), "exercises", "does not say that it is not attempted"),
        (cell(2, execution_count=None), "outputs", "has count None, not 2"),
        (cell(2, outputs=[new_output("stream", name="stderr", text="I0000")]), "outputs", "stderr: 'I0000'"),
        (cell(2, outputs=[new_output("error", ename="E", evalue="no")]), "outputs", "stores E: 'no'"),
        (cell(2, metadata={"tags": ["nbval-skip"]}), "evasions", "nbval-skip"),
        (cell(2, metadata={"tags": ["raises-exception"]}), "evasions", "raises-exception"),
        (cell(2, metadata={"skip": True}), "evasions", "skip"),
        (replace("np.ones(3))", "np.ones(3))\n# NBVAL_IGNORE_OUTPUT"), "evasions", "nbval-ignore-output"),
        (replace("np.ones(3))", "np.ones(3))\n# NBVAL_SKIP"), "evasions", "nbval-skip"),
    ],
)
def test_a_broken_rule_is_seen(stored, change, rule, said):
    notebook = nbformat.read(stored, as_version=4)
    change(notebook)
    stored.write_text(nbformat.writes(notebook), encoding="utf-8")
    found = broken(stored)
    assert rule in found, found
    assert said in "\n".join(found[rule])


def test_reveal_above_predict(stored):
    notebook = nbformat.read(stored, as_version=4)
    notebook.cells[4], notebook.cells[5] = notebook.cells[5], notebook.cells[4]
    nbformat.write(notebook, stored)
    assert "is revealed before it is asked" in "\n".join(broken(stored)["predictions"])


def test_every_rule_is_tried():
    tried = {
        mark.args[1][i][1] for mark in test_a_broken_rule_is_seen.pytestmark for i in range(len(mark.args[1]))
    }
    assert tried == {rule.__name__ for rule in RULES}


def test_several_predictions_may_be_displayed_by_one_cell(stored):
    notebook = nbformat.read(stored, as_version=4)
    asking = notebook.cells[4].source
    for source, allowed in ((f"display({asking})", True), (f"asked = {asking}\ndisplay(asked)", False)):
        notebook.cells[4].source = source
        stored.write_text(nbformat.writes(notebook), encoding="utf-8")
        assert ("predictions" not in broken(stored)) == allowed
