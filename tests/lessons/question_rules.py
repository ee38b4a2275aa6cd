"""docs/questions.md and the lists at the ends of lessons tell the same, as rules like those in rules.py."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from rules import Page

AT_LEAST = 60  # questions in the course
ITEMS = range(5, 10)  # in the list at a lesson's end
PLACES = {  # where people ask, and what it is called
    "github.com/keras-team/keras/": "Keras #",
    "github.com/tensorflow/tensorflow/": "TensorFlow #",
    "stackoverflow.com/": "Stack Overflow ",
    "stats.stackexchange.com/": "Cross Validated ",
    "datascience.stackexchange.com/": "Data Science Stack Exchange ",
}

_SECTION = re.compile(r"^## \[(\d\d) · (.+)\]\(\.\./lessons/(.+)\.ipynb\)$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\((https://[^)\s]+)\)")
_IDEAS = re.compile(r"ideas? (\d)(?:(?:, | and )(\d))*")


@dataclass(frozen=True)
class Question:
    """A row of the index."""

    label: str
    address: str
    title: str
    answer: str
    shown: str


def read_index(text: str) -> dict[str, list[Question]]:
    """The questions of each lesson, by the name of its file without its ending."""
    heads, index = list(_SECTION.finditer(text)), {}
    for head, end in zip(heads, [*(head.start() for head in heads[1:]), len(text)], strict=True):
        rows = re.findall(r"^\|(.*)\|$", text[head.end() : end], flags=re.MULTILINE)[2:]  # below the header
        index[head[3]] = [_read_row(row) for row in rows]
    return index


def _read_row(row: str) -> Question:
    link, title, answer, shown = [cell.strip() for cell in row.split("|", 3)] + [""] * (3 - row.count("|"))
    match = _LINK.fullmatch(link)
    label, address = match.groups() if match else (link, "")
    return Question(label, address, title, answer, shown)


def whole(index: dict[str, list[Question]]) -> Iterator[str]:
    """There are many questions, none twice, each answered, each under its own number."""
    questions = [question for rows in index.values() for question in rows]
    if len(questions) < AT_LEAST:
        yield f"{len(questions)} questions; at least {AT_LEAST}"
    for address, times in Counter(question.address for question in questions).items():
        if times > 1:
            yield f"{address} is there {times} times"
    for question in questions:
        yield from _labelled(question.label, question.address)
        if not (question.title and question.answer and question.shown):
            yield f"{question.label} lacks its title, its answer, or what shows it"


def _labelled(label: str, address: str) -> Iterator[str]:
    number = re.search(r"/(\d+)(?:/|$)", address)
    if not number or not re.search(rf"(?:^|[ #]){number[1]}$", label):
        yield f"[{label}] leads to {address}"
    for place, name in PLACES.items():
        if place in address and not label.startswith((name, "#")):  # "#2" alone follows another of its place
            yield f"[{label}] stands for {address}: write {name}…"


def in_step(page: Page, rows: list[Question]) -> Iterator[str]:
    """A lesson ends with the questions that the index gives it, in a list that can be read."""
    listed = page.prose.partition("## Real questions this answers")[2].partition("**Next:**")[0]
    links = dict(map(reversed, _LINK.findall(listed)))
    indexed = {question.address for question in rows}
    for address in sorted(indexed - set(links)):
        yield f"does not list {address}"
    for address in sorted(set(links) - indexed):
        yield f"lists {address}, which docs/questions.md does not give it"
    for address, label in links.items():
        yield from _labelled(label, address)
    if (items := len(re.findall(r"^- ", listed, flags=re.MULTILINE))) not in ITEMS:
        yield f"lists {items} items; {ITEMS[0]} to {ITEMS[-1]} can be read"


def ideas(page: Page, rows: list[Question]) -> Iterator[str]:
    """What shows an answer is an idea that the lesson has."""
    there = set(re.findall(r"^## (\d) · ", page.prose, flags=re.MULTILINE))
    for question in rows:
        named = _IDEAS.search(question.shown)
        missing = set(re.findall(r"\d", named[0])) - there if named else {"none"}
        if missing:
            yield f"{question.label} is shown by {question.shown!r}; the lesson has the ideas {sorted(there)}"
