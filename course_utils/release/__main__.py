"""Release lessons to a class.

python -m course_utils.release solved   LESSON... --out DIR [--verify]   the solved lessons, which CI executes
python -m course_utils.release nbgrader LESSON... --out DIR [--verify]   a course directory of nbgrader
"""

import argparse
import sys
from pathlib import Path

from course_utils.release.errors import ReleaseError
from course_utils.release.lesson import LessonError, read_lesson

import nbformat


def main(arguments: list[str] | None = None) -> int:
    """Release the lessons named on the command line; return the exit code."""
    given = read_arguments(arguments)
    wrong = 0
    for path in given.lessons:
        try:
            from course_utils.release.course_directory import check_target, draft, publish
            lesson = read_lesson(path)
            check_target(given.out, lesson)
            with draft(lesson, given.out) as course:
                if given.verify:
                    from course_utils.release.verify import verify
                    print(verify(course, lesson))
                publish(course, lesson, given.out)
            print(lesson.name, "written")
        except (ReleaseError, LessonError) as error:
            print(f"{path}: not written. {error}", file=sys.stderr)
            wrong = 1
    return wrong


def read_arguments(arguments):
    parser = argparse.ArgumentParser(prog="python -m course_utils.release", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("format", choices=["solved", "nbgrader"])
    parser.add_argument("lessons", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--verify", action="store_true")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
