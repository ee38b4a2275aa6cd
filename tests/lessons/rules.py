"""What a lesson looks like, as rules: each takes a lesson and yields a sentence per thing that is off."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path

import nbformat


@dataclass(frozen=True)
class Page:
    """A lesson's notebook, with the views of it that rules need."""

    path: Path

    @cached_property
    def notebook(self) -> nbformat.NotebookNode:
        return nbformat.read(self.path, as_version=4)

    @property
    def cells(self) -> list:
        return self.notebook.cells

    def of(self, kind: str) -> list[tuple[int, nbformat.NotebookNode]]:
        return [(at, cell) for at, cell in enumerate(self.cells) if cell.cell_type == kind]

    @cached_property
    def prose(self) -> str:
        return "\n\n".join(cell.source for _, cell in self.of("markdown"))

    def calls(self, name: str) -> list[tuple[int, ast.Call]]:
        """Every call of a plain name, with the position of its cell."""
        return [
            (at, call) for at, call in self._calls if isinstance(call.func, ast.Name) and call.func.id == name
        ]

    def methods(self, name: str) -> list[tuple[int, ast.Call]]:
        """Every call of a method, with the position of its cell."""
        return [(at, c) for at, c in self._calls if isinstance(c.func, ast.Attribute) and c.func.attr == name]

    @cached_property
    def _calls(self) -> list[tuple[int, ast.Call]]:
        trees = [(at, tree_of(cell)) for at, cell in self.of("code")]
        return [(at, node) for at, tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]


def tree_of(cell) -> ast.Module:
    """A code cell parsed. What is no Python has no nodes here; the rule `exercises` says so."""
    try:
        return ast.parse(cell.source)
    except SyntaxError:
        return ast.Module([], [])


def key_of(call: ast.Call) -> str:
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) else ""


# ------------------------------------------------------------------------------------------ head and end
def head(page: Page) -> Iterator[str]:
    """The metadata hold number, title, minutes and prerequisites, and agree with file and heading."""
    about = page.notebook.metadata.get("lesson", {})
    number, minutes, before = about.get("number"), about.get("minutes"), about.get("prerequisites")
    if not isinstance(number, int) or not page.path.name.startswith(f"{number:02d}-"):
        yield f"metadata.lesson.number is {number!r}, the file is {page.path.name}"
    if not isinstance(minutes, int) or not 10 <= minutes <= 40:
        yield f"metadata.lesson.minutes is {minutes!r}; a lesson takes 10 to 40"
    if not isinstance(before, list) or not all(isinstance(name, str) for name in before):
        yield f"metadata.lesson.prerequisites is {before!r}; give names of lessons, as in ['03-fit'], or []"
    first = page.cells[0].source.splitlines()[0] if page.cells and page.cells[0].source else ""
    match = re.fullmatch(r"# (\d\d) · (.+\?)", first)
    if page.cells[0].cell_type != "markdown" or not match or int(match[1]) != number:
        yield f"begins with {first!r}; write `# {page.path.name[:2]} · The question?`"
    elif about.get("title") != match[2]:
        yield f"metadata.lesson.title is {about.get('title')!r}; the notebook asks {match[2]!r}"
    if minutes and f"{minutes} minutes" not in page.cells[0].source:
        yield f"the first cell does not say {minutes} minutes"


def _bullets_after(prose: str, words: str) -> list[str]:
    _, found, rest = prose.partition(words)
    if not found:
        return []
    block = re.match(r"[^\n]*\n+((?:[-*] .*(?:\n(?![-*#\n]).*)*\n?)+)", rest)
    items = re.split(r"^[-*] ", block[1], flags=re.MULTILINE)[1:] if block else []
    return [" ".join(item.split()).rstrip(".;,") for item in items]


def aims(page: Page) -> Iterator[str]:
    """Three to five aims, and the same words again at the end."""
    promised = _bullets_after(page.prose, "By the end you can")
    kept = _bullets_after(page.prose, "You can now")
    if not 3 <= len(promised) <= 5:
        yield f"'By the end you can' has {len(promised)} bullets; write 3 to 5"
    if promised != kept:
        yield f"'You can now' must repeat the aims word for word: {promised} against {kept}"
    if "Real questions this answers" not in page.prose:
        yield "'Real questions this answers' is missing"


def links(page: Page) -> Iterator[str]:
    """A link inside the repository leads to a file that exists, and so does a prerequisite."""
    for target in re.findall(r"\]\(([^)\s#]+)", page.prose):
        if not re.match(r"[a-z]+:", target) and not (page.path.parent / target).exists():
            yield f"the link to {target} leads nowhere"
    for name in page.notebook.metadata.get("lesson", {}).get("prerequisites") or []:
        if not (page.path.parent / f"{name}.ipynb").exists():
            yield f"the prerequisite {name!r} is no lesson"


# ------------------------------------------------------------------------------------------ words and sizes
def words(page: Page) -> Iterator[str]:
    """Nothing is simple to someone who is stuck."""
    for at, cell in enumerate(page.cells):
        for word in re.findall(r"\b(simply|just|obviously)\b", cell.source, re.IGNORECASE):
            yield f"cell {at} says {word!r}"


def sizes(page: Page) -> Iterator[str]:
    """A code cell has at most 20 lines, a markdown cell at most a third of a screen."""
    for at, cell in enumerate(page.cells):
        most = 20 if cell.cell_type == "code" else 25
        if (lines := len(cell.source.splitlines())) > most:
            yield f"cell {at} has {lines} lines; at most {most}"


def _alts_in(html: str) -> list[str]:
    matches = [re.search(r'\balt="([^"]*)"', tag) for tag in re.findall(r"<img\b[^>]*>", html)]
    return [unescape(match[1]) if match else "" for match in matches]


def pictures(page: Page) -> Iterator[str]:
    """Every picture says in words what it shows, and no two say the same."""
    alts = [(at, alt) for at, c in page.of("markdown") for alt in re.findall(r"!\[([^\]]*)\]\(", c.source)]
    alts += [(at, alt) for at, cell in page.of("markdown") for alt in _alts_in(cell.source)]
    for at, cell in page.of("code"):
        for out in cell.outputs:
            # One picture may stand there twice, as PNG and inside HTML: the same words count once.
            shown = set(_alts_in(out.get("data", {}).get("text/html", "")))
            if "image/png" in out.get("data", {}):
                shown.add(out.metadata.get("image/png", {}).get("alt", ""))
            alts += [(at, alt) for alt in shown]
    for at, alt in alts:
        if len(alt) < 20:
            yield f"cell {at} has a picture whose alternative text is {alt!r}; say what it shows"
    for alt in {alt for _, alt in alts}:
        if alt and (times := [at for at, other in alts if other == alt])[1:]:
            yield f"the pictures of cells {times} share one alternative text, {alt!r}"


RULES = (head, aims, links, words, sizes, pictures)
