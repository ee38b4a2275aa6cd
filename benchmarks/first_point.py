"""From the key press on the slider to the first new point on screen, in a real JupyterLab and chromium.

The rival is the usual callback of a notebook, its slider in the same notebook and the same kernel, pressed
in turn. The clock is the page's own: from the key event to the frame that finds a new picture, decoded. Each
frame of a run is looked at: a picture that is missing or not decoded, or a change of height, is flicker.
"""

import contextlib
import statistics
import sys
import tempfile
from pathlib import Path

import nbformat
from kernel import HERE, ROOT
from table import Row, main

WARM_UP = 2  # presses that are not counted: the first ones trace
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
TOO_LONG = 120_000  # milliseconds
CELLS = (
    f"import sys; sys.path[:0] = [{str(HERE)!r}, {str(ROOT)!r}]\n"
    "from course_utils import FitLab\nimport work\nvalues = work.learning_rates(50)",
    "FitLab(work.build, work.X, work.Y, validation_data=work.VALIDATION, epochs=work.EPOCHS,\n"
    "       learning_rate=values, start={'learning_rate': values[0]})",
    "naive = work.NaiveSlider(values)",
)
OURS = {"area": ".fit-lab .fit-picture", "handle": ".fit-lab input[type=range]"}
NAIVE = {"area": ".naive-lab .naive-figure", "handle": ".naive-lab .noUi-handle"}
OURS["over"] = "/^With /.test(document.querySelector('.fit-lab .fit-picture img')?.alt)"
NAIVE["over"] = "document.querySelector('.naive-lab').innerText.includes('finished')"
# Frames in which a new picture came, and flicker, from the key press until the program says it is over.
PROBE = """selector => {
  const area = document.querySelector(selector);
  const told = {points: [], blank: 0, moves: 0, over: false};
  let source = area.querySelector("img")?.src, height = area.offsetHeight;
  addEventListener("keydown", event => { told.pressed ??= event.timeStamp }, {capture: true, once: true});
  const look = () => {
    const image = area.querySelector("img");
    if (!image || !image.complete || !image.naturalWidth) told.blank += 1;
    else if (image.src !== source) { source = image.src; told.points.push(performance.now()) }
    if (told.pressed && area.offsetHeight !== height) { height = area.offsetHeight; told.moves += 1 }
    if (!told.over) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  window.told = told;
}"""


def measure(repeats: int) -> list[Row]:
    seen = {"ours": [], "naive": []}
    with _page() as page:
        for press in range(WARM_UP + repeats):
            for name, places in (("naive", NAIVE), ("ours", OURS)):
                told = _press(page, places)
                if press >= WARM_UP:
                    seen[name].append(told)
    first, last = ({name: _median(runs, which) for name, runs in seen.items()} for which in (0, -1))
    ours, naive = ({key: sum(run[key] for run in seen[name]) for key in ("blank", "moves")} for name in seen)
    return [
        Row("key press to the first new point", first["ours"], "ms", rival=first["naive"], at_most=100),
        Row("key press to the finished curve", last["ours"], "ms", rival=last["naive"]),
        Row(f"height changes in {repeats} runs (rival: {naive['moves']})", ours["moves"], "", at_most=0),
        Row(f"frames without a picture in {repeats} runs (rival: {naive['blank']})", ours["blank"], ""),
    ]


def _median(runs: list[dict], which: int) -> float:
    return statistics.median(run["points"][which] - run["pressed"] for run in runs)


def _press(page, places: dict) -> dict:
    """Press the right arrow key on a slider and look at each frame until its picture is the last."""
    page.locator(places["handle"]).focus()
    page.evaluate(PROBE, places["area"])
    page.keyboard.press("ArrowRight")
    page.wait_for_function("told.points.length > 0", timeout=TOO_LONG)
    page.wait_for_function(places["over"], timeout=TOO_LONG)
    page.wait_for_timeout(300)  # the last picture may come after the word
    return page.evaluate("() => { told.over = true; return told }")


@contextlib.contextmanager
def _page():
    """A notebook with both sliders, run, in a chromium."""
    from playwright.sync_api import sync_playwright

    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]
    from lab_driver import QUIET, Lab, find_chromium, serve

    folder, settings = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp())
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    nbformat.write(notebook, folder / "sliders.ipynb")
    with sync_playwright() as playwright, serve(folder, settings) as address:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
        page = browser.new_page(viewport={"width": 1280, "height": 1600})
        Lab(page, address, "sliders.ipynb").run_all()
        page.wait_for_selector(NAIVE["handle"])
        page.wait_for_function(OURS["over"], timeout=TOO_LONG)
        yield page
        browser.close()


if __name__ == "__main__":
    sys.exit(main(__doc__, measure, repeats=9))
