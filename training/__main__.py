"""`python -m training COMMAND`; `--help` lists the commands, which are in `training.commands`.

Two may be left out: `retrain` before files of tickets, and `train`, which is what happens where there are none.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from training.commands import commands, run_command

_OF_TRAIN = ("--corpus", "--out")  # of `retrain` too, which has files or a mapping besides


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 when it was done, 1 when something stood against it, 2 for a wrong call."""
    return run_command(with_command(sys.argv[1:] if arguments is None else list(arguments)))


def with_command(given: Sequence[str]) -> list[str]:
    """The arguments with the command that they leave out."""
    if not given:
        return ["train"]
    first = given[0].partition("=")[0]
    if first in commands.commands or first in ("-h", "--help"):
        return list(given)
    mapped = any(word.startswith("--mapping") for word in given)
    return ["train" if first in _OF_TRAIN and not mapped else "retrain", *given]


if __name__ == "__main__":
    raise SystemExit(main())
