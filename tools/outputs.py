"""Run the lessons and store their outputs so that a rerun changes nothing but what really changed.

python tools/outputs.py                        run every lesson and store its outputs
python tools/outputs.py lessons/03-fit.ipynb   the same for one
python tools/outputs.py --check                change nothing; exit 1 and show what would change
python tools/outputs.py --no-execute           only put the stored outputs into their normal form
"""

import argparse
import difflib
import os
import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

ROOT = Path(__file__).resolve().parent.parent
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
CELL_METADATA = ("tags", "editable", "deletable")
WIDGET = "application/vnd.jupyter.widget-view+json"
TIMEOUT = 180  # seconds for one cell; no lesson may take half of it as a whole

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,16}\b")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_OVERWRITTEN = re.compile(r"^.*\r(?!\n)", re.MULTILINE)
# Keras ends the line of an epoch with how long it took: different in each run.
_PACE = re.compile(r"\b\d+(?:\.\d+)?(s|ms|us) \d+(?:\.\d+)?(?:s|ms|us)/(step|epoch)")
# It also pads the line to the length of the one that it overwrites, which held the time left.
_PADDED = re.compile(r"(…/(?:step|epoch).*?) +$", re.MULTILINE)


class NotStorable(Exception):
    """An output that must not stand in a lesson."""


def normal_form(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return the notebook without what differs from run to run.

    Kept: sources, cell ids, tags, text, HTML, pictures with their alternative text, our own metadata key
    `lesson`. Dropped or rewritten: time stamps, widget views (they need a kernel), addresses, overwritten
    lines, terminal colours, the pace of a progress bar; cells are counted 1 to n.

    Raises:
        NotStorable: an output is an error or was written to stderr; says which cell.
    """
    lesson = notebook.metadata.get("lesson")
    notebook = nbformat.from_dict(notebook)
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    if lesson is not None:
        notebook.metadata["lesson"] = lesson
    count = 0
    for at, cell in enumerate(notebook.cells):
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k in CELL_METADATA})
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            cell.outputs = [_normal_output(out, count) for out in _joined(cell.outputs, at)]
            cell.outputs = [out for out in cell.outputs if out.get("data", True)]
    return notebook


def _joined(outputs: list, at: int) -> list:
    """Join neighbouring pieces of a stream: where it is cut depends on timing."""
    joined = []
    for out in outputs:
        if out.output_type == "error":
            raise NotStorable(f"cell {at} raised {out.ename}: {_COLOUR.sub('', out.evalue)}")
        if out.get("name") == "stderr":
            raise NotStorable(
                f"cell {at} wrote to stderr: {out.text.strip()[:200]!r}. Silence it where it arises, "
                "or catch the warning and print it if the lesson is about it."
            )
        if joined and out.output_type == joined[-1].output_type == "stream":
            joined[-1].text += out.text
        else:
            joined.append(out)
    return joined


def _normal_output(out: nbformat.NotebookNode, count: int) -> nbformat.NotebookNode:
    if out.output_type == "stream":
        out.text = _normal_text(_OVERWRITTEN.sub("", out.text))
        return out
    if out.output_type == "execute_result":
        out.execution_count = count
    alt = out.metadata.get("image/png", {}).get("alt")
    out.metadata = nbformat.from_dict({"image/png": {"alt": alt}} if alt else {})
    had_widget = out.data.pop(WIDGET, None) is not None
    if had_widget and set(out.data) == {"text/plain"} and re.match(r"\w+\(", out.data["text/plain"]):
        out.data = nbformat.from_dict({})  # only a widget's repr is left, which tells a reader nothing
    for kind, value in out.data.items():
        if kind.startswith("text/"):
            out.data[kind] = _normal_text(value)
        elif kind.startswith("image/") and isinstance(value, str):
            out.data[kind] = value.strip() if kind == "image/png" else value
    return out


def _normal_text(text: str) -> str:
    return _PADDED.sub(r"\1", _PACE.sub(r"…\1 …/\2", _ADDRESS.sub("0x…", _COLOUR.sub("", text))))


def as_text(notebook: nbformat.NotebookNode) -> str:
    """Return the file's text, written as Jupyter writes it."""
    return nbformat.writes(notebook, version=4).rstrip("\n") + "\n"


def execute(notebook: nbformat.NotebookNode, folder: Path) -> None:
    """Run all cells in a fresh kernel whose working directory is `folder`, as JupyterLab does."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    env = {**os.environ, "PYTHONPATH": path, "COURSE_STRICT": "0"}
    client = NotebookClient(notebook, timeout=TIMEOUT, kernel_name="python3", record_timing=False)
    client.resources = {"metadata": {"path": str(folder)}}
    client.execute(env=env)


def remake(path: Path, *, run: bool, write: bool) -> bool:
    """Remake one lesson, say how it went, and return whether it is, or has been made, right."""
    old, start = path.read_text(encoding="utf-8"), time.monotonic()
    notebook = nbformat.reads(old, as_version=4)
    try:
        if run:
            execute(notebook, path.parent)
        new = as_text(normal_form(notebook))
    except (CellExecutionError, CellTimeoutError, NotStorable) as error:
        print(f"{path.name}: not stored. {_COLOUR.sub('', str(error)).strip()}", file=sys.stderr)
        return False
    seconds = f"{time.monotonic() - start:6.1f} s" if run else ""
    state = "unchanged" if new == old else "stored" if write else "would change"
    print(f"{path.name:<40} {seconds}  {state}")
    if new != old and write:
        path.write_text(new, encoding="utf-8", newline="\n")
    elif new != old:
        diff = difflib.unified_diff(old.splitlines(), new.splitlines(), "stored", "now", n=0, lineterm="")
        print("\n".join(line[:160] for line in list(diff)[:30]))
    return write or new == old


def main(arguments: list[str] | None = None) -> int:
    """Remake the lessons named on the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing, exit 1 where a lesson would change"
    )
    parser.add_argument(
        "--no-execute", action="store_true", help="take the outputs as they stand in the file"
    )
    parser.add_argument("lesson", nargs="*", type=Path, help="notebooks; all of lessons/ without any")
    given = parser.parse_args(arguments)
    lessons = given.lesson or sorted((ROOT / "lessons").glob("*.ipynb"))
    if not lessons:
        print(f"No lesson found in {ROOT / 'lessons'}.", file=sys.stderr)
        return 1
    right = [remake(path, run=not given.no_execute, write=not given.check) for path in lessons]
    return 0 if all(right) else 1


if __name__ == "__main__":
    sys.exit(main())
