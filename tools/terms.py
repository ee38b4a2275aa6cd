"""One course, one vocabulary: each term is explained once, in bold, before any lesson uses it.

python tools/terms.py            write `introduces` and `needs` into the metadata of every lesson
python tools/terms.py --check    write nothing; say what is off, and exit 1 if anything is
"""

import argparse
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from outputs import as_text

ROOT = Path(__file__).resolve().parent.parent
GLOSSARY = ROOT / "docs" / "glossary.md"
TOOL = "`python tools/terms.py`"
TARGET = "../docs/glossary.md"
LONGEST_HEAD = 6  # words; more than that in bold is a sentence, and stress is italic
RHYTHM = ("Predict.", "Run.", "See.", "Why.", "Next:")

_BOLD = re.compile(r"\*\*(?!\s)(.+?)(?<!\s)\*\*", re.DOTALL)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]*glossary\.md)#([^)\s]*)\)")
_NOT_PROSE = re.compile(r"<!--.*?-->|<[^>]+>|\$\$.*?\$\$|\$[^$\n]+\$|^#[^\n]*", re.DOTALL | re.MULTILINE)
_LINK_TO_LESSON = re.compile(r"\[[^\]]*\]\([^)\s]*\.ipynb\)")
_LINK_ANYWHERE = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)\s]*\)")
_LINK_LAST = re.compile(r"\s*\[[^\]]*\]\(\.\./lessons/[^)]+\)$")
_CODE = re.compile(r"`([^`]+)`")
_ANCHOR = re.compile(r'<a id="([^"]*)"></a>')
_QUESTIONS = "## Real questions this answers"


