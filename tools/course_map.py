"""Draw the map of the course from the lessons' metadata, and tell the same in words where the map is shown.

python tools/course_map.py            write docs/map.svg, and its words in the README and in lesson 00
python tools/course_map.py --check    write nothing; exit 1 where one of the three is out of date
"""

import argparse
import re
import sys
import textwrap
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path
from xml.etree import ElementTree

import nbformat
from outputs import as_text

ROOT = Path(__file__).resolve().parent.parent
WIDTH, GAP, SLACK = 830, 22, 46  # of the README's column; between boxes; between rows
MOST = 3  # boxes in a row, so that a title can be read
LINE, PAD, CORNER = 18, 12, 8  # height of a line of text; inside a box
INK, PAPER, EDGE, NUMBER = "#1f2328", "#eef4fb", "#7d8590", "#0b4f8a"  # EDGE is seen on white and on black
FONT = "-apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif"
SIZE = 14.5
_LETTER = 0.53 * SIZE  # the mean width of a letter, with room to spare


@dataclass
class Place:
    """A lesson on the map; without a title, a bend of a line that passes a row."""

    name: str
    title: str = ""
    minutes: int = 0
    before: list[str] = field(default_factory=list)
    row: int = 0
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0


def read(paths: list[Path]) -> list[Place]:
    """The lessons in their order."""
    abouts = {path.stem: nbformat.read(path, as_version=4).metadata["lesson"] for path in paths}
    return [Place(name, a["title"], a["minutes"], list(a["prerequisites"])) for name, a in abouts.items()]


def in_words(lessons: list[Place]) -> str:
    """What the map shows, for who cannot see it."""
    told = []
    for lesson in lessons:
        after = " and ".join(name[:2] for name in lesson.before)
        time = f"{lesson.minutes} minutes, {f'after {after}' if after else 'first'}"
        told.append(f"{lesson.name[:2]}, {lesson.title.replace('`', '')} ({time})")
    return f"Map of the {len(lessons)} lessons. {'. '.join(told)}."


def rows_of(lessons: list[Place]) -> list[list[Place]]:
    """The lessons in rows, each below all that comes before it; lines that pass a row have a bend there."""
    by_name, rows = {}, [[] for _ in lessons]
    for lesson in lessons:
        lesson.row = max((by_name[name].row + 1 for name in lesson.before), default=0)
        while len(rows[lesson.row]) == MOST:
            lesson.row += 1
        rows[lesson.row].append(lesson)
        by_name[lesson.name] = lesson
    rows = [row for row in rows if row]
    for lesson in lessons:
        lesson.before = [_bent(by_name[name], lesson.row, rows) for name in lesson.before]
    for row in range(1, len(rows)):
        rows[row] = min(permutations(rows[row]), key=lambda order: _tangle(rows[row - 1], order))
    return rows


def _bent(start: Place, end: int, rows: list[list[Place]]) -> str:
    """Lead a line from a lesson down to the row above `end`; lines from the same lesson share their bends."""
    name = start.name
    for row in range(start.row + 1, end):
        bend = f"{start.name} in row {row}"
        if not any(place.name == bend for place in rows[row]):
            rows[row].append(Place(bend, before=[name], row=row))
        name = bend
    return name


def _tangle(above: list[Place], order: tuple[Place, ...]) -> tuple[int, float]:
    """How many lines cross, then how far they lead sideways."""
    at = {place.name: number for number, place in enumerate(above)}
    lines = [(at[name], number) for number, place in enumerate(order) for name in place.before]
    crossings = sum(a < c and b > d for a, b in lines for c, d in lines)
    drift = sum(abs(a / max(len(above) - 1, 1) - b / max(len(order) - 1, 1)) for a, b in lines)
    return crossings, drift


def lay_out(rows: list[list[Place]]) -> float:
    """Give each place its box; return the height of the map."""
    bends = max(sum(not place.title for place in row) for row in rows)
    width = min(250, (WIDTH - 8 - GAP * (MOST + bends - 1)) / MOST)
    y = 1
    for row in rows:
        height = max(len(_lines(place, width)) * LINE + 2 * PAD - 4 for place in row)
        taken = sum(width if place.title else 0 for place in row) + GAP * (len(row) - 1)
        x = (WIDTH - taken) / 2
        for place in row:
            place.x, place.y, place.height = x, y, height
            place.width = width if place.title else 0
            x += place.width + GAP
        y += height + SLACK
    return y - SLACK + 1


