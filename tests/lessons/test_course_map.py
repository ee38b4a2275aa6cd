"""tools/course_map.py: the map shows every lesson below what it needs, and is never out of date."""

from itertools import pairwise
from xml.etree import ElementTree

import course_map
import nbformat
import pytest
from course_map import GAP, WIDTH, Place, draw, in_words, lay_out, rows_of
from nbformat.v4 import new_markdown_cell, new_notebook

SVG = "{http://www.w3.org/2000/svg}"
# Twelve lessons, with lines that pass one row and two rows.
BEFORE = {
    "00-a": [],
    "01-b": ["00-a"],
    "02-c": ["01-b"],
    "03-d": ["01-b"],
    "04-e": ["03-d"],
    "05-f": ["03-d"],
    "06-g": ["04-e"],
    "07-h": ["05-f", "06-g"],
    "08-i": ["02-c", "05-f"],
    "09-j": ["05-f"],
    "10-k": ["05-f", "06-g"],
    "11-l": ["06-g"],
}
TITLE = "Epochs, batch size, steps, `validation`: what do they do?"


def twelve():
    return [Place(name, TITLE, 40, list(before)) for name, before in BEFORE.items()]


def test_every_lesson_stands_below_what_it_needs():
    lessons = twelve()
    rows = rows_of(lessons)
    row_of = {place.name: number for number, row in enumerate(rows) for place in row}
    assert sorted(name for name in row_of if name in BEFORE) == sorted(BEFORE)
    for name, before in BEFORE.items():
        assert all(row_of[other] < row_of[name] for other in before)
    for row in rows[1:]:  # each line leads from one row to the next
        assert all(row_of[other] == row_of[place.name] - 1 for place in row for other in place.before)


def test_a_full_row_leaves_the_next_lesson_to_the_row_below():
    names = ["00-a", "01-b", "02-c", "03-d", "04-e"]
    rows = rows_of([Place(name, TITLE, 40, [] if name == "00-a" else ["00-a"]) for name in names])
    boxes = [[place.name for place in row if place.title] for row in rows]
    assert boxes == [["00-a"], ["01-b", "02-c", "03-d"], ["04-e"]]


def test_lines_do_not_cross_where_they_need_not():
    before = {"00-a": [], "01-b": [], "02-c": ["01-b"], "03-d": ["00-a"]}
    rows = rows_of([Place(name, TITLE, 40, list(names)) for name, names in before.items()])
    assert [[place.name for place in row] for row in rows] == [["00-a", "01-b"], ["03-d", "02-c"]]


def test_boxes_lie_apart_and_inside():
    rows = rows_of(twelve())
    height = lay_out(rows)
    for row in rows:
        for left, right in pairwise(row):
            assert left.x + left.width + GAP <= right.x + 0.01
        assert row[0].x >= 0 and row[-1].x + row[-1].width <= WIDTH
        assert all(place.y + place.height <= height for place in row)


def test_the_picture_has_a_box_and_its_words_for_each_lesson_and_a_line_for_each_need():
    svg = ElementTree.fromstring(draw(twelve()))
    boxes = svg.findall(f"{SVG}rect")
    assert len(boxes) == 12
    assert len(svg.findall(f"{SVG}polygon")) == sum(map(len, BEFORE.values())), "an arrowhead for each need"
    texts = [text.text for text in svg.findall(f"{SVG}text")]
    assert [text for text in texts if "minutes" in text] == [
        f"{place.name[:2]} · 40 minutes" for row in rows_of(twelve()) for place in row if place.title
    ]
    assert "`" not in "".join(texts)
    assert svg.find(f"{SVG}title").text == in_words(twelve())


def test_in_words():
    lessons = [Place("00-a", "What?", 20), Place("01-b", "Does `fit`?", 35, ["00-a"])]
    lessons.append(Place("02-c", "How?", 40, ["00-a", "01-b"]))
    assert in_words(lessons) == (
        "Map of the 3 lessons. 00, What? (20 minutes, first). 01, Does fit? (35 minutes, after 00). "
        "02, How? (40 minutes, after 00 and 01)."
    )


@pytest.fixture
def on_disk(tmp_path, monkeypatch):
    """A course of two lessons whose map has not been drawn, and the tool pointed at it."""
    (tmp_path / "lessons").mkdir()
    (tmp_path / "docs").mkdir()
    for name, before in {"00-a": [], "01-b": ["00-a"]}.items():
        notebook = new_notebook(
            cells=[new_markdown_cell("# A"), new_markdown_cell("![](../docs/map.svg)\nSo.")]
        )
        notebook.metadata["lesson"] = {"title": f"Why {name}?", "minutes": 20, "prerequisites": before}
        nbformat.write(notebook, tmp_path / "lessons" / f"{name}.ipynb")
    (tmp_path / "README.md").write_text("# A\n\n![old](docs/map.svg)\n", encoding="utf-8")
    monkeypatch.setattr(course_map, "ROOT", tmp_path)
    return tmp_path


def test_one_command_writes_the_map_and_its_words(on_disk, capsys):
    assert course_map.main(["--check"]) == 1 and not (on_disk / "docs" / "map.svg").exists()
    assert course_map.main([]) == 0 and course_map.main(["--check"]) == 0
    words = "Map of the 2 lessons. 00, Why 00-a? (20 minutes, first). 01, Why 01-b? (20 minutes, after 00)."
    assert f"![{words}](docs/map.svg)" in (on_disk / "README.md").read_text(encoding="utf-8")
    first, other = (nbformat.read(on_disk / "lessons" / f"{name}.ipynb", 4) for name in ["00-a", "01-b"])
    assert first.cells[1].source == f"![{words}](../docs/map.svg)\nSo."
    assert other.cells[1].source == "![](../docs/map.svg)\nSo."
    assert "written" in capsys.readouterr().out


@pytest.mark.parametrize("stale", ["docs/map.svg", "README.md", "lessons/00-a.ipynb", "lessons/01-b.ipynb"])
def test_what_is_out_of_date_is_seen(on_disk, stale):
    assert course_map.main([]) == 0
    path = on_disk / stale
    path.write_text(path.read_text(encoding="utf-8").replace("20", "25"), encoding="utf-8")
    assert course_map.main(["--check"]) == 1


def test_a_page_without_the_map_is_an_error(on_disk):
    (on_disk / "README.md").write_text("# A\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"does not show the map; write !\[\]\(docs/map\.svg\)"):
        course_map.main([])


def test_the_map_of_the_course_is_up_to_date(capsys):
    assert course_map.main(["--check"]) == 0, capsys.readouterr().out
