"""Take the README's picture: the widget of lesson 00 in a real JupyterLab, after a few moves of the slider.

python tools/screenshot.py docs/fitlab.png
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "browser"))

from lab_driver import QUIET, Lab, find_chromium, serve
from playwright.sync_api import sync_playwright

from course_setup import ROOT

LESSON = "lessons/00-start-here.ipynb"
DONE = "() => /finished|memory/.test(document.querySelector('.fit-lab .fit-status-line span').textContent)"


def main() -> None:
    """Run the lesson, move the slider from end to end and back, and keep the picture."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("picture", type=Path)
    picture = parser.parse_args().picture
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as settings:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
        page = browser.new_page(viewport={"width": 1280, "height": 1100}, device_scale_factor=1.5)
        with serve(ROOT, Path(settings)) as address:
            lab = Lab(page, address, LESSON)
            lab.run_all()
            widget = lab.first_widget()
            widget.locator("input[type=range]").first.focus()
            for key in ["Home", "ArrowRight", "ArrowRight", "ArrowRight"]:
                page.keyboard.press(key)
                page.wait_for_timeout(200)
                page.wait_for_function(DONE)
            widget.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    main()
