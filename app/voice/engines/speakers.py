"""Tells speakers apart: the d-vectors of Resemblyzer, without torch; two recordings of one person point the same way.

The weights are an old pickle of torch, which is read here without torch and without running anything that is in it.
"""

import pickle
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from app.voice.engines import sessions, weights
from app.voice.engines.port import Sound
from app.voice.errors import EngineMissing

RATE = 16_000
BANDS, HOP, WINDOW = 40, 160, 400
FRAMES = 160
"""So many frames of 10 ms are heard at once."""
STEP = 77
"""So many frames on, the next stretch begins: 1.3 a second."""
WANTED_DB, SILENCE_DB, SPREAD = -30.0, -40.0, 9
"""How loud speech is made; how far below its loudest moment is silence; so many moments around sound are kept."""
SIZE, LAYERS, ENOUGH = 256, 3, 0.75
_MOMENT = 480
_SMALL = 1e-9
_HEADERS = 3
_STORED = {'FloatStorage': np.float32, 'LongStorage': np.int64, 'IntStorage': np.int32, 'DoubleStorage': np.float64}

Floats = NDArray[np.float32]


def likeness(one: Floats, other: Floats) -> float:
    """How alike two speakers are: 1 for the same, about 0.5 for two of whom nothing is known."""
    return float(one @ other)


class Speakers:
    """What tells speakers apart; opened once a process by `that_tells`."""

    def __init__(self, models: Path) -> None:
        table = _tensors(weights.checked(models, weights.SPEAKERS))
        self._session = sessions.opened(_layers(table), 1)

    def of(self, sound: Sound) -> Floats:
        """The speaker of a sound at 16 kHz."""
        return self.of_bands(bands(spoken(sound)))

    def of_bands(self, heard: Floats) -> Floats:
        """The speaker of the bands of some speech."""
        return unit(self.stretches(heard).mean(0))

    def stretches(self, heard: Floats) -> Floats:
        """The speaker of each stretch of 1.6 s, one every 0.77 s: whether they are all the same."""
        starts = list(range(0, max(1, len(heard) - FRAMES + STEP + 1), STEP))
        if len(starts) > 1 and len(heard) - starts[-1] < ENOUGH * FRAMES:
            starts.pop()
        padded = np.pad(heard, ((0, max(0, starts[-1] + FRAMES - len(heard))), (0, 0)))
        (found,) = self._session.run(None, {'heard': np.stack([padded[start : start + FRAMES] for start in starts])})
        return unit(np.asarray(found, np.float32))


@cache
def that_tells(models: Path) -> Speakers:
    """The one of this process, with its weights in this folder.

    Raises
    ------
    EngineMissing : they are not there, or damaged.
    """
    return Speakers(models)


def spoken(sound: Sound) -> Sound:
    """Speech at 16 kHz without its silences, and not too soft."""
    level = 10 * np.log10(float(np.mean(np.square(sound))) + _SMALL**2) if len(sound) else 0.0
    if level < WANTED_DB:
        sound = sound * np.float32(10 ** ((WANTED_DB - level) / 20))
    count = len(sound) // _MOMENT
    if not count:
        return sound
    moments = sound[: count * _MOMENT].reshape(count, _MOMENT)
    levels = np.sqrt(np.mean(np.square(moments), axis=1))
    loud = levels > max(float(levels.max()) * 10 ** (SILENCE_DB / 20), 1e-5)
    return moments[np.convolve(loud, np.ones(SPREAD), 'same')[:count] > 0.5].ravel()


def bands(sound: Sound) -> Floats:
    """The power of a sound in 40 bands, every 10 ms."""
    padded = np.pad(sound, WINDOW // 2)
    count = 1 + (len(padded) - WINDOW) // HOP
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][:count]
    power = np.abs(np.fft.rfft(frames * _hann(), axis=1)) ** 2
    return np.asarray(power @ filters().T, np.float32)


@cache
def _hann() -> Floats:
    return np.asarray(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW), np.float32)


@cache
def filters() -> Floats:
    """How much of each frequency goes into each band: triangles, even below 1 kHz and in ratios above."""
    places = np.linspace(0.0, _mel(RATE / 2), BANDS + 2)
    step = np.log(6.4) / 27
    edges = np.where(places < 15, places * 200 / 3, 1000 * np.exp(step * (places - 15)))
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    heard = np.linspace(0, RATE / 2, WINDOW // 2 + 1)[None]
    shape = np.maximum(0, np.minimum((heard - low) / (middle - low), (high - heard) / (high - middle)))
    return np.asarray(shape * 2 / (high - low), np.float32)


def _mel(frequency: float) -> float:
    return float(15 + np.log(frequency / 1000) / (np.log(6.4) / 27))


def unit(vectors: Floats) -> Floats:
    """The same ways, one long."""
    return np.asarray(vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + _SMALL), np.float32)


