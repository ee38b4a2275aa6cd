"""Wall time and peak memory of every lesson, run from the top to the bottom in a kernel of its own.

The limit is what no lesson can do without: the start of the kernel, the import of Keras, and its fits, timed
around `keras.Model.fit` less what our callback spends on drawing within it. Memory is the proportional set
size of the kernel and its children, looked at four times a second.
"""

import contextlib
import json
import sys
import threading
import time

import nbformat
import psutil
from kernel import ROOT
from nbclient import NotebookClient
from table import Row, main, medians

LESSONS = ROOT / "lessons"
BETWEEN_LOOKS = 0.25  # seconds; a look takes a few milliseconds of another core
# Runs before the lesson: the import that it would do itself, timed, and a clock around each fit.
PRELUDE = f"""
import sys, time; sys.path.insert(0, {str(ROOT)!r})
began = time.perf_counter()
import course_utils, keras
spent = {{"import": time.perf_counter() - began, "fit": 0.0}}
def clocked(owner, name, sign):
    real = getattr(owner, name)
    def timed(*args, **kwargs):
        began = time.perf_counter()
        try:
            return real(*args, **kwargs)
        finally:
            spent["fit"] += sign * (time.perf_counter() - began)
    setattr(owner, name, timed)
from course_utils.run.watch import Watch
clocked(keras.Model, "fit", 1)
clocked(Watch, "on_epoch_end", -1)
"""
EPILOGUE = "import json; print(json.dumps(spent))"


def measure(repeats: int) -> list[Row]:
    paths = sorted(LESSONS.glob("[0-9]*.ipynb"))
    assert paths, f"no lesson was found in {LESSONS}"
    rows = []
    for path in paths:
        runs = [run(nbformat.read(path, 4)) for _ in range(repeats)]
        found = medians({name: [figures[name] for figures in runs] for name in runs[0]})
        rows += [
            Row(f"{path.stem}: wall time", found["wall"], limit=found["limit"], at_most=90),
            Row(f"{path.stem}: longest cell", found["cell"], at_most=20),
            Row(f"{path.stem}: peak memory", found["megabytes"], "MB", at_most=1000),
        ]
    return rows


def run(notebook: nbformat.NotebookNode) -> dict[str, float]:
    """Seconds and megabytes of one lesson.

    Args:
        notebook: it is changed.
    """
    prelude, epilogue = nbformat.v4.new_code_cell(PRELUDE), nbformat.v4.new_code_cell(EPILOGUE)
    notebook.cells = [prelude, *notebook.cells, epilogue]
    place = {"metadata": {"path": str(LESSONS)}}
    client = NotebookClient(notebook, timeout=300, resources=place, extra_arguments=["--log-level=ERROR"])
    cells: list[float] = []
    began = time.perf_counter()
    with client.setup_kernel():
        started = time.perf_counter() - began
        with peak_of(client.km.provisioner.pid) as peak:
            for index, cell in enumerate(notebook.cells):
                at = time.perf_counter()
                client.execute_cell(cell, index)
                cells.append(time.perf_counter() - at)
            wall = time.perf_counter() - began - cells[-1]
    spent = json.loads(epilogue.outputs[0].text)
    limit = started + spent["import"] + spent["fit"]
    return {"wall": wall, "limit": limit, "cell": max(cells[1:-1]), "megabytes": peak[0] / 1e6}


@contextlib.contextmanager
def peak_of(pid: int):
    """The most bytes that a process and its children hold while the block runs, as a list of one."""
    over, peak = threading.Event(), [0]
    process = psutil.Process(pid)

    def look():
        while not over.wait(BETWEEN_LOOKS):
            peak[0] = max(peak[0], sum(map(_proportional, [process, *process.children(recursive=True)])))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()
    assert peak[0], "no memory was measured: the lesson was over before the first look"


def _proportional(process: psutil.Process) -> int:
    try:
        return process.memory_full_info().pss
    except psutil.NoSuchProcess:  # a child that ended in between
        return 0


if __name__ == "__main__":
    sys.exit(main(__doc__, measure, repeats=3))
