"""Puts the meaning of a few words into 384 numbers: MiniLM, as a reader of its weights and one pass in numpy."""

import json
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.meanings import weights
from app.meanings.weights import WeightsMissing

LAYERS, HEADS, DIM = 6, 12, 384
MOST_TOKENS, LONGEST = 40, 90
"""Pieces of words that are looked at, unless somebody asks for more; and how many they may ask for."""
HIGH, DEEP, WIDE = 40, 384, 16
"""Matrices are multiplied in pieces of this size. 40 × 384 × 16 is below what OpenBLAS wakes its threads for, as is
90 × 32 × 90: with two threads on a busy machine, one word took half a second instead of twenty milliseconds."""
Meaning = NDArray[np.float32]
"""One row of length 1 for each text."""
MISSING = 'The library that reads words is not installed. Run `make setup` without SLIM=1, which brings it.'


def _erf(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The error function, right to six places (Abramowitz and Stegun 7.1.26); numpy itself has none."""
    sizes = np.abs(values)
    t = 1 / (1 + 0.3275911 * sizes)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return np.asarray(np.sign(values) * (1 - series * np.exp(-sizes * sizes)), np.float32)


class Meanings:
    """The model, once it is read."""

    def __init__(self, models: Path) -> None:
        try:
            from tokenizers import Tokenizer
        except ImportError:
            raise WeightsMissing(MISSING) from None
        model, tokenizer = (weights.checked(models, one) for one in weights.MEANINGS)
        self._weights = _read(model)
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def of(self, text: str, most_tokens: int = MOST_TOKENS) -> Meaning:
        """The meaning of one text; of its first so many pieces of words, `LONGEST` at most, with both ends."""
        tokens = self._tokenizer.encode(text).ids
        most = min(most_tokens, LONGEST)
        if len(tokens) > most:
            tokens = [*tokens[: most - 1], tokens[-1]]
        held = self._weights
        place = 'embeddings.'
        x = (
            held[f'{place}word_embeddings.weight'][tokens]
            + held[f'{place}position_embeddings.weight'][: len(tokens)]
            + held[f'{place}token_type_embeddings.weight'][0]
        )
        x = self._normal(x, f'{place}LayerNorm')
        for layer in range(LAYERS):
            x = self._layer(x, f'encoder.layer.{layer}.')
        mean = x.mean(0)
        return np.asarray(mean / np.linalg.norm(mean), np.float32)

    def _layer(self, x: NDArray[np.float32], place: str) -> NDArray[np.float32]:
        query, key, value = (
            self._linear(x, f'{place}attention.self.{name}').reshape(len(x), HEADS, -1).transpose(1, 0, 2)
            for name in ('query', 'key', 'value')
        )
        looked = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(query.shape[-1]))
        looked = np.exp(looked - looked.max(-1, keepdims=True))
        looked /= looked.sum(-1, keepdims=True)
        seen = (looked @ value).transpose(1, 0, 2).reshape(len(x), -1)
        x = self._normal(x + self._linear(seen, f'{place}attention.output.dense'), f'{place}attention.output.LayerNorm')
        inner = self._linear(x, f'{place}intermediate.dense')
        inner = inner * np.float32(0.5) * (1 + _erf(inner / np.float32(np.sqrt(2))))
        return self._normal(x + self._linear(inner, f'{place}output.dense'), f'{place}output.LayerNorm')

    def _linear(self, x: NDArray[np.float32], place: str) -> NDArray[np.float32]:
        cut = self._weights[f'{place}.weight']
        parts = [_product(x[at : at + HIGH], cut) for at in range(0, len(x), HIGH)]
        return np.asarray(np.concatenate(parts) + self._weights[f'{place}.bias'])

    def _normal(self, x: NDArray[np.float32], place: str) -> NDArray[np.float32]:
        spread = np.sqrt(x.var(-1, keepdims=True) + np.float32(1e-12))
        return np.asarray(
            (x - x.mean(-1, keepdims=True)) / spread * self._weights[f'{place}.weight'] + self._weights[f'{place}.bias']
        )


@cache
def opened(models: Path) -> Meanings:
    """The model with its weights in this folder; one for a process."""
    return Meanings(models)


def _product(x: NDArray[np.float32], cut: NDArray[np.float32]) -> NDArray[np.float32]:
    """At most `HIGH` rows times a matrix in pieces."""
    deep = x.reshape(len(x), -1, 1, DEEP).transpose(1, 2, 0, 3)
    return np.asarray((deep @ cut).sum(0).transpose(1, 0, 2).reshape(len(x), -1))


def _read(path: Path) -> dict[str, NDArray[np.float32]]:
    """The tensors of a file of safetensors: eight bytes of length, a table in JSON, and the numbers.

    The numbers are a map of the file, of which only those rows of words come into memory that are looked at; matrices
    are copied in pieces.
    """
    with path.open('rb') as file:
        length = int.from_bytes(file.read(8), 'little')
        table = json.loads(file.read(length))
    found = {}
    for name, entry in table.items():
        if name == '__metadata__' or entry['dtype'] != 'F32':
            continue
        at, shape = 8 + length + entry['data_offsets'][0], tuple(entry['shape'])
        if _multiplies(name):
            count = int(np.prod(shape))
            found[name] = _cut(np.fromfile(path, np.float32, count, offset=at).reshape(shape))
        else:
            found[name] = np.asarray(np.memmap(path, np.float32, 'r', at, shape))
    return found


def _multiplies(name: str) -> bool:
    return name.startswith('encoder.') and name.endswith('.weight') and 'LayerNorm' not in name


def _cut(weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """A matrix in pieces: along what is summed up, along what comes out, and then the piece itself."""
    out, into = weight.shape
    pieces = weight.T.reshape(into // DEEP, DEEP, out // WIDE, WIDE).transpose(0, 2, 1, 3)
    return np.ascontiguousarray(pieces)
