"""A term in a lesson opens the glossary at its entry, in the real JupyterLab."""

import pytest
from lab_driver import Lab

pytestmark = pytest.mark.browser

AT_THE_TOP = """name => {
  const page = document.querySelector('.jp-MarkdownViewer .jp-RenderedMarkdown');
  const heading = [...(page?.querySelectorAll('h3') ?? [])].find((h) => h.textContent === name + '¶');
  const offset = heading?.getBoundingClientRect().top - page?.getBoundingClientRect().top;
  return page?.scrollTop > 0 && -10 < offset && offset < 60;
}"""


@pytest.mark.parametrize(
    ("lesson", "term"), [("01-training-loop", "SGD"), ("01-training-loop", "batch"), ("02-compile", "R²")]
)
def test_a_term_opens_the_glossary_at_its_entry(page, server, lesson, term):
    Lab(page, server, f"lessons/{lesson}.ipynb")
    page.locator(".jp-MarkdownCell a[href*='glossary.md']").get_by_text(term, exact=True).first.click()
    page.wait_for_function(AT_THE_TOP, arg=term, timeout=30_000)
