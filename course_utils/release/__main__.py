"""Release lessons to a class.

python -m course_utils.release solved   LESSON... --out DIR --verify    the solved lessons, which CI executes
python -m course_utils.release nbgrader LESSON... --out DIR --verify    a course directory of nbgrader
python -m course_utils.release links    LESSON... --repository URL      links to hand out
"""

import argparse
import sys
from pathlib import Path

from course_utils.release import links
from course_utils.release.errors import ReleaseError
from course_utils.release.formats import FORMATS
from course_utils.release.lesson import LessonError, read_lesson

_KEYS = "the folder of the model solutions; without it `instructor`, beside the lesson's folder"
_VERIFY = (
    "before a lesson is written. nbgrader: let it grade two pretend students, of which the model solution "
    "must earn every automatic point and the untouched copy none. solved: run it"
)


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says, lesson by lesson; return the exit code, 1 where one was not written."""
    given = _read(arguments)
    do = _link if given.format == "links" else _release
    return 0 if all([_attempt(do, path, given) for path in given.lessons]) else 1


def _attempt(do, path: Path, given: argparse.Namespace) -> bool:
    """Do it for one lesson, and say why when it cannot be done."""
    try:
        print(f"{path}: {do(path, given)}", flush=True)
    except (ReleaseError, LessonError, OSError) as error:
        print(f"{path}: not written. {error}", file=sys.stderr, flush=True)
        return False
    return True


def _release(path: Path, given: argparse.Namespace) -> str:
    _must_be_lesson(path)
    lesson = read_lesson(path, given.keys and given.keys / f"{path.stem}.py")
    if not lesson.exercises:
        raise ReleaseError(
            "It has no exercise, so there is nothing to grade. Leave it out, or give it one: a cell that "
            "begins with `# EXERCISE key`, and a check."
        )
    return FORMATS[given.format](lesson, given.out, given.verify)


def _link(path: Path, given: argparse.Namespace) -> str:
    _must_be_lesson(path)
    lines = links.links(path, given.repository, given.branch, given.hub)
    return "\n" + "\n".join(f"  {name}: {link}" for name, link in lines.items())


def _must_be_lesson(path: Path) -> None:
    if not path.is_file() or path.suffix != ".ipynb":
        there = ", ".join(sorted(p.name for p in Path("lessons").glob("*.ipynb"))) or "none"
        raise ReleaseError(
            f"There is no such notebook. Give the path of a lesson; {Path('lessons').resolve()} has: {there}."
        )


def _read(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m course_utils.release",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    formats = parser.add_subparsers(dest="format", metavar="FORMAT", required=True)
    for name, does in (("solved", "the solved lessons"), ("nbgrader", "a course directory of nbgrader")):
        release = formats.add_parser(name, help=does, description=does)
        release.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to write")
        release.add_argument("--verify", action="store_true", help=_VERIFY)
        release.add_argument("--keys", type=Path, metavar="DIR", help=_KEYS)
        release.add_argument("lessons", nargs="+", type=Path, metavar="LESSON", help="lessons/NN-name.ipynb")
    link = formats.add_parser("links", help="links to hand out", description="links to hand out")
    link.add_argument(
        "--repository", required=True, metavar="URL", help="where the lessons can be cloned from"
    )
    link.add_argument("--branch", default="main", help="its branch (without: main)")
    link.add_argument("--hub", metavar="URL", help="a JupyterHub with nbgitpuller (without: only Binder)")
    link.add_argument("lessons", nargs="+", type=Path, metavar="LESSON", help="lessons/NN-name.ipynb")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
