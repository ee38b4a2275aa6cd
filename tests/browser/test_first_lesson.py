"""Lesson 00 as a learner meets it: open it, run it, move the slider, stop a run, without a mouse."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

DOING = ".fit-status-line span"
# The page itself presses Stop, as soon as it shows an epoch: so the click comes in the middle of the run.
STOP_IN_THE_MIDDLE = """() => {
  const lab = document.querySelector('.fit-lab');
  const doing = lab.querySelector('.fit-status-line span');
  const button = (name) => [...lab.querySelectorAll('button')].find((b) => b.textContent.trim() === name);
  const watch = new MutationObserver(() => {
    if (!/^epoch \\d/.test(doing.textContent)) return;
    watch.disconnect();
    button('Stop').click();
  });
  watch.observe(doing, { childList: true, characterData: true, subtree: true });
  button('Train').click();
}"""
FOCUSED = "() => document.activeElement.textContent.trim() || document.activeElement.type"
NAMED = "() => document.querySelector('.fit-status p').textContent.startsWith('With my first')"
ROWS = "n => document.querySelectorAll('.fit-table tbody tr').length === n"


def picture(widget) -> str:
    return widget.locator(".fit-picture img").first.get_attribute("src")


def wait_for_words(lab, pattern: str) -> None:
    script = "([where, pattern]) => new RegExp(pattern).test(document.querySelector(where).textContent)"
    lab.page.wait_for_function(script, arg=[f".fit-lab {DOING}", pattern], timeout=30_000)


def wait_for_another_picture(lab, before: str) -> None:
    script = "before => document.querySelector('.fit-lab .fit-picture img').src !== before"
    lab.page.wait_for_function(script, arg=before, timeout=30_000)


def to_the_left_end(lab, widget):
    """The slider at its lowest value, with the focus, and its run on the picture."""
    slider = widget.locator("input[type=range]").first
    slider.focus()
    if slider.input_value() != "0":
        before = picture(widget)
        lab.page.keyboard.press("Home")
        wait_for_another_picture(lab, before)
    wait_for_words(lab, "finished|memory")
    return slider


@pytest.fixture
def widget(first_lesson):
    """The lab of lesson 00, with nothing training."""
    widget = first_lesson.first_widget()
    wait_for_words(first_lesson, "finished|memory|stopped|ended")
    return widget


def test_every_cell_ran_without_an_error(first_lesson):
    cells = first_lesson.page.locator(".jp-CodeCell")
    assert cells.count() > 3
    assert first_lesson.page.locator(".jp-OutputArea-output[data-mime-type*='error']").count() == 0


def test_an_arrow_key_trains_again_and_changes_the_picture(first_lesson, widget):
    slider = to_the_left_end(first_lesson, widget)
    before, value = picture(widget), slider.get_attribute("aria-valuetext")
    first_lesson.page.keyboard.press("ArrowRight")
    wait_for_another_picture(first_lesson, before)
    assert slider.get_attribute("aria-valuetext") != value
    wait_for_words(first_lesson, "finished|memory")
    assert slider.evaluate("node => node === document.activeElement"), "the slider lost the focus"


def test_the_slider_speaks_its_name_and_its_true_value(widget):
    slider = widget.get_by_role("slider", name="learning_rate")
    assert slider.count() == 1
    assert float(slider.get_attribute("aria-valuetext")) > 0
    assert slider.get_attribute("aria-valuetext") == widget.locator("output").first.inner_text()


def test_an_earlier_setting_is_answered_from_memory(first_lesson, widget):
    to_the_left_end(first_lesson, widget)
    for key in ("ArrowRight", "ArrowLeft"):
        before = picture(widget)
        first_lesson.page.keyboard.press(key)
        wait_for_another_picture(first_lesson, before)
        wait_for_words(first_lesson, "finished|memory")
    wait_for_words(first_lesson, "memory")


def test_stop_ends_a_run_in_its_middle_and_keeps_it(first_lesson, widget):
    page = first_lesson.page
    rows = widget.locator(".fit-table tbody tr").count()
    page.evaluate(STOP_IN_THE_MIDDLE)
    wait_for_words(first_lesson, "^stopped in epoch")
    epochs = int(re.search(r"epoch (\d+)", widget.locator(DOING).inner_text())[1])
    total = int(widget.locator("progress").get_attribute("max"))
    assert 1 <= epochs < total
    assert widget.locator(".fit-table tbody tr", has_text="stopped").count() == 1
    assert widget.locator(".fit-table tbody tr").count() == rows + 1, "the whole run before it was lost"


def test_the_keyboard_reaches_every_control_and_stays_out_of_the_notebook(first_lesson, widget):
    page = first_lesson.page
    cells = page.locator(".jp-Cell").count()
    widget.locator("input[type=range]").first.focus()
    reached = []
    for _ in range(6):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
    assert {"Train", "Stop", "Step", "number", "Show me the code"} <= set(reached)
    widget.get_by_role("button", name="Step").focus()
    page.keyboard.press("Enter")  # in command mode this would open the cell for editing
    wait_for_words(first_lesson, "^waiting after epoch 1 ")
    page.keyboard.press("b")  # and this would insert a cell
    page.keyboard.press("Enter")
    wait_for_words(first_lesson, "^waiting after epoch 2 ")
    assert page.locator(".jp-Cell").count() == cells
    widget.get_by_role("button", name="Stop").focus()
    page.keyboard.press("Space")
    wait_for_words(first_lesson, "^stopped in epoch 2")


def test_a_run_can_be_named_shown_and_dropped(first_lesson, widget):
    page = first_lesson.page
    rows = widget.locator(".fit-table tbody tr")
    before = rows.count()
    assert before >= 2
    name = rows.first.get_by_role("textbox")
    name.press_sequentially("my first")
    name.press("Enter")
    rows.first.get_by_role("button", name="Show my first").click()
    page.wait_for_function(NAMED)
    rows.first.get_by_role("button", name="Drop my first").click()
    page.wait_for_function(ROWS, arg=before - 1)


def test_show_me_the_code_shows_a_whole_program(first_lesson, widget):
    widget.get_by_role("button", name="Show me the code").click()
    code = widget.get_by_role("region", name="The plain Keras program of this run")
    code.wait_for()
    text = code.inner_text()
    assert "import keras" in text and "model.fit(" in text and "set_random_seed" in text
    compile(text, "shown", "exec")
    assert "FitLab" not in text


def test_axe_finds_no_violation_in_the_widget(first_lesson, widget):
    found = Axe().run(first_lesson.page, context=".fit-lab").response
    assert len(found["passes"]) >= 10, "axe looked at nothing"
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found["violations"]] == []


def test_axe_would_see_a_nameless_slider(first_lesson, widget):
    """The test above can go red."""
    first_lesson.page.evaluate("() => document.querySelector('.fit-lab label').remove()")
    found = Axe().run(first_lesson.page, context=".fit-lab").response
    assert "label" in {violation["id"] for violation in found["violations"]}


def test_the_terminal_does_not_warn_of_eavesdroppers(first_lesson, settings):
    log = (settings / "log").read_text()
    assert "Kernel started" in log and "encryption" not in log
