"""Read `instructor/NN-name.py`: sections of plain Python, each headed by what it is and for which exercise.

# %% solution pick-rate
my_learning_rate = 0.1

# %% hidden pick-rate
assert my_learning_rate < 1, "stable on other seeds too"

# %% wrong pick-rate: right for Adam
my_learning_rate = 0.001
"""

import ast
import io
import re
import tokenize
from dataclasses import dataclass
from itertools import pairwise

_HEAD = re.compile(r"#\s*%%\s*(?P<kind>\w*)\s*(?P<key>[\w-]*)\s*(?::\s*(?P<message>.*?))?\s*$")
_KINDS = ("solution", "hidden", "wrong")


@dataclass(frozen=True)
class Section:
    """One section: its kind, the key it belongs to, the message after the colon, its code, its first line."""

    kind: str
    key: str
    message: str
    source: str
    line: int


def read_sections(text: str) -> tuple[list[Section], list[str]]:
    """Cut the text of a key file into sections.

    Returns:
        The sections in their order, and what is wrong with the file: one sentence each, with its line.
    """
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError) as error:
        return [], [f"is not Python: {error.args[0]}."]
    # Only a comment in the first column is a head; the same characters inside a string are text.
    heads = [t for t in tokens if t.type == tokenize.COMMENT and t.start[1] == 0 and _is_head(t.string)]
    lines = text.splitlines()
    starts = [token.start[0] for token in heads]
    sections, problems = [], []
    if _code(before := "\n".join(lines[: starts[0] - 1] if starts else lines)):
        problems.append(
            f"has code before its first section, which nobody runs: {before.strip().splitlines()[-1]!r}."
        )
    for head, (start, after) in zip(heads, pairwise([*starts, len(lines) + 1]), strict=True):
        match = _HEAD.match(head.string)
        body = "\n".join(lines[start : after - 1]).strip("\n")
        section = Section(match["kind"], match["key"], match["message"] or "", body.rstrip(), start)
        wrong = _wrong_with(section, head.string)
        problems += [f"line {start}: {wrong}"] if wrong else []
        sections += [] if wrong else [section]
    return sections, problems


def _is_head(comment: str) -> bool:
    return re.match(r"#\s*%%", comment) is not None


def _wrong_with(section: Section, head: str) -> str:
    if section.kind not in _KINDS or not section.key:
        forms = "`# %% solution KEY`, `# %% hidden KEY` or `# %% wrong KEY: message`"
        return f"{head!r} is no head of a section. Write {forms}."
    if section.kind == "wrong" and not section.message:
        form = f"`# %% wrong {section.key}: part of the message`"
        return f"the wrong answer to {section.key!r} does not say what the check must answer. Write {form}."
    try:
        ast.parse(section.source)
    except SyntaxError as error:
        return f"the section does not parse: {error.msg}, at its line {error.lineno}."
    if section.kind != "solution" and not _code(section.source):
        return f"the section `{section.kind} {section.key}` is empty. Fill it or delete its head."
    return ""


def _code(source: str) -> bool:
    """Whether there is anything but comments and a docstring."""
    body = ast.parse(source).body
    return any(not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)) for n in body)
