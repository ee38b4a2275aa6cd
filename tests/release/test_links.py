"""The links that are handed out."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from course_utils.release.__main__ import main
from course_utils.release.errors import ReleaseError
from course_utils.release.links import links

import pytest

LESSON = Path("lessons/06-learning-rate.ipynb")
GITHUB = "https://github.com/someone/fit"


def test_binder_opens_the_lesson_in_jupyterlab():
    found = links(LESSON, GITHUB)
    assert found == {
        "Binder": "https://mybinder.org/v2/gh/someone/fit/main?urlpath=lab/tree/lessons/06-learning-rate.ipynb"
    }


@pytest.mark.parametrize(
    ("repository", "branch", "path"),
    [
        (GITHUB + ".git", "autumn/2026", "/v2/gh/someone/fit/autumn%2F2026"),
        ("https://gitlab.com/a/b/c", "main", "/v2/gl/a%2Fb%2Fc/main"),
        ("https://git.uni.org/a/b", "main", "/v2/git/https%3A%2F%2Fgit.uni.org%2Fa%2Fb/main"),
    ],
)
def test_binder_takes_each_host_in_its_own_way(repository, branch, path):
    assert urlsplit(links(LESSON, repository, branch)["Binder"]).path == path


@pytest.mark.parametrize("hub", ["https://hub.uni.org", "https://hub.uni.org/"])
def test_a_hub_pulls_the_repository_and_opens_the_lesson(hub):
    link = urlsplit(links(LESSON, GITHUB + ".git", "autumn", hub)["nbgitpuller"])
    assert (link.netloc, link.path) == ("hub.uni.org", "/hub/user-redirect/git-pull")
    assert parse_qs(link.query) == {
        "repo": [GITHUB + ".git"],
        "branch": ["autumn"],
        "urlpath": ["lab/tree/fit/lessons/06-learning-rate.ipynb"],  # nbgitpuller clones into a folder `fit`
    }


def test_a_blank_is_encoded_once():
    link = links(Path("a b.ipynb"), GITHUB, hub="https://hub.uni.org")
    assert link["Binder"].endswith("urlpath=lab/tree/a+b.ipynb")
    assert parse_qs(urlsplit(link["nbgitpuller"]).query)["urlpath"] == ["lab/tree/fit/a b.ipynb"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"repository": "git@github.com:a/b"}, "--repository must be an address such as https://github.com/"),
        ({"repository": "https://github.com"}, "--repository must name a repository"),
        (
            {"repository": GITHUB, "hub": "hub.uni.org"},
            "--hub must be an address such as https://hub.example",
        ),
        ({"repository": GITHUB, "notebook": Path("/tmp/a.ipynb")}, "is no path inside a repository"),
        ({"repository": GITHUB, "notebook": Path("../a.ipynb")}, "is no path inside a repository"),
    ],
)
def test_what_is_no_address(given, said):
    with pytest.raises(ReleaseError, match=said):
        links(**{"notebook": LESSON, **given})


def test_one_command_for_several_lessons(monkeypatch, course, capsys):
    monkeypatch.chdir(course)
    assert (
        main(["links", "lessons/03-tiny.ipynb", "--repository", GITHUB, "--hub", "https://hub.uni.org"]) == 0
    )
    said = capsys.readouterr().out
    assert "Binder: https://mybinder.org/" in said and "nbgitpuller: https://hub.uni.org/" in said
