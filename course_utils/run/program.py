"""Write the plain Keras cell of a run, from the learner's own program."""

import textwrap

from course_utils.run import inputs
from course_utils.run.caller import Caller, find_caller
from course_utils.run.given import Given
from course_utils.run.literal import literal
from course_utils.run.settings import Routed
from course_utils.run.slicing import parse, slice_for

import numpy as np

_DATASET = "dataset"  # what the program calls the one that a data function returns
_IMPORTS = {"keras": "import keras", "tf": "import tensorflow as tf"}
_WIDTH = 88  # characters, after which a call is written over several lines


class Program:
    """How the learner wrote `build`, the data and the callbacks; writes the cell that does one run."""

    def __init__(self, caller: Caller):
        self._caller = caller

    @classmethod
    def of_caller(cls) -> "Program":
        """Of the call that is being made now from outside the package."""
        return cls(find_caller())

    def cell(self, given: Given, routed: Routed, seed: int, changed: dict) -> str:
        """The cell for one run.

        Args:
            given: what the learner gave for the run.
            routed: its settings, sorted.
            seed: of the run.
            changed: values of global names that are no longer what they were when the learner made the call.
        """
        build, lines = self._name("build", 0, given.build)
        data, train, validation = self._data(given, routed)
        fit = self._fit(given, routed, seed, train, validation)
        if train == [_DATASET]:  # its shuffle takes the seed that holds when it is made
            data, fit = [], [*data, *fit]
        numbers = routed.numbers | {n: v for n, v in routed.optimizer.items() if n == "learning_rate"}
        body = [
            *(f"{name} = {self._literal(name, value)}" for name, value in changed.items()),
            *lines,
            *data,
            "",
            f"keras.utils.set_random_seed({seed})",
            f"model = {build}({self._keywords(routed.build)})",
            *(f"model.optimizer.{name} = {self._literal(name, value)}" for name, value in numbers.items()),
            *fit,
        ]
        text = "\n".join(body)
        return self._before(text) + text + "\n"

    def _before(self, body: str) -> str:
        """The imports and the learner's own statements that the body needs."""
        needed, made = set(), set()
        for statement in parse(body):
            needed |= (statement.reads | statement.reads_later) - made
            made |= statement.binds
        imports, texts, missing = slice_for(needed, self._caller.statements, self._caller.arrays)
        imports = sorted({*imports, *(line for name, line in _IMPORTS.items() if name in missing)})
        missing -= set(_IMPORTS)
        plain = sorted(missing & set(self._caller.plain))  # a loop's variable, a function's parameter
        values = [f"{name} = {literal(self._caller.plain[name])}" for name in plain]
        unknown = sorted(missing - set(plain))
        comment = [f"# {', '.join(unknown)}: as in your notebook"] if unknown else []
        return "\n".join([*imports, "", *comment, *values, *_spaced(texts)]) + "\n"

    def _name(self, parameter: str, position: int, value) -> tuple[str, list[str]]:
        """A name for an argument, and the lines that make it, if the learner did not give it a name."""
        text = self._written(parameter, position, value) or parameter
        if text.isidentifier():
            return text, []
        name = parameter if parameter not in self._caller.names.values() else f"{parameter}_used"
        return name, [f"{name} = {text}"]

    def _written(self, parameter: str, position: int | None, value) -> str | None:
        if value is None:
            return None
        text = self._caller.written(position, parameter)
        return textwrap.dedent(text) if text else self._caller.names.get(id(value), parameter)

    def _data(self, given: Given, routed: Routed) -> tuple[list[str], list[str], str | None]:
        """Lines that make the data, the texts of x, y and the weights, and that of the validation data."""
        x, lines = self._name("x", 1, given.x)
        weight = self._written("sample_weight", None, given.sample_weight)
        validation = self._written("validation_data", None, given.validation_data)
        if callable(given.x):
            made, held_out = given.data(routed)
            call = f"{x}({self._keywords(routed.data)})"
            if inputs.is_dataset(made):
                return [*lines, f"{_DATASET} = {call}"], [_DATASET], validation
            target, train = "x_train, y_train", ["x_train", "y_train"]
            if held_out is not given.validation_data:
                target, validation = f"({target}), validation_data", "validation_data"
            lines, y = [*lines, f"{target} = {call}"], None
        elif given.y is None:
            train = [x]
        else:
            y, more = self._name("y", 2, given.y)
            lines, train = [*lines, *more], [x, y]
        return lines, [*train, weight] if weight else train, validation

    def _fit(
        self, given: Given, routed: Routed, seed: int, train: list[str], validation: str | None
    ) -> list[str]:
        """The lines that call `fit`."""
        arrays, held_out = given.data(routed)
        fit, lines, first = dict(routed.fit), [], list(train)
        if isinstance(arrays, tuple) and inputs.is_arrays(arrays):
            if fraction := fit.pop("validation_split", None):
                at = inputs.split_at(arrays, fraction)
                cut = list(zip(train, arrays, strict=True))
                validation = f"({', '.join(_cut(text, value, f'{at}:') for text, value in cut)},)"
                train = [_cut(text, value, f":{at}") for text, value in cut]
                arrays, held_out = inputs.split(arrays, fraction)
            shuffle = f".shuffle({inputs.rows(arrays)}, seed={seed})" if fit.pop("shuffle", True) else ""
            size = fit.pop("batch_size", None) or inputs.BATCH_SIZE
            slices = f"({', '.join(train)})" if len(train) > 1 else train[0]
            lines = [f"batches = tf.data.Dataset.from_tensor_slices({slices}){shuffle}.batch({size})"]
            first = ["batches"]
            if inputs.validation_arrays(held_out):
                fit.setdefault("validation_batch_size", inputs.validation_batch_size(held_out, size))
            fit["shuffle"] = False
        callbacks = self._callbacks(given, routed)
        passed = [*first, *(f"{name}={self._literal(name, value)}" for name, value in fit.items())]
        passed += [f"validation_data={validation}"] if validation else []
        passed += [f"callbacks={callbacks}"] if callbacks else []
        return [*lines, *_wrapped("history = model.fit(", passed)]

    def _callbacks(self, given: Given, routed: Routed) -> str | None:
        text = self._written("callbacks", None, given.callbacks)
        if text is None or not callable(given.callbacks):
            return text
        return f"{text if text.isidentifier() else f'({text})'}({self._keywords(routed.callbacks)})"

    def _keywords(self, settings: dict) -> str:
        return ", ".join(f"{name}={self._literal(name, value)}" for name, value in settings.items())

    def _literal(self, name: str, value) -> str:
        # What has no text of its own is left to the learner, under the setting's name.
        return literal(value) or self._caller.names.get(id(value), name)


def _cut(text: str, value, rows: str) -> str:
    """Some rows of one array, or of each array in a dict or a tuple."""
    if isinstance(value, np.ndarray) or not isinstance(value, (dict, tuple)):
        return f"{text}[{rows}]"
    return f"keras.tree.map_structure(lambda part: part[{rows}], {text})"


def _spaced(statements: list[str]) -> list[str]:
    """A blank line around what is longer than a line."""
    return [f"\n{text}\n" if "\n" in text else text for text in statements]


def _wrapped(head: str, arguments: list[str]) -> list[str]:
    line = head + ", ".join(arguments) + ")"
    if len(line) <= _WIDTH and "\n" not in line:
        return [line]
    return [head, *(f"    {argument}," for argument in arguments), ")"]
