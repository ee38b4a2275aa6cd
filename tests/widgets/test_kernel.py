"""A lab in a real kernel: JupyterLab's own messages, programs cut from cells, and exports without a page."""

import json
import subprocess
import sys
import time
from pathlib import Path

import nbclient
import nbformat
import pytest
from nbconvert import HTMLExporter, MarkdownExporter
from nbformat.v4 import new_code_cell, new_notebook

ROOT = Path(__file__).parents[2]
CELLS = {
    "imports": f"import sys; sys.path[:0] = [{str(ROOT)!r}]\nfrom course_utils import FitLab\nimport keras",
    "failed": "import numpy as np\nx = np.zeros(3)\nraise ValueError('a cell that failed half-way')",
    "data": """%%time
rng = np.random.default_rng(1)
x = rng.normal(size=(64, 4)).astype("float32")
y = x[:, 0] > 0""",
    "halved": "x = x / 2",
    "build": """units = 3

def build():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(units), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse")
    return model""",
    "lab": """rates = [0.01, 0.1, 1.0]
lab = FitLab(build, x[:-4], y[:-4], validation_data=(x, y), epochs=2, learning_rate=rates)
y = None
lab""",
    "ids": """import json
print(json.dumps([w.comm.comm_id for w in (lab.controls["learning_rate"], lab.widget.train)]))""",
    "state": """lab.wait()
print(json.dumps([[r.settings["learning_rate"], r.status, r["loss"]] for r in lab.runs]))
print(lab.widget.status.doing)""",
    "code": "print(json.dumps([run.code() for run in lab.runs]))",
}


def text_of(cell) -> str:
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


class Kernel:
    """A kernel in which cells are run, and which gets the messages that the page would send."""

    def __init__(self):
        self.notebook = new_notebook()
        self.client = nbclient.NotebookClient(self.notebook, timeout=120, kernel_name="python3")

    def run(self, source: str):
        cell = new_code_cell(source)
        self.notebook.cells.append(cell)
        self.client.execute_cell(cell, len(self.notebook.cells) - 1)
        return cell

    def send(self, comm_id: str, data: dict) -> None:
        client = self.client.kc
        client.shell_channel.send(client.session.msg("comm_msg", {"comm_id": comm_id, "data": data}))
        time.sleep(0.05)


@pytest.fixture(scope="module")
def kernel():
    kernel = Kernel()
    with kernel.client.setup_kernel():
        kernel.run(CELLS["imports"])
        with pytest.raises(nbclient.exceptions.CellExecutionError):
            kernel.run(CELLS["failed"])
        for name in ("data", "halved", "halved", "build", "lab"):
            kernel.run(CELLS[name])
        kernel.shown = kernel.notebook.cells[-1]
        kernel.slider, kernel.train = json.loads(text_of(kernel.run(CELLS["ids"])))
        yield kernel


def state(kernel):
    runs, doing = text_of(kernel.run(CELLS["state"])).splitlines()
    return json.loads(runs), doing


def test_the_message_that_jupyterlab_sends_runs_the_fit(kernel):
    before, _ = state(kernel)
    assert [run[:2] for run in before] == [[0.1, "finished"]]
    kernel.send(kernel.slider, {"method": "update", "state": {"index": 2}, "buffer_paths": []})
    runs, doing = state(kernel)
    assert [run[:2] for run in runs] == [[0.1, "finished"], [1.0, "finished"]] and doing.startswith(
        "finished"
    )
    kernel.send(kernel.slider, {"method": "update", "state": {"index": 1}, "buffer_paths": []})
    runs, doing = state(kernel)
    assert len(runs) == 2 and "nothing was trained" in doing
    kernel.send(kernel.train, {"method": "custom", "content": {"event": "click"}})
    runs, doing = state(kernel)
    assert len(runs) == 2 and runs[-1][0] == 0.1 and doing.startswith("finished")


def test_programs_cut_from_cells_give_the_same_history(kernel, tmp_path):
    runs, _ = state(kernel)
    (tmp_path / "programs.json").write_text(text_of(kernel.run(CELLS["code"])))
    cold = [
        sys.executable,
        ROOT / "tests/run/cold.py",
        tmp_path / "programs.json",
        tmp_path / "histories.json",
    ]
    subprocess.run(cold, check=True, capture_output=True, timeout=120)
    histories = json.loads((tmp_path / "histories.json").read_text())
    assert runs and [history.get("loss", history) for history in histories] == [loss for *_, loss in runs]


def test_a_cell_that_shows_a_lab_holds_a_widget_a_picture_and_words(kernel):
    [shown] = [output for output in kernel.shown.outputs if output.output_type == "execute_result"]
    words = shown.data["text/plain"]
    assert {"application/vnd.jupyter.widget-view+json", "image/png", "text/html"} < set(shown.data)
    assert words.startswith("With learning_rate 0.1") and "Training loss" in words
    assert (
        shown.data["text/html"].count(words) == 2 and 'alt="With learning_rate 0.1' in shown.data["text/html"]
    )
    assert shown.metadata["image/png"]["alt"] == words
    assert not [output for output in kernel.shown.outputs if output.output_type == "stream"]


@pytest.mark.parametrize("exporter", [HTMLExporter, MarkdownExporter])
def test_exports_hold_the_picture_and_the_words(kernel, exporter):
    notebook = new_notebook(cells=[kernel.shown])
    nbformat.validate(notebook)
    body, resources = exporter().from_notebook_node(notebook)
    pictures = body.count("data:image/png;base64,") + len(resources.get("outputs") or {})
    assert pictures >= 1 and "With learning_rate 0.1" in body
