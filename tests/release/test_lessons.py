"""The real nbgrader grades two pretend students of every lesson: all points, and none."""

from course_utils.release import read_lesson

import pytest

from course_setup import ROOT

LESSONS = sorted((ROOT / "lessons").glob("*.ipynb"))


@pytest.fixture(scope="module")
def verified(request, tmp_path_factory, instructor):
    """Verify the lessons that were chosen, all with one command: nbgrader alone takes seconds to import."""
    chosen = {item.callspec.params["path"] for item in request.session.items if item.path == request.path}
    out = tmp_path_factory.mktemp("class") / "course"
    command = ["python", "-m", "course_utils.release", "nbgrader", *sorted(chosen), "--out", out, "--verify"]
    return out, instructor(*command)


@pytest.mark.slow
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_model_solution_earns_all_and_the_untouched_copy_nothing(path, verified):
    out, done = verified
    lesson = read_lesson(path)
    most = sum(exercise.points for exercise in lesson.exercises)
    assert most > 0
    wanted = f"the model-solution earns {most:g} of {most:g} automatic points, the untouched-copy 0"
    (said,) = [line for line in done.stdout.splitlines() if line.startswith(f"{path}: ")] or [done.stderr]
    assert wanted in said
    assert (out / "release" / path.stem / path.name).is_file()
