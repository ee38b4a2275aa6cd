"""The instructor's side: a lesson joined to its model solutions, and what is derived from the pair."""

from course_utils.release.lesson import Exercise, Lesson, LessonError, Question, read_lesson
from course_utils.release.solved import solved

__all__ = ["Exercise", "Lesson", "LessonError", "Question", "read_lesson", "solved"]
