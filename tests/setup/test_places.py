"""Every way in (conda, Binder, the workflow) takes the Pythons and the lock that course.py takes."""

import os
import re
import stat
import subprocess
import sys
import tomllib
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from packaging.specifiers import SpecifierSet

from course_setup import LEARNERS, LESSONS_LOCK, NEWEST, OLDEST, ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PYTHONS = [f"3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1)]


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_pyproject_supports_the_pythons_that_course_py_takes():
    supported = SpecifierSet(PYPROJECT["project"]["requires-python"])
    assert [f"3.{minor}" for minor in range(30) if supported.contains(f"3.{minor}.5")] == PYTHONS


def test_the_workflow_tries_every_supported_python_with_ci_run():
    jobs = yaml.safe_load(read(".github/workflows/ci.yml"))["jobs"]
    everything = jobs["everything"]
    assert everything["strategy"]["matrix"]["python"] == PYTHONS
    assert [step["run"] for step in everything["steps"] if "run" in step] == [".ci/run"]


def test_ci_run_ends_in_the_test_command_of_the_readme():
    script = read(".ci/run")
    assert script.startswith("#!/bin/bash\n") and "set -e" in script
    assert script.rstrip().endswith("exec python3 course.py test </dev/null")
    assert script.count("course.py") == 1
    assert "python3 course.py test" in read("README.md")


def test_conda_gets_python_and_pip_and_the_lock_and_nothing_else():
    environment = yaml.safe_load(read("environment.yml"))
    python = read("binder/runtime.txt").strip().removeprefix("python-")
    assert python in PYTHONS
    # Exactly this spelling: repo2docker reads no other, and conda resolves `-r` from this file's folder.
    assert environment["dependencies"] == [f"python={python}", "pip", {"pip": [f"-r {LEARNERS.lock.name}"]}]
    assert environment["channels"] == ["conda-forge"]


def test_the_hooks_are_local_and_run_in_our_environment():
    hooks = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    assert [repo["repo"] for repo in hooks] == ["local"]
    for hook in hooks[0]["hooks"]:
        assert hook["entry"].startswith("python3 course.py run ")


def test_version_and_licences_are_told_alike_everywhere():
    citation = yaml.safe_load(read("CITATION.cff"))
    assert citation["version"] == PYPROJECT["project"]["version"]
    assert " AND ".join(citation["license"]) == PYPROJECT["project"]["license"]
    for licence in citation["license"]:
        assert f"(SPDX: {licence})" in read("LICENSE")


@pytest.mark.parametrize("script", [".ci/run", "binder/postBuild", "course.py"])
def test_a_script_can_be_started(script):
    assert b"\r" not in (ROOT / script).read_bytes()
    assert os.name == "nt" or (ROOT / script).stat().st_mode & stat.S_IXUSR


@pytest.fixture(scope="module")
def dockerfile() -> str:
    """What Binder would build; repo2docker writes it without Docker."""
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--user-id=1000", "--user-name=jovyan"]
    command += ["--Repo2Docker.default_buildpack=None", "."]  # mybinder.org is as strict
    written = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert written.returncode == 0, written.stderr
    return written.stdout


@pytest.mark.skipif(os.name == "nt", reason="repo2docker does not run on Windows")
def test_binder_installs_the_lock_before_it_copies_the_repository(dockerfile):
    install = dockerfile.index(f'-r "{LESSONS_LOCK.relative_to(ROOT).as_posix()}"')
    copy = dockerfile.index("src/ ${REPO_DIR}/\n")
    assert install < copy, "every commit would install TensorFlow anew"
    assert "env update" not in dockerfile, "conda would solve for minutes"


@pytest.mark.skipif(os.name == "nt", reason="repo2docker does not run on Windows")
def test_binder_runs_our_python_and_post_build(dockerfile):
    number = read("binder/runtime.txt").strip().removeprefix("python-").replace(".", "-2e")
    assert f"environment-2epy-2d{number}" in dockerfile
    assert "./binder/postBuild" in dockerfile
    # A JupyterHub that uses this image mounts a folder over the repository: a start script that the image
    # expects there stops every server, and an editable course_utils is gone.
    assert "R2D_ENTRYPOINT" not in dockerfile
    script = read("binder/postBuild")
    assert re.search(r"^set -e", script, re.M), "repo2docker would go on after a failure"
    assert not re.search(r"^[^#]*(-e |--editable)\S*\.", script, re.M)


def launch_links() -> list[tuple[str, str]]:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    links = [link for page in pages for link in re.findall(r"https?://[^\s)\"'>]+", page.read_text("utf-8"))]
    return [(link, parse_qs(urlsplit(link).query)["urlpath"][0]) for link in links if "urlpath=" in link]


def test_every_launch_link_opens_a_lesson_that_exists():
    """JupyterLab answers a wrong path with a page all the same, so the file itself is looked for."""
    links = launch_links()
    assert links, "no page has a link that launches a lesson"
    for link, path in links:
        assert path.startswith("lab/tree/"), f"{link}: a leading slash would lose the server's own path"
        assert (ROOT / path.removeprefix("lab/tree/")).is_file(), f"{link}: there is no such lesson"
