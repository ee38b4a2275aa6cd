"""The locks as data: pyproject.toml is the one list, and what is installed anywhere follows from it."""

import itertools
import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from course_setup import INSTRUCTORS, LEARNERS, LESSONS_LOCK, ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PYPROJECT["dependency-groups"]
FOR_LESSONS = PYPROJECT["project"]["dependencies"] + GROUPS["hub"]
FOR_EVERYTHING = FOR_LESSONS + GROUPS["lab"] + GROUPS["setup"] + GROUPS["test"]
FOR_INSTRUCTORS = (
    PYPROJECT["project"]["dependencies"] + GROUPS["lab"] + GROUPS["setup"] + GROUPS["instructor"]
)
LOCKS = {
    "requirements.txt": LEARNERS.lock,
    "binder/requirements.txt": LESSONS_LOCK,
    "instructor/requirements.txt": INSTRUCTORS.lock,
}

COMPUTERS = {
    name: {"os_name": os, "sys_platform": short, "platform_system": system, "platform_machine": machine}
    for name, os, short, system, machine in (
        ("Linux", "posix", "linux", "Linux", "x86_64"),
        ("Linux on ARM", "posix", "linux", "Linux", "aarch64"),
        ("Mac", "posix", "darwin", "Darwin", "arm64"),
        ("Windows", "nt", "win32", "Windows", "AMD64"),
    )
}


def entries(lock: Path) -> list[tuple[str, list[str]]]:
    """Each requirement with its hashes; a line that is neither is an error."""
    found = []
    for line in lock.read_text(encoding="utf-8").replace("\\\n", "").splitlines():
        if not line.startswith("#"):
            requirement, *hashes = re.split(r"\s+--hash=", line.strip())
            found.append((requirement, hashes))
    return found


def applies(marker: Marker | None, python: str, computer: str) -> bool:
    if marker is None:
        return True
    names = {"implementation_name": "cpython", "platform_python_implementation": "CPython", "extra": ""}
    versions = {"python_version": python, "python_full_version": f"{python}.9"}
    return marker.evaluate({**names, **versions, **COMPUTERS[computer]})


def pins(lock: Path, python: str, computer: str) -> dict[str, str]:
    """Name and version of what this lock installs on one computer."""
    chosen = {}
    for text, _ in entries(lock):
        pin = Requirement(text)
        if applies(pin.marker, python, computer):
            name = canonicalize_name(pin.name)
            assert name not in chosen, f"{lock.name} pins {name} twice for Python {python} on {computer}"
            (chosen[name],) = (specifier.version for specifier in pin.specifier)
    return chosen


@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
def test_a_lock_holds_names_versions_and_hashes_and_nothing_else(lock):
    found = entries(lock)
    assert len(found) > 50
    for requirement, hashes in found:
        assert re.fullmatch(r"[a-z0-9-]+==[\w.+!]+( ; [\w .'<>=!()]+)?", requirement), requirement
        assert hashes and all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes), requirement


@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
def test_a_lock_names_no_place(lock):
    """No index, no address and no folder: a lock made on one computer serves every other."""
    places = r".*(?:://|--index|--extra|--find|file:|@ |[A-Z]:\\\\|\s/\w).*"
    assert re.findall(places, lock.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("computer", COMPUTERS)
def test_the_locks_fulfil_pyproject(python, computer):
    everything, lessons, instructors = (
        pins(lock, python, computer) for lock in (LEARNERS.lock, LESSONS_LOCK, INSTRUCTORS.lock)
    )
    assert lessons.items() <= everything.items(), "Binder would run other versions than everyone else"
    both = everything.keys() & instructors.keys()
    assert {name: everything[name] for name in both} == {name: instructors[name] for name in both}
    checked = 0
    for wanted, locked in (
        (FOR_EVERYTHING, everything),
        (FOR_LESSONS, lessons),
        (FOR_INSTRUCTORS, instructors),
    ):
        for requirement in map(Requirement, wanted):
            if applies(requirement.marker, python, computer):
                version = locked.get(canonicalize_name(requirement.name))
                assert version is not None, f"{requirement} is not locked: run course.py lock"
                assert requirement.specifier.contains(version), f"{requirement} but locked is {version}"
                checked += 1
    assert checked > 20
    assert ("tensorflow-cpu" in lessons) != ("tensorflow" in lessons), "one TensorFlow, not two or none"


def test_every_group_of_dependencies_is_locked():
    groups = list(itertools.chain.from_iterable(GROUPS.values()))
    assert set(groups) <= set(FOR_EVERYTHING + FOR_INSTRUCTORS)


def test_learners_and_binder_never_install_what_grades_them():
    """Neither by a lock nor by a file that names one; instructors do."""
    for lock, expected in ((LEARNERS.lock, False), (LESSONS_LOCK, False), (INSTRUCTORS.lock, True)):
        names = {canonicalize_name(Requirement(text).name) for text, _ in entries(lock)}
        assert ("nbgrader" in names) is expected, lock
    for_learners = [ROOT / "environment.yml", *(path for path in (ROOT / "binder").iterdir())]
    assert len(for_learners) > 3
    for path in for_learners:
        assert not re.search("nbgrader|instructor", path.read_text(encoding="utf-8")), path


def test_binder_keeps_the_jupyterlab_that_it_brings():
    names = {canonicalize_name(Requirement(text).name) for text, _ in entries(LESSONS_LOCK)}
    assert names.isdisjoint({"jupyterlab", "notebook", "ipykernel"})
