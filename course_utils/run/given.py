"""What the learner gave for the runs of an experiment: a build function, data and callbacks."""

from collections.abc import Callable, Hashable

from course_utils.run import inputs
from course_utils.run.settings import Routed
from course_utils.run.world import freeze, world_of

import keras


class Given:
    """The arguments of `run_fit`, looked at once; a run may keep them, for they hold no model.

    Args:
        build, x, y, validation_data, callbacks, sample_weight: as for `run_fit`.

    Raises:
        TypeError, ValueError: at once, when what was given cannot be trained on.
    """

    def __init__(self, build: Callable, x, y=None, validation_data=None, callbacks=None, sample_weight=None):
        if not callable(build) or isinstance(build, keras.Model):
            raise TypeError(
                f"build must be a function that returns a compiled model, got {type(build).__name__}. "
                f"Write `def build(): …; return model` and give its name, without brackets."
            )
        self.build, self.x, self.y = build, x, y
        self.validation_data, self.callbacks, self.sample_weight = validation_data, callbacks, sample_weight
        self.functions = [function for function in (build, x, callbacks) if callable(function)]
        self._made: dict[Hashable, tuple] = {}
        inputs.check_lengths(validation_data, "the x and y of validation_data")
        if not callable(x):
            inputs.check_lengths(inputs.together(x, y, sample_weight), "x and y")

    def data(self, routed: Routed) -> tuple:
        """The training data as a tuple of arrays, or what else `fit` takes as x; and the validation data."""
        if not callable(self.x):
            return inputs.together(self.x, self.y, self.sample_weight), self.validation_data
        key = (freeze(routed.data), world_of(self.x))
        if key not in self._made:
            made = self.x(**routed.data)
            if inputs.is_dataset(made):
                return made, self.validation_data  # not kept: its shuffle goes on where it stopped
            self._made[key] = self._from_function(made)
        return self._made[key]

    def _from_function(self, made) -> tuple:
        if not isinstance(made, (tuple, list)) or len(made) != 2:
            raise TypeError(
                f"The data function x must return (x, y), ((x, y), (x_val, y_val)) or a Dataset, got "
                f"{type(made).__name__}{f' of {len(made)}' if isinstance(made, (tuple, list)) else ''}."
            )
        first, second = made
        paired = isinstance(first, (tuple, list))
        train, validation = (first, second) if paired else ((first, second), self.validation_data)
        train = inputs.together(train[0], train[1], self.sample_weight)
        inputs.check_lengths(train, "the x and y of the data function")
        inputs.check_lengths(validation, "the x_val and y_val of the data function")
        return train, validation

    def fresh_callbacks(self, routed: Routed) -> list:
        """The callbacks for one run, made anew where they come from a function."""
        made = self.callbacks(**routed.callbacks) if callable(self.callbacks) else self.callbacks
        if made is None:
            return []
        return list(made) if isinstance(made, (list, tuple)) else [made]
