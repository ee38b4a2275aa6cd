"""Run as a program: execute the programs of a JSON file, each by itself, and write their histories.

python cold.py programs.json histories.json
"""

import json
import sys
from pathlib import Path

import keras


def main(programs: Path, histories: Path) -> None:
    fit = keras.Model.fit
    # Only what is shown changes: a progress bar a batch would take longer than the training.
    keras.Model.fit = lambda self, *args, **given: fit(self, *args, **{"verbose": 0, **given})
    done = []
    for program in json.loads(programs.read_text()):
        keras.utils.clear_session()
        space = {"__name__": "__main__"}
        try:
            exec(compile(program, "program", "exec"), space)
            done.append(space["history"].history)
        except Exception as error:
            done.append({"error": repr(error)})
    histories.write_text(json.dumps(done))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
