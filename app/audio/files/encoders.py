"""From a target format to the encoder that writes it, metadata included."""

import io
import struct
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from app.audio.errors import UnsupportedAudio
from app.audio.files import containers, flac
from app.audio.files.aac_sections import AacEncoder
from app.audio.files.ffmpeg import remux
from app.audio.files.ffmpeg.av_encoder import MOST_PLANES, AvEncoder, Encoder
from app.audio.files.ffmpeg.codec_encoder import FileEncoder, StreamEncoder
from app.audio.files.ffmpeg.tta import TtaEncoder
from app.audio.files.headers import mapped, parse_pcm, sniff
from app.audio.files.metadata import kept_tags
from app.audio.files.metadata.carried import Carried
from app.audio.files.mp3 import frames as mpeg
from app.audio.files.mp3 import lame, parallel
from app.audio.files.output_format import HOMES
from app.audio.files.pcm import aiff, au, caf, wav
from app.audio.files.pcm.encoder import PcmEncoder
from app.audio.files.samples import Coding
from app.audio.files.sndfile import SndEncoder
from app.audio.files.tags.chapters import Chapters, comments, is_comment
from app.audio.types import Info, Samples

LEAST_AAC = 64_000
"""Bits per second and channel below which FFmpeg's AAC is not asked to go."""

STREAMS = ('ac3', 'eac3', 'mp2')
BY_WORDS = ('wavpack', 'tta', 'mka', 'mkv', 'webm', 'mp4', 'mov')
"""Containers whose tags FFmpeg reads and writes for us."""

OF_COMMENTS = ('wavpack', 'tta')
"""Those of them whose chapters are words like others."""

Dither = np.random.Generator | None

FRESH = {'wav': wav.fresh, 'aiff': aiff.fresh, 'caf': caf.fresh, 'au': au.fresh}
"""Head and tail of a new file of plain samples, by its container."""


def encoder_for(
    file: BinaryIO,
    part: Path,
    like: Info,
    target: Info,
    dither: Dither,
    keep_below: float | None = None,
    chapters: Chapters | None = None,
    mp3_quality: int | None = None,
) -> Encoder:
    """The encoder for a target; what stands before the sound is written first.

    Parameters
    ----------
    file, part : the new file, open and empty, and its path.
    like : the original, whose metadata is kept (same container) or translated (another one).
    keep_below : linear true peak of what the file decodes to, where the encoder can see to that (MP3, AAC).
    chapters : written in place of those that the original has; None carries these over.
    mp3_quality : LAME's, 0 (slowest) to 9; None takes the usual.

    Raises
    ------
    UnsupportedAudio : the target cannot be written or cannot hold this audio.
    """
    if target.container in remux.MUXERS and target.codec != 'aac':
        rest: dict[str, Any] = {'like': like, 'dither': dither, 'keep_below': keep_below, 'mp3_quality': mp3_quality}
        return _wrapped(part, like, target, chapters, partial(encoder_for, chapters=chapters, **rest))
    same = (like.container, like.codec) == (target.container, target.codec)
    carried = Carried(like, same, chapters)
    if target.codec.startswith('pcm_'):
        return _pcm(file, like, target, carried, dither)
    if target.codec == 'mp3':
        return _mp3(file, like, target, carried, keep_below, mp3_quality)
    if target.codec in STREAMS:
        return _stream(file, like, target, carried)
    if target.codec == 'aac':
        return _aac(file, part, target, carried, keep_below)
    makers: dict[str, Callable[..., Encoder]] = {
        'flac': _flac,
        'alac': _alac,
        'vorbis': _ogg,
        'opus': _ogg,
        'wavpack': _packed,
        'tta': _tta,
    }
    if target.codec not in makers:
        raise UnsupportedAudio(f'{target.codec} audio cannot be written: convert to FLAC, WAV or MP3.')
    return makers[target.codec](file, part, target, carried, dither)


