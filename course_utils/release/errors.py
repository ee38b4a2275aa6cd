"""What ends a release."""


class ReleaseError(ValueError):
    """A release cannot be made. The message says what was expected, what came, and what to do."""
