"""A course of a few files that course.py sets up in seconds, without a network: its `uv` is a stand-in."""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from course_setup import ROOT

# Leaves a note of each call; FAKE_UV makes it fail in the ways that the real one does.
STAND_IN = """
import os, pathlib, signal, sys
with (pathlib.Path(sys.prefix) / "uv-calls").open("a") as calls:
    print(*sys.argv[1:], file=calls)
mood = os.environ.get("FAKE_UV")
if mood == "killed":
    os.kill(os.getppid(), signal.SIGTERM)
if mood:
    sys.exit(mood)
"""
BACKEND = """
import os, shutil
def build_editable(folder, *_):
    return os.path.basename(shutil.copy("why_wont_it_fit-1-py3-none-any.whl", folder))
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""


def write_wheel(folder: Path, name: str, files: dict[str, str]) -> Path:
    """Write the smallest package that pip installs."""
    info = f"{name}-1.dist-info"
    files = files | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 1\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
        record += f"{path},sha256={digest},{len(text)}\n"
    wheel = folder / f"{name}-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in {**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            archive.writestr(path, text)
    return wheel


@dataclass
class SmallCourse:
    """A folder with the real course.py and next to nothing to install."""

    folder: Path
    wheels: Path

    @classmethod
    def make(cls, folder: Path) -> "SmallCourse":
        """Write its files; `folder` must not exist."""
        shutil.copytree(ROOT / "course_setup", folder / "course_setup")
        shutil.copy(ROOT / "course.py", folder)
        (folder / "pyproject.toml").write_text(PYPROJECT)
        (folder / "backend.py").write_text(BACKEND)
        write_wheel(folder, "why_wont_it_fit", {"course_utils.py": ""})
        wheels = folder.parent / "wheels"
        wheels.mkdir()
        uv = write_wheel(wheels, "uv", {"uv/__init__.py": "", "uv/__main__.py": STAND_IN})
        digest = hashlib.sha256(uv.read_bytes()).hexdigest()
        (folder / "requirements.txt").write_text(f"uv==1 \\\n    --hash=sha256:{digest}\n")
        return cls(folder, wheels)

    def __call__(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
        """Run course.py with pip cut off from everything but the stand-in."""
        mine = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
        cut_off = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": self.wheels.as_uri()}
        return subprocess.run(
            [sys.executable, "course.py", *arguments],
            cwd=self.folder,
            env={**mine, **cut_off, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def uv_calls(self) -> list[str]:
        """Give the command line of each call of uv in the present .venv."""
        notes = self.folder / ".venv" / "uv-calls"
        return notes.read_text().splitlines() if notes.exists() else []
