"""tools/terms.py: each rule turns red for what breaks it; and the course on disk breaks none."""

import nbformat
import pytest
import terms
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

LINK = "../docs/glossary.md#"
BATCH, NOISE, FIT = f"**[batch]({LINK}batch)**", f"**[noise]({LINK}noise)**", f"**[`fit`]({LINK}fit)**"
GLOSSARY = """\
# Glossary

### batch

Some rows. [Lesson 01](../lessons/01-loop.ipynb)

### `fit`

It trains.
[Lesson 01](../lessons/01-loop.ipynb)

### noise

What differs,
by chance.
[Lesson 03](../lessons/03-fit.ipynb)
"""
LOOP = [
    "# 01 · What is a batch?\n*after [00](00-start.ipynb)*",
    f"## Batches\n**Why.** A {BATCH} for {FIT}.\n\n- **Ghosts**: pale curves",
    "## Real questions this answers\n- how much noise?",
]
STEPS = [
    "# 03 · Steps?",
    f"**A rule of thumb.** Batches are rough: this is {NOISE}.",
    "See [04 · more noise](04-more.ipynb).",
]


def lesson(name, cells, introduces=None, needs=None, prerequisites=()):
    about = {
        "number": int(name[:2]),
        "introduces": introduces,
        "needs": needs,
        "prerequisites": prerequisites,
    }
    return terms.Lesson(f"{name}.ipynb", about, list(cells))


def course(loop=LOOP, steps=STEPS, glossary=GLOSSARY, **about):
    """What the tiny course of two lessons breaks, with some of it replaced."""
    right = {"introduces": ["noise"], "needs": ["batch"], "prerequisites": ["01-loop"], **about}
    lessons = [lesson("01-loop", loop, ["batch", "`fit`"], []), lesson("03-fit", steps, **right)]
    return terms.problems(lessons, terms.read_glossary(glossary))


def test_a_good_course_breaks_none():
    assert course() == []


@pytest.mark.parametrize(
    "stress",
    [
        "It is **not** so.",
        "- **Half of it** is gone.",
        "**Only the loss trains, and metrics are read.**",
        "It **ends.** Here.",
    ],
)
def test_bold_is_no_stress(stress):
    assert "is no term and no head" in "\n".join(course(steps=[*STEPS, stress]))


@pytest.mark.parametrize(
    "head", ["**Why it is so.** Because.", "So. **Predict.** What?", "1. **Run**: now", "**Next:** nothing"]
)
def test_heads_and_labels_are_bold(head):
    assert course(steps=[*STEPS, head]) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (f"{LINK}noise", f"{LINK}noises", "leads to #noises, which the glossary does not have"),
        (LINK, "docs/glossary.md#", "write ../docs/glossary.md"),
        (NOISE, "noise", "noise is introduced by [], the glossary names '03-fit.ipynb'"),
        (NOISE, f"{NOISE}, like {BATCH}", "batch is introduced by ['01-loop.ipynb', '03-fit.ipynb']"),
        ("Batches are rough:", "Noise is rough:", "03-fit.ipynb uses noise in its text 1, before it is"),
    ],
)
def test_a_broken_lesson_is_seen(old, new, said):
    assert said in "\n".join(course(steps=[cell.replace(old, new) for cell in STEPS]))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("### noise", "### a noise", "03-fit.ipynb: [noise] leads to #noise, which"),
        ("### noise", "### a noise", "not in alphabetical order"),
        ("### noise", "### `fit`", "or one is there twice"),
        ("03-fit.ipynb", "01-loop.ipynb", "['03-fit.ipynb'], the glossary names '01-loop.ipynb'"),
        ("[Lesson 03](../lessons/03-fit.ipynb)", "", "the glossary names 'no lesson'"),
        ("Some rows.", "Some\nrows,\nor all.", "batch has 3 lines"),
        ("Some rows. ", "", "batch has 0 lines"),
    ],
)
def test_a_broken_glossary_is_seen(old, new, said):
    assert said in "\n".join(course(glossary=GLOSSARY.replace(old, new)))


def test_used_before_it_is_explained():
    assert "01-loop.ipynb uses noise, which 03-fit.ipynb explains" in course(loop=[*LOOP[:2], "Much noise."])


def test_the_prerequisites_lead_to_what_a_lesson_uses():
    assert "nothing in its prerequisites leads to 01-loop.ipynb" in "\n".join(course(prerequisites=[]))