def anchor_of(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    kept = [letter for letter in heading.lower() if letter in "- " or _in_anchors(letter)]
    return "".join(kept).replace(" ", "-")


def lab_anchor_of(heading: str) -> str:
    """The anchor that JupyterLab gives a heading: it keeps capitals and signs."""
    return heading.replace("`", "").replace(" ", "-")


def _in_anchors(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return kind[0] in "LM" or kind in ("Nd", "Pc")  # so a raised 2 is dropped


@dataclass(frozen=True)
class Term:
    """An entry of the glossary. A name in backticks is code: it is found in code only."""

    name: str
    text: str
    lesson: str
    written: str = ""  # the anchor that stands in its heading

    @property
    def needs_anchor(self) -> bool:
        """Whether JupyterLab's own anchor is another one than GitHub's, to which the lessons link."""
        return lab_anchor_of(self.name) != self.anchor

    @property
    def anchor(self) -> str:
        """Where the entry stands in the glossary's page."""
        return anchor_of(self.name)

    @property
    def key(self) -> str:
        """What the alphabet sees."""
        return self.name.strip("`").lower()

    @cached_property
    def _pattern(self) -> re.Pattern:
        if self.name.startswith("`"):
            return re.compile(rf"(?<!\w){re.escape(self.name.strip('`'))}(?!\w)")
        words = re.escape(self.name).replace(r"\ ", r"\s+")
        plural = rf"{words[:-1]}ies|{words}s?" if words.endswith("y") else rf"{words}(?:e?s)?"
        return re.compile(rf"(?<![\w-])(?:{plural})(?![\w-])", re.IGNORECASE)

    def places(self, text: str) -> Iterator[int]:
        """Where a Markdown text uses the term."""
        if self.name.startswith("`"):
            for code in _CODE.finditer(text):
                yield from (code.start() for _ in self._pattern.finditer(code[1]))
        else:
            blank = _CODE.sub(lambda code: " " * len(code[0]), text)
            yield from (found.start() for found in self._pattern.finditer(blank))


@dataclass(frozen=True)
class Lesson:
    """What a lesson says, cell by cell, and what its metadata say of it."""

    name: str
    about: dict
    cells: list[str]

    @property
    def number(self) -> int:
        """Its place in the course."""
        return self.about["number"]

    @property
    def links(self) -> list[tuple[str, str]]:
        """(text, anchor) of each term that the lesson introduces, in order."""
        bolds = [bold[1] for cell in self.cells for bold in _BOLD.finditer(cell)]
        found = [_LINK.fullmatch(bold) for bold in bolds]
        return [(link[1], link[3]) for link in found if link]

    def uses(self, term: Term) -> bool:
        """Whether its text has the term anywhere."""
        return any(True for cell in self.cells for _ in term.places(_prose(cell)))

    def first(self, term: Term) -> int | None:
        """The cell below the title that uses a term first, outside the link that introduces it."""
        for at, cell in enumerate(self.cells[1:], 1):
            before, link, _ = _prose(cell, keep=term.anchor).partition(f"\0{term.anchor}\0")
            if any(True for _ in term.places(before)):
                return at
            if link:
                return None
        return None


def _prose(cell: str, keep: str = "") -> str:
    """A cell's own words: no headings, pictures, formulas, titles of other lessons, questions of others."""
    text = _IMAGE.sub(" ", cell.partition(_QUESTIONS)[0])
    if keep:
        text = _LINK.sub(lambda link: f"\0{keep}\0" if link[3] == keep else link[0], text)
    text = _LINK_ANYWHERE.sub(r"\1", _LINK_TO_LESSON.sub(" ", text))
    return _NOT_PROSE.sub(" ", text)


def read_lesson(path: Path) -> Lesson:
    """Read a notebook."""
    notebook = nbformat.read(path, as_version=4)
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    return Lesson(path.name, notebook.metadata["lesson"], cells)


def read_glossary(text: str) -> list[Term]:
    """Read `### term`, perhaps with an anchor before it, its text, and the lesson to which it links last."""
    terms = []
    for part in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        heading, _, rest = part.partition("\n")
        lessons = re.findall(r"\]\(\.\./lessons/([^)]+)\)", rest)
        anchors, name = _ANCHOR.findall(heading), _ANCHOR.sub("", heading).strip()
        terms.append(Term(name, rest.strip(), lessons[-1] if lessons else "", " ".join(anchors)))
    return terms


# ------------------------------------------------------------------------------------------------ the rules
def bolds(lesson: Lesson) -> Iterator[str]:
    """Bold is a term, a head that runs in, or the label of a list's item."""
    for cell in lesson.cells:
        for bold in _BOLD.finditer(cell):
            text, before = bold[1], cell[: bold.start()].rpartition("\n")[2]
            item = re.fullmatch(r"\s*(?:[-*+]|\d+\.)\s+", before)
            head = text[-1] in ".:?" and len(text.split()) <= LONGEST_HEAD and (item or not before.strip())
            label = item and cell[bold.end() :].startswith(":")
            if not (_LINK.fullmatch(text) or text in RHYTHM or head or label):
                yield f"**{text}** is no term and no head; link it to the glossary, or write *{text}*"


def targets(lesson: Lesson, terms: list[Term]) -> Iterator[str]:
    """Every link to the glossary leads to an entry."""
    anchors = {term.anchor for term in terms}
    for text, path, anchor in [link for cell in lesson.cells for link in _LINK.findall(cell)]:
        if path != TARGET:
            yield f"[{text}] leads to {path}; write {TARGET}"
        if anchor not in anchors:
            yield f"[{text}] leads to #{anchor}, which the glossary does not have"


def entries(lessons: list[Lesson], terms: list[Term]) -> Iterator[str]:
    """Every entry is short, in its place, found by links, and introduced by the one lesson that it names."""
    if [term.key for term in terms] != sorted({term.key for term in terms}):
        yield "the entries are not in alphabetical order, or one is there twice"
    for term in terms:
        named = [lesson.name for lesson in lessons for _, anchor in lesson.links if anchor == term.anchor]
        if named != [term.lesson]:
            yield f"{term.name} is introduced by {named}, the glossary names {term.lesson or 'no lesson'!r}"
        if term.written != (right := term.anchor if term.needs_anchor else ""):
            heading = f'### <a id="{right}"></a>{term.name}' if right else f"### {term.name}"
            yield f"links to {term.name} miss it, on GitHub or in JupyterLab; write {heading}"
        lines = len(_LINK_LAST.sub("", term.text).splitlines())
        if not 1 <= lines <= 2:
            yield f"{term.name} has {lines} lines before its link; write one or two"


def order(lessons: list[Lesson], terms: list[Term]) -> Iterator[str]:
    """No term is used before it is explained: by number, along the prerequisites, and in its own lesson."""
    by_name = {lesson.name: lesson for lesson in lessons}
    for term, home in [(term, by_name[term.lesson]) for term in terms if term.lesson in by_name]:
        if at := home.first(term):
            yield f"{home.name} uses {term.name} in its text {at}, before it is explained"
        for lesson in lessons:
            if lesson is home or not lesson.uses(term):
                continue
            if lesson.number < home.number:
                yield f"{lesson.name} uses {term.name}, which {home.name} explains"
            elif home.name not in _reached(lesson, by_name):
                yield f"{lesson.name} uses {term.name}, and nothing in its prerequisites leads to {home.name}"


def _reached(lesson: Lesson, by_name: dict[str, Lesson]) -> set[str]:
    """The lessons that someone has done who follows the prerequisites."""
    names = [f"{name}.ipynb" for name in lesson.about["prerequisites"]]
    return set(names).union(*(_reached(by_name[name], by_name) for name in names if name in by_name))


def metadata(lesson: Lesson, lessons: list[Lesson], terms: list[Term]) -> dict[str, list[str]]:
    """What `introduces` and `needs` of a lesson must be."""
    names = {term.anchor: term.name for term in terms}
    earlier = {other.name for other in lessons if other.number < lesson.number}
    return {
        "introduces": [names.get(anchor, text) for text, anchor in lesson.links],
        "needs": [term.name for term in terms if term.lesson in earlier and lesson.uses(term)],
    }


def problems(lessons: list[Lesson], terms: list[Term]) -> list[str]:
    """Everything that is off, a sentence each."""
    found = [f"glossary: {said}" for said in entries(lessons, terms)]
    found += order(lessons, terms)
    for lesson in lessons:
        found += [f"{lesson.name}: {said}" for said in [*bolds(lesson), *targets(lesson, terms)]]
        for key, right in metadata(lesson, lessons, terms).items():
            if (said := lesson.about.get(key)) != right:
                found.append(
                    f"{lesson.name}: metadata.lesson.{key} is {said}; `python tools/terms.py` sets it"
                )
    return found


def main(arguments: list[str] | None = None) -> int:
    """Set the metadata, or check everything; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 where something is off")
    check = parser.parse_args(arguments).check
    paths = sorted((ROOT / "lessons").glob("*.ipynb"))
    terms = read_glossary(GLOSSARY.read_text(encoding="utf-8"))
    lessons = [read_lesson(path) for path in paths]
    if not check:
        for path, lesson in zip(paths, lessons, strict=True):
            notebook = nbformat.read(path, as_version=4)
            notebook.metadata["lesson"].update(metadata(lesson, lessons, terms))
            path.write_text(as_text(notebook), encoding="utf-8", newline="\n")
        lessons = [read_lesson(path) for path in paths]
    found = problems(lessons, terms)
    print(*found, f"{len(terms)} terms in {len(lessons)} lessons, {len(found)} problems", sep="\n")
    return 1 if found or not terms or not lessons else 0


if __name__ == "__main__":
    sys.exit(main())
