"""The package's imports flow one way, and what judges and draws needs no Keras."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import course_utils

import pytest

PACKAGE = Path(course_utils.__file__).parent

# Each part may import those that stand before it.
ORDER = [
    "quiet",
    "data",
    "run",
    "curves",
    "history",
    "plots",
    "keys",
    "widgets",
    "notice",
    "stubs",
    "predict",
    "sorting",
    "check",
    "environment",
    "release",
    "__init__",
]


def imported_parts(source: str) -> set[str]:
    """The parts of course_utils that a module imports, at its top or inside a function."""
    parts = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "course_utils":
            names = [f"course_utils.{alias.name}" for alias in node.names]
        else:
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        parts |= {name.split(".")[1] for name in names if name.startswith("course_utils.")}
    return parts


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def against_the_order(part: str, imported: set[str]) -> set[str]:
    return {other for other in imported if other != part and ORDER.index(other) >= ORDER.index(part)}


def test_imports_flow_one_way():
    modules = sorted(PACKAGE.rglob("*.py"))
    assert len(modules) > 40
    wrong = {
        str(m): w for m in modules if (w := against_the_order(part_of(m), imported_parts(m.read_text())))
    }
    assert not wrong


def test_an_import_against_the_order_is_seen():
    source = "def later():\n    from course_utils.widgets import FitLab\n    from course_utils import plots"
    assert against_the_order("run", imported_parts(source)) == {"widgets", "plots"}
    assert against_the_order("release", imported_parts(source)) == set()


def test_only_run_and_widgets_import_keras():
    users = {part_of(m) for m in PACKAGE.rglob("*.py") if _names_keras(ast.parse(m.read_text()))}
    assert "run" in users and users <= {"run", "widgets", "quiet", "data", "environment"}


def _names_keras(tree: ast.Module) -> bool:
    top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for n in top if isinstance(n, ast.Import) for alias in n.names}
    names |= {n.module or "" for n in top if isinstance(n, ast.ImportFrom)}
    return any(name.split(".")[0] in ("keras", "tensorflow") for name in names)


@pytest.mark.parametrize("name", ["history", "check", "predict"])
def test_without_keras(name):
    program = f"import sys, course_utils.{name}\nassert not {{'keras', 'tensorflow'}} & set(sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], env=os.environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
