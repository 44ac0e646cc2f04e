"""Parts of one recording put together again, sample by sample: recorders begin a new file at 2 or 4 GB."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from .chain import BLOCK
from .errors import UnsupportedAudio
from .files import open_source, probe
from .files.headers import PARSERS, parse_pcm, sniff
from .files.maps.parts import sentences
from .files.metadata import every_tag, what_fits
from .files.metadata.carried import Carried
from .files.pcm.encoder import PcmEncoder
from .files.pcm.reader import Pcm, Piece, Region
from .files.pcm.wav import fresh
from .files.samples import Coding
from .files.source import missing
from .types import Info, Outcome

CHUNK = 1 << 20
WARNED = ' This is with warnings about the original.'
Moved = Callable[[float], None]
"""Hears what share of the parts is copied (0..1); what it raises ends the copying."""


def join(
    parts: Sequence[Path], target: Path, moved: Moved = lambda share: None, stream: int | None = None
) -> list[str]:
    """Write all parts to `target` as one file, which is only meant to be levelled.

    Returns what is to be told of the parts, because nobody sees it in the one file any more. `stream` says which of
    several sounds in each part is meant, from 0.

    Plain samples are copied byte by byte, with everything that stands around those of the first part; what is
    compressed is decoded, each part without its padding, and written as WAV with the words and pictures of the first.

    Raises
    ------
    UnsupportedAudio : the parts do not belong together: another rate, or other channels.
    UnreadableAudio : one of them cannot be read.
    """
    infos = [probe(part, stream=stream) for part in parts]
    for info in infos[1:]:
        _check_alike(infos[0], info)
    kinds = {sniff(part) for part in parts}
    plain = kinds <= PARSERS.keys() and len(kinds) == 1
    pcms = [parse_pcm(part, kind) for part in parts for kind in kinds] if plain else []
    with target.open('wb') as file:
        if pcms and len({pcm.coding for pcm in pcms}) == 1 and not any(pcm.later for pcm in pcms):
            return _copied(list(zip(parts, pcms, strict=True)), file, moved)
        return _decoded(infos, file, moved, stream)


def with_warnings(outcome: Outcome, told: Sequence[str]) -> Outcome:
    """The outcome, with what is to be told of the parts as if the one file had it."""
    if not told:
        return outcome
    explanation = outcome.explanation + ('' if outcome.input.warnings else WARNED)
    heard = replace(outcome.input, warnings=(*told, *outcome.input.warnings))
    return replace(outcome, input=heard, warnings=(*told, *outcome.warnings), explanation=explanation)


def _copied(parts: list[tuple[Path, Pcm]], file: BinaryIO, moved: Moved) -> list[str]:
    original, first = parts[0]
    total = sum(pcm.size for _, pcm in parts)
    frames, done = total // first.block, 0
    with original.open('rb') as around:
        _put(first.head(frames, frames), around, file)
        for path, pcm in parts:
            with path.open('rb') as part:
                for block in _bytes(part, Region(pcm.start, pcm.size)):
                    file.write(block)
                    done += len(block)
                    moved(done / max(1, total))
        _put(first.tail(frames), around, file)
    return [f'{path.name}: {sentence}' for path, pcm in parts for sentence in _told(pcm)]


def _told(pcm: Pcm) -> list[str]:
    there, rate = pcm.size // pcm.block, pcm.sample_rate
    lost = (pcm.promised or 0) - there
    cut = [missing(there / rate, lost / rate)] if lost > 0 else []
    return [*sentences(pcm.notes), *cut]


def _put(pieces: list[Piece], original: BinaryIO, file: BinaryIO) -> None:
    for piece in pieces:
        for block in [piece] if isinstance(piece, bytes) else _bytes(original, piece):
            file.write(block)


def _bytes(file: BinaryIO, region: Region) -> Iterator[bytes]:
    file.seek(region.start)
    left = region.size
    while left and (block := file.read(min(left, CHUNK))):
        yield block
        left -= len(block)


def _decoded(infos: Sequence[Info], file: BinaryIO, moved: Moved, stream: int | None) -> list[str]:
    first = infos[0]
    bits = max((info.bits or 0 for info in infos), default=0)
    lossless = all(info.bits for info in infos) and bits <= 24 and not first.codec.startswith('pcm_f')
    coding = Coding('s', -(-bits // 8), bits) if lossless and bits > 8 else Coding('f', 4, 32)
    planned = sum(info.frames for info in infos)
    words, told = Carried(first, same=False).id3(), _left_out(first)
    around = fresh(coding, first.sample_rate, first.channels, words)
    encoder = PcmEncoder(file, first.path, around, coding, planned, None)
    done = 0
    for info in infos:
        with closing(open_source(info.path, stream=stream)) as source:
            while len(samples := source.read(BLOCK)):
                encoder.write(samples)
                done += len(samples)
                moved(min(1.0, done / max(1, planned)))
            told += [f'{info.path.name}: {sentence}' for sentence in source.warnings]
    encoder.finish()
    return told


def _left_out(first: Info) -> list[str]:
    """What of the first part's words the file between cannot hold, and the result therefore does not get."""
    _, left = what_fits.fit(every_tag.words(first), 'wav')
    return [f'{first.path.name}: left out of what it carries beside its sound: {", ".join(left)}.'] if left else []


def _check_alike(first: Info, other: Info) -> None:
    for what, one, two in (
        ('sample rate', f'{first.sample_rate} Hz', f'{other.sample_rate} Hz'),
        ('number of channels', str(first.channels), str(other.channels)),
    ):
        if one != two:
            raise UnsupportedAudio(
                f'{first.path.name} and {other.path.name} are no parts of one recording: '
                f'their {what} differs ({one} and {two}).'
            )
