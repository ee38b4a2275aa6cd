"""Does the course run here? Looks at Python, packages, memory and page, and says what to do.

`look` probes, `judge` decides and `Report` shows, so that judging is tested on facts written by hand.
"""

import platform
import tomllib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

_COURSE = "why-wont-it-fit"  # its name in pyproject.toml
_PYPROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"
_GIGABYTE = 10**9  # no lesson's kernel needs more; the course's benchmarks hold it to that
_UNLIMITED = 2**60  # what a container without a limit calls its limit

_INSTALL = "Run python3 course.py lab, or pip install -r requirements.txt; then restart the kernel."
_ROOM = "Close programs or other notebooks (menu Kernel, Shut Down All Kernels), and look again."
_LIVE = "this page and Python talk to each other"
_STILL = "not on this page: here a slider is a picture. To move it: python3 course.py lab"


class Needs(NamedTuple):
    """What the course asks for: versions of Python, and packages, as pyproject.toml writes them."""

    python: str
    packages: list[str]


class Facts(NamedTuple):
    """What is there: a version for each package, None if it is missing; bytes of memory, None if unknown."""

    python: str
    packages: dict[str, str | None]
    memory: int | None


class Line(NamedTuple):
    """One line of the report: is it well, what was looked at, what was found, and what to do."""

    good: bool
    what: str
    found: str
    note: str

    def __str__(self) -> str:
        mark = "[ok] " if self.good else "[fix]"
        return f"{mark} {self.what:<15} {self.found:<9} {self.note}".rstrip()


def report() -> "Report":
    """Look at this computer and say, line by line, whether the course runs on it; changes nothing.

    Returns:
        A report that shows itself as the last line of a cell: `[ok]` lines, and `[fix]` with the remedy.
    """
    needs = needed()
    return Report(judge(look(needs), needs))


def needed() -> Needs:
    """What the course asks for: from the installed package's metadata, in a checkout from pyproject.toml."""
    try:
        about = metadata.metadata(_COURSE)
    except metadata.PackageNotFoundError:
        project = tomllib.loads(_PYPROJECT.read_text(encoding="utf-8"))["project"]
        return Needs(project["requires-python"], project["dependencies"])
    return Needs(about["Requires-Python"], about.get_all("Requires-Dist") or [])


def look(needs: Needs) -> Facts:
    """Find out what this kernel has of it."""
    names = [requirement.name for requirement in _for_this_computer(needs)]
    return Facts(platform.python_version(), {name: _version(name) for name in names}, _memory())


def judge(facts: Facts, needs: Needs) -> list[Line]:
    """Hold the facts against the needs.

    Args:
        facts: from `look`, or written by hand.
        needs: from `needed`, or written by hand.

    Returns:
        One line each for Python, every package, and the memory.
    """
    from packaging.specifiers import SpecifierSet

    lines = [_versions("Python", facts.python, SpecifierSet(needs.python))]
    for requirement in _for_this_computer(needs):
        lines.append(_versions(requirement.name, facts.packages.get(requirement.name), requirement.specifier))
    if facts.memory is None or facts.memory >= _GIGABYTE:
        lines.append(Line(True, "memory", "", "1 GB, enough for any lesson"))
    else:
        lines.append(Line(False, "memory", f"{facts.memory / _GIGABYTE:.1f} GB", f"needs 1 GB. {_ROOM}"))
    return lines


@dataclass(frozen=True)
class Report:
    """The lines, and whether the page is live: which only the page itself can tell."""

    lines: list[Line]

    def __str__(self) -> str:
        return self._text(live=False)

    def __repr__(self) -> str:
        return str(self)

    def _text(self, live: bool) -> str:
        last = Line(live, "live widgets", "", _LIVE if live else _STILL)
        return "\n".join(map(str, [*self.lines, last]))

    @property
    def widget(self):
        """The same lines as a live widget, to be seen only where widgets live; None without anywidget."""
        try:
            import anywidget
            import ipywidgets
            import traitlets
        except ImportError:  # a line above says which one is missing
            return None

        class Lines(anywidget.AnyWidget):
            _esm = """export default { render({ model, el }) {
              const lines = document.createElement("pre");
              lines.textContent = model.get("text");
              el.append(lines);
            } }"""
            text = traitlets.Unicode().tag(sync=True)

        return ipywidgets.VBox([Lines(text=self._text(live=True))])

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """A page that can show the widget does, and so says itself that it is live; others take the text."""
        widget = self.widget
        live = {} if widget is None else widget._repr_mimebundle_()
        return {**live, "text/plain": self._text(live=False)}


def _versions(name: str, found: str | None, wanted) -> Line:
    needs = "needs " + ",".join(sorted(map(str, wanted), reverse=True))  # the lower bound first
    if found is not None and wanted.contains(found, prereleases=True):
        return Line(True, name, found, needs)
    return Line(False, name, found or "missing", f"{needs}. {_INSTALL}")


def _for_this_computer(needs: Needs) -> list:
    # packaging and psutil come with ipykernel: whatever else is missing, a kernel has them.
    from packaging.requirements import Requirement

    requirements = map(Requirement, needs.packages)
    return [r for r in requirements if r.marker is None or r.marker.evaluate({"extra": ""})]


def _version(name: str) -> str | None:
    # Whoever installed TensorFlow with its CUDA parts has the same TensorFlow under the shorter name.
    for also in (name, name.removesuffix("-cpu")):
        try:
            return metadata.version(also)
        except metadata.PackageNotFoundError:
            continue
    return None


def _memory() -> int | None:
    """Bytes that this kernel can have: what it holds and what is free, or a container's limit."""
    import psutil

    limits = [psutil.Process().memory_info().rss + psutil.virtual_memory().available]
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            limit = Path(path).read_text(encoding="ascii").strip()
        except OSError:  # no such limit on this system
            continue
        if limit.isdigit() and int(limit) < _UNLIMITED:
            limits.append(int(limit))
    return min(limits)
