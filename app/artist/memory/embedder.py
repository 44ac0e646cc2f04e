"""What turns sentences into vectors whose angle says how near their meanings are.

`LEVELMIX_MEMORY_VECTORS` says which one. The one that comes along are the word vectors of `wordllama` (MIT, 256 numbers
a piece of a word). Of its package only the two files of data are read, none of its code: so nothing is ever fetched,
the log stays as it is, and the vectors are a map of the file, of which a process has only those pages in its memory
that it looks at. They are loaded by the first question that needs them, in the process that asks.

The other one, MiniLM (`app/meanings/`), understands whole sentences. It takes weights that `make setup` fetches for the
voices, more memory and more time. It is read when there is something to put into numbers; where its weights are not
there, the log says so once, and the word vectors go on until the next start.
"""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.config import settings
from app.meanings import weights
from app.meanings.weights import WeightsMissing

log = logging.getLogger(__name__)

Vectors = NDArray[np.float32]
DIM = 384
MOST_CHARS = 2000
"""What is longer is judged by its beginning."""
MINILM = 'minilm'
WEIGHTS = 'weights/l2_supercat_256.safetensors'
WORDS = 'tokenizers/l2_supercat_tokenizer_config.json'
TENSOR = 'embedding.weight'
LEAST, LEAST_BY_WORDS, LEAST_MINILM = 0.18, 0.08, 0.29
"""Fitted on `bench/artist/facts_to_fit.tsv`; `make bench-memory` prints how they do on other facts."""
_loading = Lock()


@dataclass(frozen=True, slots=True)
class Embedder:
    """Something that makes vectors.

    Parameters
    ----------
    name, dim : what it is and how many numbers a vector has: kept with each, because only vectors of one kind compare.
    embed : sentences in, a row of length 1 for each out; of zeros where a sentence says nothing that it knows.
    least : from which score on (see `matching.score`) a fact counts as the answer to a question.
    """

    name: str
    dim: int
    embed: Callable[[Sequence[str]], Vectors]
    least: float


def current() -> Embedder:
    """The one in use, by `LEVELMIX_MEMORY_VECTORS`; the first call may load it, which takes a third of a second."""
    known = settings()
    if known.memory_vectors == MINILM:
        found = sentences(known.models_dir)
        if found is not None:
            return found
    return words()


def words() -> Embedder:
    """The word vectors, whatever is set: what was learnt with them goes on with them."""
    with _loading:
        return _wordllama()


def sentences(models: Path) -> Embedder | None:
    """MiniLM with its weights in this folder, of which nothing is read before the first sentence; None without them."""
    with _loading:
        return _minilm(models)


@cache
def _minilm(models: Path) -> Embedder | None:
    try:
        if find_spec('tokenizers') is None:
            raise WeightsMissing('The library that reads words is not installed. Run `make setup`.')
        for one in weights.MEANINGS:
            weights.checked(models, one)
    except WeightsMissing as error:
        log.warning('LEVELMIX_MEMORY_VECTORS=minilm: %s What artists said is found by wordllama meanwhile.', error)
        return None

    def embed(texts: Sequence[str]) -> Vectors:
        from app.meanings import minilm

        with _loading:
            model = minilm.opened(models)
        found = [model.of(text[:MOST_CHARS], minilm.LONGEST) for text in texts]
        return np.stack(found) if found else np.zeros((0, DIM), np.float32)

    return Embedder('minilm-l6-v2', DIM, embed, LEAST_MINILM)


@cache
def _wordllama() -> Embedder:
    folder = _folder()
    if folder is None:
        log.warning('The package wordllama is not there: facts are found by their words alone.')
        return Embedder('words', 1, lambda texts: np.zeros((len(texts), 1), np.float32), LEAST_BY_WORDS)
    from tokenizers import Tokenizer

    pieces, table = Tokenizer.from_file(str(folder / WORDS)), _table(folder / WEIGHTS)
    pieces.no_padding()
    pieces.no_truncation()

    def embed(texts: Sequence[str]) -> Vectors:
        cut = [text[:MOST_CHARS] for text in texts]
        found = [_mean(table, one.ids) for one in pieces.encode_batch(cut, add_special_tokens=False)]
        return np.stack(found) if found else np.zeros((0, table.shape[1]), np.float32)

    return Embedder('wordllama-l2-256', table.shape[1], embed, LEAST)


def _folder() -> Path | None:
    """Where the package lies, without loading it."""
    try:
        spec = find_spec('wordllama')
    except (ImportError, ValueError):
        return None
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    folder = Path(places[0]) if places else None
    return folder if folder is not None and (folder / WEIGHTS).is_file() and (folder / WORDS).is_file() else None


def _table(path: Path) -> Any:
    """The vectors as they lie in the file: its head says at which byte they begin, in which form and shape."""
    with path.open('rb') as file:
        length = int.from_bytes(file.read(8), 'little')
        about = json.loads(file.read(length))[TENSOR]
    if about['dtype'] != 'F16':
        raise ValueError(f'{path.name} has vectors in a form that is not known: {about["dtype"]}')
    shape = tuple(about['shape'])
    return np.memmap(path, dtype='<f2', mode='r', offset=8 + length + about['data_offsets'][0], shape=shape)


def _mean(table: Any, ids: Sequence[int]) -> Vectors:
    if not ids:
        return np.zeros(table.shape[1], np.float32)
    middle: Vectors = np.asarray(table[np.asarray(ids)], np.float32).mean(axis=0)
    length = float(np.linalg.norm(middle))
    return middle / length if length else middle