def _layers(table: Mapping[str, Floats]) -> bytes:
    """The layers as a graph: in numpy, a busy machine takes minutes for what is a second's work."""
    from onnx import TensorProto, helper, numpy_helper

    held, nodes, coming = [], [helper.make_node('Transpose', ['heard'], ['in_time'], perm=[1, 0, 2])], 'in_time'
    for layer in range(LAYERS):
        inward, onward = (_reordered(table[f'lstm.weight_{way}_l{layer}'])[None] for way in ('ih', 'hh'))
        bias = np.concatenate([_reordered(table[f'lstm.bias_{way}_l{layer}']) for way in ('ih', 'hh')])[None]
        names = [f'{kind}{layer}' for kind in ('inward', 'onward', 'bias')]
        held += [numpy_helper.from_array(part, name) for part, name in zip((inward, onward, bias), names, strict=True)]
        nodes += [
            helper.make_node('LSTM', [coming, *names], [f'all{layer}', f'last{layer}'], hidden_size=SIZE),
            helper.make_node('Squeeze', [f'all{layer}', 'direction'], [f'out{layer}']),
        ]
        coming = f'out{layer}'
    held += [numpy_helper.from_array(np.array([1], np.int64), 'direction')]
    held += [numpy_helper.from_array(np.array([0], np.int64), 'first')]
    held += [numpy_helper.from_array(table[f'linear.{part}'], part) for part in ('weight', 'bias')]
    nodes += [
        helper.make_node('Squeeze', [f'last{LAYERS - 1}', 'first'], ['remembered']),
        helper.make_node('Gemm', ['remembered', 'weight', 'bias'], ['turned'], transB=1),
        helper.make_node('Relu', ['turned'], ['speaker']),
    ]
    inside = helper.make_tensor_value_info('heard', TensorProto.FLOAT, ['stretches', FRAMES, BANDS])
    outside = helper.make_tensor_value_info('speaker', TensorProto.FLOAT, ['stretches', SIZE])
    graph = helper.make_graph(nodes, 'speakers', [inside], [outside], held)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 17)], ir_version=9)
    return bytes(model.SerializeToString())


def _reordered(gates: Floats) -> Floats:
    """Torch has the gates as in, keep, cell, out; the graph wants in, out, keep, cell."""
    let_in, keep, cell, let_out = np.split(gates, 4)
    return np.concatenate([let_in, let_out, keep, cell])


@dataclass(frozen=True, slots=True)
class _Stored:
    """Where the numbers of a tensor are to be found, once they are read."""

    key: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


class _Unpickler(pickle.Unpickler):
    """Knows dictionaries and tensors, and refuses whatever else a pickle may name."""

    def __init__(self, content: IO[bytes]) -> None:
        super().__init__(content)
        self.kinds: dict[str, Any] = {}

    def find_class(self, module: str, name: str) -> Any:
        """What stands for a class or a function of torch."""
        known: dict[tuple[str, str], Callable[..., Any]] = {
            ('collections', 'OrderedDict'): OrderedDict,
            ('torch._utils', '_rebuild_tensor_v2'): _rebuilt,
        }
        if module == 'torch' and name in _STORED:
            return name
        if (module, name) not in known:
            raise pickle.UnpicklingError(f'{module}.{name}')
        return known[module, name]

    def persistent_load(self, reference: Any) -> str:
        """A store of numbers, by its key; what is in it comes behind the pickle."""
        _, kind, key, *_ = reference
        self.kinds[key] = _STORED[kind]
        return str(key)


def _rebuilt(key: str, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: Any) -> _Stored:
    return _Stored(key, offset, shape, strides)


def _tensors(path: Path) -> Mapping[str, Floats]:
    """The tensors of a model that torch wrote before version 1.6."""
    try:
        with path.open('rb') as content:
            for _ in range(_HEADERS):
                _Unpickler(content).load()
            reader = _Unpickler(content)
            stored = reader.load()['model_state']
            numbers = {}
            for key in _Unpickler(content).load():
                count = int(np.fromfile(content, np.int64, 1)[0])
                numbers[key] = np.fromfile(content, reader.kinds[key], count)
    except (pickle.UnpicklingError, KeyError, IndexError, EOFError, TypeError) as error:
        raise EngineMissing(f'{path} is not what tells speakers apart ({error}). {weights.HOW}') from None
    return {name: _laid_out(one, numbers[one.key]) for name, one in stored.items()}


def _laid_out(one: _Stored, numbers: NDArray[Any]) -> Floats:
    strides = [step * numbers.itemsize for step in one.strides]
    return np.lib.stride_tricks.as_strided(numbers[one.offset :], one.shape, strides).astype(np.float32)
