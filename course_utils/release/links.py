"""Links that open a lesson in JupyterLab: on a JupyterHub with nbgitpuller, and on Binder."""

from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from course_utils.release.errors import ReleaseError

# The hosts that mybinder.org knows by two letters; every other repository goes by its whole address.
_HOSTS = {"github.com": "gh", "gitlab.com": "gl"}


def links(notebook: Path, repository: str, branch: str = "main", hub: str | None = None) -> dict[str, str]:
    """Return the links to one notebook of a repository.

    Args:
        notebook: its path in the repository, such as `lessons/06-learning-rate.ipynb`.
        repository: where it can be cloned from, https://…
        branch: the branch to take.
        hub: the address of a JupyterHub whose servers have nbgitpuller; None for no link to one.

    Returns:
        Binder's link, and the hub's when there is one: it clones the repository into the student's home or
        updates it there, and never overwrites what the student has written.

    Raises:
        ReleaseError: an address is none, or the path leads out of the repository.
    """
    parts = _web(repository, "--repository", "https://github.com/OWNER/REPO")
    if notebook.is_absolute() or ".." in notebook.parts:
        raise ReleaseError(
            f"{notebook} is no path inside a repository. Give the command in the repository's folder, and "
            "the path as it is seen from there."
        )
    path = notebook.as_posix()
    owner_and_name = parts.path.strip("/").removesuffix(".git")
    place = _HOSTS.get(parts.netloc)
    clone = owner_and_name if place == "gh" else quote(owner_and_name if place else repository, safe="")
    found = {
        "Binder": f"https://mybinder.org/v2/{place or 'git'}/{clone}/{quote(branch, safe='')}"
        f"?{urlencode({'urlpath': f'lab/tree/{path}'}, safe='/')}"
    }
    if hub:
        _web(hub, "--hub", "https://hub.example.org")
        name = owner_and_name.split("/")[-1]
        query = {"repo": repository, "branch": branch, "urlpath": f"lab/tree/{name}/{path}"}
        found["nbgitpuller"] = f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{urlencode(query)}"
    return found


def _web(address: str, option: str, example: str):
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ReleaseError(f"{option} must be an address such as {example}, but it is {address!r}.")
    if option == "--repository" and not parts.path.strip("/"):
        raise ReleaseError(f"{option} must name a repository, such as {example}, but it is {address!r}.")
    return parts
