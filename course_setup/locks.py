"""Resolve pyproject.toml, the one list of dependencies, into the files that are installed."""

import sys

from . import INSTRUCTORS, LEARNERS, LESSONS_LOCK, OLDEST, ROOT, dotted
from .environment import make_environment, one_at_a_time
from .packages import attempt, fetch_uv, uv
from .trouble import AGAIN


def lock(options):
    """Lock for every supported Python and platform at once; all files hold the same versions."""
    with one_at_a_time():
        make_environment(LEARNERS)
        if fetch_uv(LEARNERS) is not None:
            sys.exit(f"uv makes the lock and could not be installed; the lines above say why. {AGAIN}")
    # The lower bound is the oldest supported Python, not the running one. The user's own settings, which may
    # name indexes and folders of wheels, stay out: a lock holds names, versions and hashes.
    resolve = [*uv(LEARNERS, "compile"), "--no-config", "--universal", "--python-version", dotted(OLDEST)]
    resolve += ["--generate-hashes", "--no-annotate", "--custom-compile-command", "python3 course.py lock"]
    for out, groups, same_as in (
        (LESSONS_LOCK, ("hub",), None),
        (LEARNERS.lock, ("hub", "lab", "setup", "test"), LESSONS_LOCK),
        (INSTRUCTORS.lock, ("lab", "setup", "instructor"), LEARNERS.lock),
    ):
        path = str(out.relative_to(ROOT))
        choice = [word for group in groups for word in ("--group", group)]
        choice += ["--constraints", str(same_as.relative_to(ROOT))] if same_as else []
        command = [*resolve, *options, *choice, "--output-file", path, "pyproject.toml"]
        if attempt(f"Locking {path}", command) is not None:
            return 1
    return 0
