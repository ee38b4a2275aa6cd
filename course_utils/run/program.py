"""Write the plain Keras cell of a run, from the learner's own program."""

import ast
import textwrap

from course_utils.run import inputs
from course_utils.run.caller import Caller, find_caller
from course_utils.run.record import show
from course_utils.run.settings import Routed
from course_utils.run.slicing import names_in, slice_for

_DATASET = "dataset"  # what the program calls the one that a data function returns
_OURS = {"print", "display", "FitLab", "run_fit", "check", "predict", "reveal", "plots", "lab"}


class Program:
    """How the learner wrote `build`, the data and the callbacks; writes the cell that does one run."""

    def __init__(self, caller: Caller):
        self._caller = caller

    @classmethod
    def of_caller(cls) -> "Program":
        """Of the call that is being made now from outside the package."""
        return cls(find_caller())

    def cell(self, experiment, routed: Routed, seed: int) -> str:
        """The cell for one run.

        Args:
            experiment: the `Experiment` that ran.
            routed: its settings, sorted.
            seed: of the run.
        """
        build = self._name("build", 0, experiment.build)
        data, train, given = self._data_lines(experiment, routed)
        callbacks = self._callbacks(experiment, routed)
        validation = self._written("validation_data", None, experiment.validation_data)
        fit = self._fit_lines(experiment, routed, seed, train, given or validation, callbacks)
        if train == _DATASET:  # its shuffle takes the seed that holds when it is made
            data, fit = [], [*data, *fit]
        lines = [
            *build[1],
            *data,
            "",
            f"keras.utils.set_random_seed({seed})",
            f"model = {build[0]}({_keywords(routed.build)})",
            *(f"model.optimizer.{name} = {value!r}" for name, value in routed.numbers.items()),
            *(f"model.optimizer.{n} = {v!r}" for n, v in routed.optimizer.items() if n == "learning_rate"),
            *fit,
        ]
        body = "\n".join(lines)
        return self._before(body) + body + "\n"

    def _before(self, body: str) -> str:
        """The imports and the learner's own statements that the body needs."""
        made = {
            n.id
            for n in ast.walk(ast.parse(body))
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        }
        needed = names_in(ast.parse(body)) - made
        texts, undefined = slice_for(needed, self._caller.statements, _OURS)
        ours = [
            f"import {module}"
            for name, module in (("keras", "keras"), ("tf", "tensorflow as tf"))
            if name in undefined
        ]
        undefined -= {"keras", "tf"}
        imports = sorted({t for t in texts if t.startswith(("import ", "from "))} | set(ours))
        rest = [t for t in texts if not t.startswith(("import ", "from "))]
        missing = [f"# {', '.join(sorted(undefined))}: as in your notebook"] if undefined else []
        return "\n".join([*imports, "", *missing, *_spaced(rest)]) + "\n"

    def _name(self, parameter: str, position: int | None, value) -> tuple[str, list[str]]:
        """A name for an argument, and the lines that make it, if the learner did not give it a name."""
        text = self._written(parameter, position, value) or parameter
        return (text, []) if text.isidentifier() else (parameter, [f"{parameter} = {text}"])

    def _written(self, parameter: str, position: int | None, value) -> str | None:
        text = self._caller.written(position, parameter)
        if text is None and value is not None:
            known = self._caller.names.items()
            text = next((n for n, v in known if v is value and not n.startswith("_")), parameter)
        return text and textwrap.dedent(text)

    def _data_lines(self, experiment, routed: Routed) -> tuple[list[str], str, str | None]:
        """Lines that make the data, the text of the training data, and of validation data made with them."""
        x, lines = self._name("x", 1, experiment.x)
        if callable(experiment.x):
            made, validation = experiment.data(routed)
            if inputs.is_dataset(made):
                return [*lines, f"{_DATASET} = {x}({_keywords(routed.data)})"], _DATASET, None
            paired = validation is not experiment.validation_data
            target = "(x_train, y_train), validation_data" if paired else "x_train, y_train"
            call = f"{target} = {x}({_keywords(routed.data)})"
            return (
                [*lines, call],
                self._weighted("x_train, y_train", experiment),
                "validation_data" if paired else None,
            )
        if experiment.y is None:
            return lines, x, None
        y, more = self._name("y", 2, experiment.y)
        return [*lines, *more], self._weighted(f"{x}, {y}", experiment), None

    def _weighted(self, text: str, experiment) -> str:
        weight = self._written("sample_weight", None, experiment.sample_weight)
        return f"{text}, {weight}" if weight else text

    def _callbacks(self, experiment, routed: Routed) -> str | None:
        text = self._written("callbacks", None, experiment.callbacks)
        if text is None or not callable(experiment.callbacks):
            return text
        return f"{text if text.isidentifier() else f'({text})'}({_keywords(routed.callbacks)})"

    def _fit_lines(self, experiment, routed, seed, train, validation, callbacks) -> list[str]:
        arrays, held_out = experiment.data(routed)
        fit = dict(routed.fit)
        lines, first = [], [train]
        if isinstance(arrays, tuple) and inputs.is_arrays(arrays):
            if fraction := fit.pop("validation_split", None):
                at = inputs.split_at(arrays, fraction)
                parts = [part.strip() for part in train.split(",")]
                validation = "(" + ", ".join(f"{part}[{at}:]" for part in parts) + ")"
                train = ", ".join(f"{part}[:{at}]" for part in parts)
                arrays, held_out = inputs.split(arrays, fraction)
            shuffle = f".shuffle({inputs.rows(arrays)}, seed={seed})" if fit.pop("shuffle", True) else ""
            size = fit.pop("batch_size", None) or inputs.BATCH_SIZE
            lines = [f"batches = tf.data.Dataset.from_tensor_slices(({train})){shuffle}.batch({size})"]
            first = ["batches"]
            if isinstance(held_out, (tuple, list)) and inputs.is_arrays(tuple(held_out)):
                fit.setdefault("validation_batch_size", inputs.validation_batch_size(held_out))
            fit["shuffle"] = False
        given = [*first, *(f"{n}={v!r}" for n, v in fit.items())]
        given += [f"validation_data={validation}"] if validation else []
        given += [f"callbacks={callbacks}"] if callbacks else []
        return [*lines, *_wrapped("history = model.fit(", given)]


def _spaced(statements: list[str]) -> list[str]:
    """A blank line around what is longer than a line."""
    return [f"\n{text}\n" if "\n" in text else text for text in statements]


def _keywords(settings: dict) -> str:
    return ", ".join(f"{name}={_literal(value)}" for name, value in settings.items())


def _literal(value) -> str:
    return show(value) if callable(value) else repr(value)


def _wrapped(head: str, arguments: list[str], width: int = 88) -> list[str]:
    line = head + ", ".join(arguments) + ")"
    if len(line) <= width and "\n" not in line:
        return [line]
    return [head, *(f"    {argument}," for argument in arguments), ")"]
