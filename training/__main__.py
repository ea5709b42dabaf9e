"""`python -m training`: train the category model from the corpus; `python -m training evaluate --tickets FILE`: measure it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

MODEL = Path(__file__).parents[1] / "models" / "category"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 when it was done."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if _is_retraining(given):
        from training.commands import COMMANDS, run_command

        return run_command(given if given[0] in COMMANDS else ["retrain", *given])
    told = _parser().parse_args(given)
    if told.command == "evaluate":
        from training.evaluate import evaluate_command

        print(evaluate_command(told))
        return 0
    from training.corpus import read_corpus
    from training.run import train_and_write

    print(train_and_write(read_corpus(told.corpus), told.out))
    return 0


def _is_retraining(given: Sequence[str]) -> bool:
    """Whether a client's tickets are to be learned: everything but `train` and `evaluate` and their options."""
    ours = {"train", "evaluate", "--corpus", "--out", "-h", "--help"}
    return bool(given) and (given[0] not in ours or any(word.startswith("--mapping") for word in given))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.set_defaults(command="train")
    commands = parser.add_subparsers(dest="command", required=False)
    train = commands.add_parser("train", help="train from the corpus (the default)")
    for each in (parser, train):
        each.add_argument("--corpus", type=Path, default=Path(__file__).parent / "corpus", help="folder of *.jsonl")
        each.add_argument("--out", type=Path, default=MODEL, help="model folder to write")
    evaluate = commands.add_parser("evaluate", help="measure a model on labelled tickets")
    evaluate.add_argument("--tickets", type=Path, required=True, help="JSONL with subject, body, category, and clear where known")
    evaluate.add_argument("--model", type=Path, default=MODEL, help="model folder")
    evaluate.add_argument("--engine", default="lean", help="lean or sklearn")
    evaluate.add_argument("--encoder", default="unsure", help="when the encoders are asked: unsure, always or never")
    evaluate.add_argument("--meaning", default="on", help="whether the large English encoder is one of them: on or off")
    evaluate.add_argument("--review-cost", type=float, default=1.0, help="cost of a look by a person")
    evaluate.add_argument("--wrong-cost", type=float, default=6.0, help="cost of a wrong category")
    evaluate.add_argument(
        "--missed", nargs="*", default=["site_down=18"], metavar="CATEGORY=COST", help="cost of overlooking one"
    )
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
