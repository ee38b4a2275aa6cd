"""The table that each benchmark prints, and the verdict on its targets."""

import argparse
import statistics
from collections.abc import Callable
from dataclasses import dataclass

HEADINGS = ("what", "rival", "limit", "ours", "ratio", "target", "")


@dataclass(frozen=True)
class Row:
    """One comparison: what others need, what cannot be beaten, and what ours needs.

    Attributes:
        what: in words.
        ours: the figure measured, in `unit`; a count has none.
        rival: the same of what is used elsewhere; the ratio is rival / ours.
        limit: the same of the bare work; the ratio is ours / limit.
        times_less: the target for rival / ours, at least.
        times_limit: the target for ours / limit, at most.
        at_most: the target for ours itself.
    """

    what: str
    ours: float
    unit: str = "s"
    rival: float | None = None
    limit: float | None = None
    times_less: float | None = None
    times_limit: float | None = None
    at_most: float | None = None

    @property
    def ratio(self) -> float | None:
        """Rival / ours, or ours / limit where there is no rival."""
        if self.rival is not None:
            return self.rival / self.ours
        return None if self.limit is None else self.ours / self.limit

    @property
    def met(self) -> bool | None:
        """Whether every target is met, and by a number; None without a target."""
        held = []
        if self.times_less is not None:
            held.append(self.rival / self.ours >= self.times_less)
        if self.times_limit is not None:
            held.append(self.ours / self.limit <= self.times_limit)
        if self.at_most is not None:
            held.append(self.ours <= self.at_most)
        return all(held) if held else None

    @property
    def target(self) -> str:
        """The targets in words."""
        told = [
            self.times_less is not None and f"≥ {self.times_less:g} × less than the rival",
            self.times_limit is not None and f"≤ {self.times_limit:g} × the limit",
            self.at_most is not None and f"≤ {self.at_most:g} {self.unit}",
        ]
        return ", ".join(filter(None, told))

    def cells(self) -> list[str]:
        """The row as texts, under `HEADINGS`."""
        figures = [_figure(value, self.unit) for value in (self.rival, self.limit, self.ours)]
        ratio = "" if self.ratio is None else f"{self.ratio:.3g}"
        verdict = {True: "met", False: "MISSED", None: ""}[self.met]
        return [self.what, *figures, ratio, self.target, verdict]


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    digits = 0 if not unit or abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:.{digits}f} {unit}".strip()


def report(title: str, rows: list[Row], check: bool) -> int:
    """Print the table in Markdown; return the exit status.

    Args:
        title: stands above the table.
        rows: at least one.
        check: 1 is returned when a target is missed.

    Raises:
        ValueError: nothing was measured, or no row has a target: a verdict on nothing is none.
    """
    if not any(row.met is not None for row in rows):
        raise ValueError(f"Expected a row with a target for {title!r}, got {len(rows)} without. Add one.")
    lines = [list(HEADINGS), *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    lines.insert(1, ["-" * width for width in widths])
    print(f"\n{title}\n")
    for line in lines:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |")
    missed = [row.what for row in rows if row.met is False]
    judged = sum(row.met is not None for row in rows)
    print(f"\n{len(missed)} of {judged} targets missed{': ' if missed else ''}{', '.join(missed)}")
    return 1 if missed and check else 0


def main(doc: str, measure: Callable[[int], list[Row]], repeats: int, argv: list[str] | None = None) -> int:
    """The command line that every benchmark has: measure, print, judge.

    Args:
        doc: of the script; its first line is the title.
        measure: called with the number of repeats.
        repeats: the default.
        argv: None takes the command line.
    """
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="exit 1 when a target is missed")
    parser.add_argument("--repeats", type=int, default=repeats, help="default %(default)s")
    given = parser.parse_args(argv)
    if given.repeats < 1:
        parser.error(f"--repeats must be 1 or more, got {given.repeats}")
    title = doc.strip().splitlines()[0].rstrip(".")
    return report(f"{title} (repeats: {given.repeats})", measure(given.repeats), given.check)


def medians(samples: dict[str, list[float]]) -> dict[str, float]:
    """The median of each rival's figures."""
    return {name: statistics.median(values) for name, values in samples.items()}
