"""nbgrader's step that clears solutions, taught to leave the lesson's own stub behind."""

from course_utils.release.assignment import STUB

from nbgrader.preprocessors import ClearSolutions


class LessonStubs(ClearSolutions):
    """Replace a model solution by the stub of its lesson; without one, do as nbgrader does.

    Learner and student then read the same text. Without this step, under another configuration, nbgrader's
    own still finds the solution between its marks and removes it.
    """

    def preprocess_cell(self, cell, resources, cell_index):
        """Clear one cell."""
        stub = cell.metadata.pop(STUB, None)
        if stub is None:
            return super().preprocess_cell(cell, resources, cell_index)
        cell.source = stub
        return cell, resources