def _lines(place: Place, width: float) -> list[str]:
    if not place.title:
        return []
    head = f"{place.name[:2]} · {place.minutes} minutes"
    return [head, *textwrap.wrap(place.title.replace("`", ""), int((width - 2 * PAD) / _LETTER))]


def draw(lessons: list[Place]) -> str:
    """Return the map as the text of an SVG file."""
    words, rows = in_words(lessons), rows_of(lessons)
    height = lay_out(rows)
    svg = ElementTree.Element(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {height:g}",
        width=str(WIDTH),
        height=f"{height:g}",
        role="img",
        attrib={"font-family": FONT, "font-size": str(SIZE)},
    )
    ElementTree.SubElement(svg, "title").text = words
    places = {place.name: place for row in rows for place in row}
    for place in places.values():
        for name in place.before:
            _line(svg, places[name], place)
    for place in places.values():
        if place.title:
            _box(svg, place)
    ElementTree.indent(svg)
    return ElementTree.tostring(svg, encoding="unicode") + "\n"


def _line(svg: ElementTree.Element, start: Place, end: Place) -> None:
    x1, y1 = start.x + start.width / 2, start.y + start.height
    tip = 7 if end.title else 0
    x2, y2 = end.x + end.width / 2, end.y - tip
    middle = (y1 + y2) / 2
    begin = f"{y1:.1f}" if start.title else f"{start.y:.1f} V {y1:.1f}"  # a bend leads on through its row
    path = f"M {x1:.1f} {begin} C {x1:.1f} {middle:.1f} {x2:.1f} {middle:.1f} {x2:.1f} {y2:.1f}"
    ElementTree.SubElement(svg, "path", d=path, fill="none", stroke=EDGE, attrib={"stroke-width": "2"})
    if tip:
        points = f"{x2 - 5:.1f},{y2:.1f} {x2 + 5:.1f},{y2:.1f} {x2:.1f},{y2 + tip:.1f}"
        ElementTree.SubElement(svg, "polygon", points=points, fill=EDGE)


def _box(svg: ElementTree.Element, place: Place) -> None:
    frame = {"x": place.x, "y": place.y, "width": place.width, "height": place.height, "rx": CORNER}
    look = {"fill": PAPER, "stroke": EDGE, "stroke-width": "1.5"}
    ElementTree.SubElement(svg, "rect", {key: f"{value:g}" for key, value in frame.items()} | look)
    for number, line in enumerate(_lines(place, place.width)):
        at = {"x": f"{place.x + PAD:g}", "y": f"{place.y + PAD + 10 + LINE * number:g}"}
        look = {"fill": INK} if number else {"fill": NUMBER, "font-weight": "600"}
        ElementTree.SubElement(svg, "text", at | look).text = line


def with_words(text: str, words: str) -> str:
    """Put the map's alternative text into a page that shows it.

    Raises:
        ValueError: the page does not show the map.
    """
    if "map.svg)" not in text:
        raise ValueError("the page does not show the map; write ![](docs/map.svg) where it belongs")
    return re.sub(r"!\[[^\]]*\]\(([^)\s]*map\.svg)\)", lambda image: f"![{words}]({image[1]})", text)


def pages(root: Path) -> dict[Path, str]:
    """Each file that shows the map or is it, with the text that it should have."""
    lessons = sorted((root / "lessons").glob("[0-9][0-9]-*.ipynb"))
    words = in_words(read(lessons))
    notebook = nbformat.read(lessons[0], as_version=4)
    cell = next((cell for cell in notebook.cells if "map.svg)" in cell.source), notebook.cells[-1])
    cell.source = with_words(cell.source, words)
    readme = root / "README.md"
    return {
        root / "docs" / "map.svg": draw(read(lessons)),
        readme: with_words(readme.read_text(encoding="utf-8"), words),
        lessons[0]: as_text(notebook),
    }


def main(arguments: list[str] | None = None) -> int:
    """Write or check the map; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 where it is out of date")
    check, stale = parser.parse_args(arguments).check, []
    for path, text in pages(ROOT).items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
            print(f"{path.name} {'is out of date; run `python tools/course_map.py`' if check else 'written'}")
            if not check:
                path.write_text(text, encoding="utf-8", newline="\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