def _pcm(file: BinaryIO, like: Info, target: Info, carried: Carried, dither: Dither) -> Encoder:
    if carried.same:
        pcm = parse_pcm(like.path, sniff(like.path))
        return PcmEncoder(file, like.path, (pcm.head, pcm.tail), pcm.coding, like.frames, dither)
    kind, bits = target.codec[4], int(target.codec[5:])
    coding = Coding(kind, bits // 8, bits, big=target.container in ('aiff', 'au'))
    parts = FRESH[target.container](coding, target.sample_rate, target.channels, carried.id3())
    return PcmEncoder(file, like.path, parts, coding, target.frames, dither)


def _flac(file: BinaryIO, part: Path, target: Info, carried: Carried, dither: Dither) -> Encoder:
    before, blocks = carried.flac()
    return flac.FlacEncoder(file, target, before, blocks, dither)


def _mp3(
    file: BinaryIO, like: Info, target: Info, carried: Carried, keep_below: float | None, quality: int | None
) -> Encoder:
    file.write(carried.id3())
    tag = _lame_tag(like) if carried.same and target.variable_rate else None
    mode = lame.mode_for(target, tag, lame.QUALITY if quality is None else quality)
    encoder = parallel.ParallelMp3Encoder(file, mode, keep_below=keep_below)
    return Finished(encoder, lambda: file.write(kept_tags.mp3_tail(like.path)) if carried.same else None)


def _lame_tag(like: Info) -> mpeg.InfoTag | None:
    """The Info header of the original MP3."""
    with mapped(like.path) as data:
        at = mpeg.find(data, mpeg.skip_id3(data))
        first = mpeg.header_at(data, at) if at is not None else None
        return mpeg.info_tag(data[at : at + first.length]) if at is not None and first else None


def _alac(file: BinaryIO, part: Path, target: Info, carried: Carried, dither: Dither) -> Encoder:
    encoder = AvEncoder(str(part), target, carried.chapters(), dither)
    return Finished(encoder, lambda: carried.into_mp4(part, None))


def _aac(file: BinaryIO, part: Path, target: Info, carried: Carried, keep_below: float | None) -> Encoder:
    if target.sample_rate >= 32_000:
        # HE-AAC comes back as plain AAC, which needs more bits for the same sound.
        target = replace(target, bit_rate=max(target.bit_rate or 0, LEAST_AAC * target.channels))
    raw = target.container == 'aac'
    # Raw frames have no place to say what the first encoder put in front: it is sound like the rest.
    bare = raw and carried.same
    chapters = () if raw else carried.chapters()
    if raw:
        file.write(carried.id3())
    place = file if raw else str(part)
    encoder: AvEncoder | AacEncoder
    if target.channels >= MOST_PLANES:
        encoder = AvEncoder(place, target, chapters, None, bare)
    else:
        encoder = AacEncoder(place, target, chapters, keep_below, bare=bare)
    if raw:
        return Finished(encoder, lambda: file.write(kept_tags.mp3_tail(carried.like.path)) if bare else None)
    if target.container == 'mka':
        encoder.metadata.update(_words(carried))
        return encoder
    return Finished(encoder, lambda: carried.into_mp4(part, encoder.smpb))


def _ogg(file: BinaryIO, part: Path, target: Info, carried: Carried, dither: Dither) -> Encoder:
    if target.codec == 'vorbis':
        encoder = SndEncoder(str(part), target, ('OGG', 'VORBIS'), None, 1.0 - vorbis_quality(target), None)
    else:
        level = 1.0 - min(max((target.bit_rate or 0) / target.channels / 256_000, 0.125), 1.0)
        encoder = SndEncoder(str(part), target, ('OGG', 'OPUS'), None, level, None)
    return Finished(encoder, lambda: kept_tags.set_ogg_comments(target, part, carried.comments()))


def _stream(file: BinaryIO, like: Info, target: Info, carried: Carried) -> Encoder:
    """Packets behind each other; only MP2 has tags around them, as MP3 has."""
    if target.codec == 'mp2':
        file.write(carried.id3())
    kept = carried.same and target.codec == 'mp2'
    return Finished(StreamEncoder(file, target), lambda: file.write(kept_tags.mp3_tail(like.path)) if kept else None)


def _packed(file: BinaryIO, part: Path, target: Info, carried: Carried, dither: Dither) -> Encoder:
    return FileEncoder(str(part), target, _words(carried), dither)


def _tta(file: BinaryIO, part: Path, target: Info, carried: Carried, dither: Dither) -> Encoder:
    return Finished(TtaEncoder(file, target, dither), lambda: kept_tags.add_ape(file, part, _words(carried)))


def _words(carried: Carried) -> dict[str, str]:
    """What FFmpeg writes as tags: as it read them itself, or translated; pictures it does not write."""
    like = carried.like
    if like.container in BY_WORDS:
        words = containers.described(like.path, sniff(like.path))
        if carried.new_chapters is None or like.container not in OF_COMMENTS:
            return words
        kept = {name: value for name, value in words.items() if not is_comment(name)}
        return kept | {name.lower(): value for name, value in comments(carried.new_chapters)}
    return {name.lower(): value for name, value in carried.comments() if name != 'METADATA_BLOCK_PICTURE'}


def _wrapped(part: Path, like: Info, target: Info, chapters: Chapters | None, make: Callable[..., Encoder]) -> Encoder:
    """The codec's own encoder, whose packets are then put into a container that it does not write."""
    home, sound = HOMES[target.codec], part.with_suffix('.sound')
    carried = Carried(like, like.container == target.container, chapters)
    words = {} if target.container == 'oggflac' else _words(carried)
    file = sound.open('w+b')
    try:
        encoder = make(file, sound, target=replace(target, container=home))
    except BaseException:
        file.close()
        sound.unlink()
        raise
    wrapped = remux.Wrapped(encoder, file, sound, home, part, target, words, carried.chapters())
    if target.container != 'oggflac':
        return wrapped
    return Finished(wrapped, lambda: kept_tags.set_ogg_comments(target, part, carried.comments()))


def vorbis_quality(like: Info) -> float:
    """The lowest of libvorbis' qualities 0, 0.1 … 1 whose nominal bit rate is at least that of `like`."""
    wanted = (like.bit_rate or 192_000) - 1000
    rates = _vorbis_rates(like.sample_rate, like.channels)
    return next((step / 10 for step, rate in enumerate(rates) if rate >= wanted), 1.0)


@lru_cache(maxsize=64)
def _vorbis_rates(sample_rate: int, channels: int) -> tuple[int, ...]:
    """Nominal bit rates of qualities 0, 0.1 … 1 as the encoder writes them into its first header (Vorbis I, 4.2.2)."""
    rates = []
    for step in range(11):
        made = io.BytesIO()
        like = Info(Path(), 'ogg', 'vorbis', sample_rate, channels, 1, ())
        encoder = SndEncoder(made, like, ('OGG', 'VORBIS'), None, 1.0 - step / 10, None)
        encoder.write(np.zeros((64, channels), np.float32))
        encoder.finish()
        head = made.getvalue()
        rates.append(int(struct.unpack_from('<i', head, head.index(b'\x01vorbis') + 20)[0]))
    return tuple(rates)


class Finished:
    """An encoder with one more step behind its last: the tags that can only follow the sound."""

    def __init__(self, encoder: Encoder, then: Callable[[], object]) -> None:
        self._encoder, self._then = encoder, then
        self.close = encoder.close

    def write(self, samples: Samples) -> None:
        """Encode one block."""
        self._encoder.write(samples)

    def finish(self) -> None:
        """Finish the encoder, then the rest."""
        self._encoder.finish()
        self._then()
