"""Writes a model folder: the pipeline, the same as plain arrays, what it is. The same model gives the same bytes."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from joblib.compressor import BinaryZlibFile
from joblib.numpy_pickle import NumpyPickler
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import TfidfVectorizer

from training.card import write_card
from training.features import CUES, WORDS
from training.files import Arrays, digest_of, pack_arrays, put_file
from training.readers import ENGLISH_READER, KINDS, MULTILINGUAL, put_reader
from training.train import TrainedModel
from triage.classifier.category.artefact import ARRAYS, CARD, METADATA, PIPELINE, TABLES
from triage.classifier.category.language import LanguageModel
from triage.classifier.category.ngrams import LONGEST, MOST_PIECES, index_ngrams

WriteCard = Callable[[Mapping[str, Any]], str]
"""Metadata → the model card."""

_BLOCKS = (("words", WORDS), ("chars", WORDS), ("cues", CUES))
_GRID = 4096  # steps of a weight to one unit of log-odds


class NotRepresentable(ValueError):
    """The pipeline has an option that the lean evaluator does not know; the message names it."""


def round_weights(model: TrainedModel) -> None:
    """Round the fitted coefficients to a grid that 32 bits hold exactly: the pipeline and the arrays have the very same numbers,
    and pack into a third of the space."""
    heads = [model.category, *(model.topics.estimators_ if model.topics is not None else ())]
    for head in heads:
        head.coef_ = _rounded(head.coef_)
        head.intercept_ = _rounded(head.intercept_)


def lean_tables(model: TrainedModel) -> tuple[dict[str, Any], Arrays]:
    """The vocabularies and the weights of a model, rounded already.

    Raises:
        NotRepresentable: the lean evaluator would not compute what the pipeline computes.
    """
    check_representable(model.features)
    weights = _weights(model)
    tables: dict[str, Any] = {"lexicon": model.lexicon, "language": _language_tables(model.reader.languages)}
    arrays: Arrays = {"intercept": _intercepts(model), "language_logs": model.reader.languages.logs.astype(np.float32)}
    start = 0
    for name, vectorizer, _ in model.features.transformers_:
        terms = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
        tables[name] = _describe(vectorizer, model.features.transformer_weights[name])
        idf = np.asarray(vectorizer.idf_) if vectorizer.use_idf else np.ones(len(terms))
        if name == "chars":
            tables[name]["grams"] = sorted(terms)
            order = np.array(sorted(range(len(terms)), key=terms.__getitem__))
        else:
            order = _index(name, terms, tables[name], arrays, model.lexicon if name == "cues" else ())
        arrays[f"{name}_idf"], arrays[f"{name}_weights"] = idf[order], weights[start + order].astype(np.float32)
        start += len(terms)
    return tables, arrays


def check_representable(features: ColumnTransformer) -> None:
    """Refuse every pipeline but those whose arithmetic `triage.classifier.category.lean` replicates."""
    found = tuple((name, column) for name, _, column in features.transformers_)
    if found != _BLOCKS:
        raise NotRepresentable(f"the blocks must be {_BLOCKS}, not {found}")
    if features.remainder != "drop" or set(features.transformer_weights or ()) != {name for name, _ in _BLOCKS}:
        raise NotRepresentable("every block needs a share, and no other column may pass")
    for name, vectorizer, _ in features.transformers_:
        _check_vectorizer(name, vectorizer)


def _check_vectorizer(name: str, vectorizer: TfidfVectorizer) -> None:
    if type(vectorizer) is not TfidfVectorizer:
        raise NotRepresentable(f"{name}: only TfidfVectorizer can be exported, not {type(vectorizer).__name__}")
    chars = name == "chars"
    told = vectorizer.get_params()
    allowed = {
        "analyzer": ("char_wb",) if chars else ("word",), "lowercase": (False,), "strip_accents": (None,), "stop_words": (None,),
        "preprocessor": (None,), "tokenizer": (None,), "binary": (False,), "norm": ("l1", None) if chars else ("l1", "l2", None),
        "sublinear_tf": (False,) if chars else (False, True), "use_idf": (False, True), "dtype": (np.float64,),
    }  # fmt: skip
    if not chars:
        allowed["token_pattern"] = (r"\S+",)
    for option, values in allowed.items():
        if told[option] not in values:
            raise NotRepresentable(f"{name}: {option}={told[option]!r} cannot be exported")
    if not chars and (told["ngram_range"][0] != 1 or told["ngram_range"][1] > LONGEST):
        raise NotRepresentable(f"{name}: ngram_range={told['ngram_range']!r} cannot be exported")


class _ByValue(NumpyPickler):  # type: ignore[misc]  # joblib has no types
    """Writes equal texts as one object: whether they are one in memory depends on what else the process did."""

    def __init__(self, target: BinaryZlibFile) -> None:
        super().__init__(target)
        self._texts: dict[str, str] = {}

    def save(self, obj: object) -> None:
        """Write one object and what it holds."""
        super().save(self._texts.setdefault(obj, obj) if type(obj) is str else obj)


def pickled(stored: Mapping[str, object]) -> bytes:
    """What `joblib.load` reads; the same objects give the same bytes."""
    packed = io.BytesIO()
    with BinaryZlibFile(packed, "wb", compresslevel=9) as target:
        _ByValue(target).dump(stored)
    return packed.getvalue()


def write_model(folder: Path, model: TrainedModel, metadata: Mapping[str, Any], write_card: WriteCard) -> str:
    """Write all files of a model folder; the metadata gets their digests and is written last. Returns the card.

    An encoder that `python -m training.encoder` wrote into the folder stays part of the model.
    """
    folder.mkdir(parents=True, exist_ok=True)
    digests = put_lean(folder, model)
    _forget_addresses(model.features)
    stored = {"features": model.features, "category": model.category, "topics": model.topics}
    digests |= _put(folder, {PIPELINE: pickled(stored)})
    return write_told(folder, metadata, digests, write_card)


def put_lean(folder: Path, model: TrainedModel) -> dict[str, str]:
    """Write the files that the lean evaluator reads; returns their digests. Raises NotRepresentable."""
    tables, arrays = lean_tables(model)
    contents = {
        TABLES: (json.dumps(tables, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode(
            "utf-8", "surrogatepass"
        ),
        ARRAYS: pack_arrays(arrays, zipfile.ZIP_STORED),  # read where they lie, by all workers: compressed, each had its own
    }
    return _put(folder, contents)


def _put(folder: Path, contents: Mapping[str, bytes]) -> dict[str, str]:
    for name, content in contents.items():
        put_file(folder / name, content)
    return {name: digest_of(content) for name, content in contents.items()}


def add_encoder(folder: Path, arrays: bytes, told: Mapping[str, Any]) -> None:
    """Put an encoder into the folder of a shipped model; `told` is what the metadata, and the card, say of it."""
    put_reader(folder, MULTILINGUAL, arrays, told)
    tell_again(folder)


def add_english(folder: Path, changes: bytes, told: Mapping[str, Any]) -> None:
    """Put what makes the encoder of meaning a reader of English tickets into the folder of a shipped model; `told` as above."""
    put_reader(folder, ENGLISH_READER, changes, told)
    tell_again(folder)


def tell_again(folder: Path) -> None:
    """Write card and metadata anew, after what they say of an encoder has changed."""
    metadata = json.loads((folder / METADATA).read_text("utf-8"))
    write_told(folder, metadata, metadata["files"], write_card)


def write_told(folder: Path, metadata: Mapping[str, Any], digests: Mapping[str, str], write_card: WriteCard) -> str:
    """Card and metadata of a folder, its encoders included; `digests` are those of the other files. Returns the card."""
    told, files = dict(metadata), dict(digests)
    for kind in KINDS:
        if (folder / kind.arrays).exists():
            told[kind.name] = json.loads((folder / kind.told).read_text("utf-8"))
            files |= {file: digest_of((folder / file).read_bytes()) for file in (kind.arrays, kind.told)}
    card = write_card(told)
    put_file(folder / CARD, card.encode())
    written = json.dumps(
        {**told, "files": {**files, CARD: digest_of(card.encode())}}, indent=1, sort_keys=True, ensure_ascii=False
    )
    (folder / METADATA).write_text(written + "\n", encoding="utf-8")
    return card


def _forget_addresses(features: ColumnTransformer) -> None:
    """Vectorizers remember where in memory their stop words lay, which differs from run to run and is only a cache."""
    for _, vectorizer, _ in features.transformers_:
        vars(vectorizer).pop("_stop_words_id", None)


def _describe(vectorizer: TfidfVectorizer, share: float) -> dict[str, Any]:
    shortest, longest = vectorizer.ngram_range
    return {
        "shortest": shortest,
        "longest": longest,
        "sublinear": vectorizer.sublinear_tf,
        "norm": vectorizer.norm or "none",
        "scale": share,
    }


def _index(name: str, terms: list[str], told: dict[str, Any], arrays: Arrays, further: Iterable[str]) -> npt.NDArray[np.int64]:
    """Number the words of a vocabulary, and further ones that the reader may meet; the terms' order by their keys."""
    split = [tuple(term.split(" ")) for term in terms]
    pieces = sorted({piece for term in split for piece in term}.union(further))
    if len(pieces) >= MOST_PIECES:
        raise NotRepresentable(f"{name}: {len(pieces)} different words are more than {MOST_PIECES}")
    number = {piece: at for at, piece in enumerate(pieces)}
    index, order = index_ngrams((tuple(number[piece] for piece in term) for term in split), len(pieces))
    arrays |= {f"{name}_keys{length}": keys for length, keys in enumerate(index, 1)}
    told["pieces"], told["longest"] = pieces, len(index)
    return order


def _weights(model: TrainedModel) -> npt.NDArray[np.float64]:
    """Features x labels: categories, then topics."""
    topics = [head.coef_ for head in model.topics.estimators_] if model.topics is not None else []
    return np.vstack([model.category.coef_, *topics]).T


def _intercepts(model: TrainedModel) -> npt.NDArray[np.float64]:
    topics = [head.intercept_ for head in model.topics.estimators_] if model.topics is not None else []
    return np.concatenate([model.category.intercept_, *topics])


def _language_tables(languages: LanguageModel) -> dict[str, Any]:
    limits = languages.limits
    return {
        "supported": languages.supported,
        "others": languages.others,
        "usual": languages.usual,
        "everyday": languages.everyday,
        "pieces": sorted(languages.pieces, key=languages.pieces.__getitem__),
        "limits": {name: getattr(limits, name) for name in limits.__slots__},
    }


def _rounded(values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    return np.round(values * _GRID) / _GRID
