"""A chart in a real kernel: one picture, with its description, in the notebook and in its HTML."""

import re

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

WORDS = "Training loss falls from 2.3 to 0.5 over 2 epochs."
# In a kernel course_utils imports Keras, which takes seconds; hidden from it, the kernel is none.
SETUP = """\
import sys
kernel = sys.modules.pop("ipykernel")
from course_utils.plots import history
sys.modules["ipykernel"] = kernel
from matplotlib import pyplot
values = {"loss": [2.3, 0.5]}
"""
CELLS = {
    "with a semicolon": "history(values);",
    "a figure as the last expression": "figure = history(values).figure\npyplot.close(figure)\nfigure",
    "with retina pictures": "%config InlineBackend.figure_formats = ['retina']\nhistory(values);",
}


@pytest.fixture(scope="module")
def notebook():
    cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, *CELLS.values())]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3", timeout=60).execute()
    return notebook


@pytest.mark.parametrize("place", range(1, len(CELLS) + 1), ids=list(CELLS))
def test_one_picture_with_its_description(notebook, place):
    pictures = [output for output in notebook.cells[place].outputs if "image/png" in output.get("data", {})]
    assert len(pictures) == len(notebook.cells[place].outputs) == 1
    assert pictures[0].metadata == {"image/png": {"alt": WORDS}}
    assert pictures[0].data["text/plain"] == WORDS
    assert pictures[0].data["image/png"] == notebook.cells[1].outputs[0].data["image/png"]


def test_the_html_page_speaks_the_description(notebook):
    html, _ = HTMLExporter().from_notebook_node(notebook)
    assert re.findall(r'<img[^>]*alt="([^"]*)"', html) == [WORDS] * len(CELLS)
