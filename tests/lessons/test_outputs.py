"""tools/outputs.py: stored outputs change only when what a lesson shows has changed."""

import importlib.util
import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("outputs", ROOT / "tools" / "outputs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def one_cell(*outputs, **metadata):
    cell = new_code_cell("x", outputs=list(outputs), execution_count=17, metadata=metadata)
    return new_notebook(cells=[new_markdown_cell("# A"), cell])


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def result(metadata=None, **data):
    mime = {key.replace("_", "/"): value for key, value in data.items()}
    return new_output("execute_result", data=mime, execution_count=17, metadata=metadata or {})


def normal_outputs(tool, *outputs):
    return tool.normal_form(one_cell(*outputs)).cells[1].outputs


def test_metadata_that_is_kept(tool):
    notebook = one_cell(tags=["keep"], execution={"iopub.execute_input": "2026-01-01"}, collapsed=False)
    notebook.metadata.update(lesson={"number": 3}, widgets={"state": {}}, kernelspec={"name": "mine"})
    notebook.metadata.language_info = {"name": "python", "version": "3.11.7"}
    normal = tool.normal_form(notebook)
    assert normal.metadata == {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "lesson": {"number": 3},
    }
    assert normal.cells[1].metadata == {"tags": ["keep"]}
    assert normal.cells[1].execution_count == 1
    assert [cell.id for cell in normal.cells] == [cell.id for cell in notebook.cells]


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("<keras.Model at 0x7f03a2b4c5d0>", "<keras.Model at 0x…>"),
        ("the colour 0xFF stays", "the colour 0xFF stays"),
        ("10%\r50%\r100%\n", "100%\n"),
        ("line\r\nline\n", "line\r\nline\n"),
        ("\x1b[1m5/5\x1b[0m", "5/5"),
        ("45/45 - 0s 2ms/step - loss: 0.5", "45/45 - …s …/step - loss: 0.5"),
        ("45/45 - 0s 2ms/step - loss: 0.5  \n2/2 ", "45/45 - …s …/step - loss: 0.5\n2/2 "),
        ("a step takes 2ms", "a step takes 2ms"),
    ],
)
def test_text(tool, text, stored):
    assert normal_outputs(tool, stream(text))[0].text == stored


def test_pieces_of_a_stream_are_joined(tool):
    assert [out.text for out in normal_outputs(tool, stream("a"), stream("b\n"))] == ["ab\n"]


def test_picture_keeps_its_text_and_loses_its_widget(tool):
    widget = "application/vnd.jupyter.widget-view+json"
    out = result({"image/png": {"alt": "A curve.", "width": 3}}, image_png="cG5n\n", text_plain="Loss falls.")
    out.data[widget] = {"model_id": "1"}
    (stored,) = normal_outputs(tool, out)
    assert stored.data == {"image/png": "cG5n", "text/plain": "Loss falls."}
    assert stored.metadata == {"image/png": {"alt": "A curve."}}


def test_a_widget_of_which_only_its_repr_is_left_is_dropped(tool):
    out = result(text_plain="VBox(children=(IntSlider(value=0),))")
    out.data["application/vnd.jupyter.widget-view+json"] = {"model_id": "1"}
    assert normal_outputs(tool, out) == []


def test_what_must_not_be_stored(tool):
    with pytest.raises(tool.NotStorable, match=r"cell 1 wrote to stderr: 'I0000 oneDNN'. Silence it"):
        normal_outputs(tool, stream("I0000 oneDNN\n", name="stderr"))
    with pytest.raises(tool.NotStorable, match="cell 1 raised NameError: no x"):
        normal_outputs(tool, new_output("error", ename="NameError", evalue="no x"))


def test_written_as_jupyter_writes(tool):
    text = tool.as_text(tool.normal_form(one_cell(stream("é…\n"))))
    assert text.endswith("}\n") and '\n "cells": [' in text and "é…" in text
    assert text == json.dumps(json.loads(text), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    again = tool.as_text(tool.normal_form(nbformat.reads(text, as_version=4)))
    assert again == text


LESSON = [
    "import matplotlib.pyplot as plt\nimport ipywidgets\nobject()",
    "plt.plot([1, 2]);",
    "ipywidgets.IntSlider()",
    "print('a', flush=True)\nprint('b')",
]


def test_run_store_and_check(tool, tmp_path, capsys):
    path = tmp_path / "00-a.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(source) for source in LESSON]), path)
    assert tool.main(["--check", "--no-execute", str(path)]) == 1
    assert "would change" in capsys.readouterr().out
    assert tool.main([str(path)]) == 0
    first = path.read_text(encoding="utf-8")
    assert tool.main(["--check", str(path)]) == 0, capsys.readouterr().out
    said = capsys.readouterr().out
    assert " s  stored" in said and " s  unchanged" in said
    cells = nbformat.reads(first, as_version=4).cells
    assert [cell.execution_count for cell in cells] == [1, 2, 3, 4]
    assert cells[0].outputs[0].data["text/plain"] == "<object at 0x…>"
    assert "image/png" in cells[1].outputs[0].data
    assert cells[2].outputs == []
    assert cells[3].outputs[0].text == "a\nb\n"

    path.write_text(first.replace("print('b')", "print('c')"), encoding="utf-8")
    changed = path.read_text(encoding="utf-8")
    assert tool.main(["--check", str(path)]) == 1
    assert '+      "c\\n"' in capsys.readouterr().out
    assert path.read_text(encoding="utf-8") == changed, "--check wrote"

    path.write_text(first.replace("print('b')", "1 / 0"), encoding="utf-8")
    broken = path.read_text(encoding="utf-8")
    assert tool.main([str(path)]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == broken, "a broken run was stored"


def test_no_lesson_is_an_error(tool, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    assert tool.main([]) == 1
    assert "No lesson found" in capsys.readouterr().err