@pytest.mark.parametrize(
    ("key", "said"), [("introduces", ["batch noise"]), ("introduces", []), ("needs", []), ("needs", None)]
)
def test_metadata_that_lie_are_seen(key, said):
    right = "`python tools/terms.py` sets it"
    assert course(**{key: said}) == [f"03-fit.ipynb: metadata.lesson.{key} is {said}; {right}"]


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("two Batches", True),
        ("batch-wise, batching", False),
        ("`batch`, $batch$, <!-- batch -->", False),
        ("## The batch", False),
        ("[a batch](04-more.ipynb), [here](batch.md), ![a batch](batch.svg)", False),
        ("[a batch](https://x.org)", True),
        ("a\nbatch", True),
    ],
)
def test_what_counts_as_use_of_words(text, uses):
    assert lesson("03-fit", [text]).uses(terms.Term("batch", "", "")) is uses


@pytest.mark.parametrize(
    ("text", "uses"),
    [("`model.fit(x)` trains", True), ("`fit`", True), ("a fit", False), ("`run_fit`", False)],
)
def test_what_counts_as_use_of_code(text, uses):
    assert lesson("03-fit", [text]).uses(terms.Term("`fit`", "", "")) is uses


def test_anchors_are_those_of_github():
    names = {
        "loss of guessing": "loss-of-guessing",
        "`a_b`": "a_b",
        "`tf.data`": "tfdata",
        "R²": "r",
        "Ä-1": "ä-1",
    }
    assert {name: terms.anchor_of(name) for name in names} == names


def test_anchors_of_jupyterlab_keep_what_is_written():
    names = {"learning rate": "learning-rate", "`a_B`": "a_B", "SGD": "SGD", "R²": "R²"}
    assert {name: terms.lab_anchor_of(name) for name in names} == names


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ('<a id="sgd"></a>SGD', None),
        ("SGD", 'links to SGD miss it, on GitHub or in JupyterLab; write ### <a id="sgd"></a>SGD'),
        ('<a id="SGD"></a>SGD', 'write ### <a id="sgd"></a>SGD'),
        ('<a id="sgd"></a>sgd', "write ### sgd"),  # it would be the same place twice
    ],
)
def test_a_link_finds_its_entry_on_github_and_in_jupyterlab(heading, said):
    glossary = GLOSSARY.replace("### noise", f"### {heading}")
    (term,) = [term for term in terms.read_glossary(glossary) if term.key == "sgd"]
    assert term.anchor == "sgd" and term.name in ("SGD", "sgd")
    found = [line for line in terms.entries([], [term]) if "miss it" in line]
    assert found == [] if said is None else said in "\n".join(found)


@pytest.fixture
def on_disk(tmp_path, monkeypatch):
    """The tiny course in files, with metadata that are not yet right, and the tool pointed at it."""
    for name, cells in {"01-loop": LOOP, "03-fit": STEPS}.items():
        notebook = new_notebook(cells=[*map(new_markdown_cell, cells), new_code_cell("1 + 1")])
        before = ["01-loop"] if name == "03-fit" else []
        notebook.metadata["lesson"] = {"number": int(name[:2]), "prerequisites": before}
        (tmp_path / "lessons").mkdir(exist_ok=True)
        nbformat.write(notebook, tmp_path / "lessons" / f"{name}.ipynb")
    (tmp_path / "glossary.md").write_text(GLOSSARY, encoding="utf-8")
    monkeypatch.setattr(terms, "ROOT", tmp_path)
    monkeypatch.setattr(terms, "GLOSSARY", tmp_path / "glossary.md")
    return tmp_path


def test_the_tool_sets_the_metadata_and_nothing_else(on_disk, capsys):
    path = on_disk / "lessons" / "03-fit.ipynb"
    before = nbformat.read(path, as_version=4)
    assert terms.main(["--check"]) == 1 and nbformat.read(path, as_version=4) == before
    assert terms.main([]) == 0 and terms.main(["--check"]) == 0
    assert "3 terms in 2 lessons, 0 problems" in capsys.readouterr().out
    after = nbformat.read(path, as_version=4)
    assert after.cells == before.cells
    assert after.metadata["lesson"]["introduces"] == ["noise"] and after.metadata["lesson"]["needs"] == [
        "batch"
    ]


def test_a_course_without_terms_is_red(on_disk):
    (on_disk / "glossary.md").write_text("# Glossary\n", encoding="utf-8")
    for path in (on_disk / "lessons").glob("*"):
        path.unlink()
    assert terms.main([]) == 1


def test_the_course_on_disk(capsys):
    assert terms.main(["--check"]) == 0, capsys.readouterr().out
    assert len(terms.read_glossary(terms.GLOSSARY.read_text(encoding="utf-8"))) >= 60
