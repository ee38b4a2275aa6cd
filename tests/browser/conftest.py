"""A real JupyterLab and a real chromium, once for all browser tests."""

import os
import shutil

import pytest
from lab_driver import QUIET, Lab, find_chromium, serve
from playwright.sync_api import sync_playwright

from course_setup import ROOT

_MISSING = (
    "NO CHROMIUM WAS FOUND: the browser tests did not run. Expected chromium or google-chrome "
    "on the PATH, or its path in the variable CHROMIUM. On Debian and Ubuntu: sudo apt install chromium."
)


@pytest.fixture(scope="session")
def chromium():
    """The browser. Where continuous integration finds none, that is a failure; elsewhere a loud skip."""
    path = find_chromium()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(_MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def settings(tmp_path_factory):
    """JupyterLab's own folder."""
    return tmp_path_factory.mktemp("settings")


@pytest.fixture(scope="session")
def server(tmp_path_factory, settings):
    """JupyterLab over a copy of lessons and docs, so that no test writes into the repository."""
    folder = tmp_path_factory.mktemp("course")
    for part in ("lessons", "docs"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    with serve(folder, settings) as address:
        yield address


@pytest.fixture
def page(chromium):
    """A page of its own, with whatever its console called an error."""
    page = chromium.new_page(viewport={"width": 1280, "height": 1000})
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    page.close()


@pytest.fixture(scope="module")
def first_lesson(chromium, server):
    """Lesson 00, run from the top."""
    page = chromium.new_page(viewport={"width": 1280, "height": 1000})
    lab = Lab(page, server, "lessons/00-start-here.ipynb")
    lab.run_all()
    yield lab
    page.close()
