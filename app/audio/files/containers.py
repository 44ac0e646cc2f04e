"""Files that FFmpeg takes apart for us: which they are, what sounds lie in them, and the facts about one of these.

A file may hold several sounds (stems, languages) and a moving picture. Nobody guesses which sound was meant.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path
from typing import Any, BinaryIO

import av
import av.error

from app.audio.errors import SeveralStreams, UnreadableAudio, UnsupportedAudio, WrongStream
from app.audio.files import layouts
from app.audio.files.tags.stale_loudness import fresh_value, stale
from app.audio.types import Info

FORMATS = {
    'matroska': 'matroska',
    'm4a': 'mov',
    'aac': 'aac',
    'ogg': 'ogg',
    'vorbis': 'ogg',
    'opus': 'ogg',
    'oggflac': 'ogg',
    'wavpack': 'wv',
    'tta': 'tta',
    'dsf': 'dsf',
    'dff': 'iff',
    'amr': 'amr',
    'ac3': 'ac3',
    'eac3': 'eac3',
    'dts': 'dts',
    'adpcm': 'wav',
    'flac': 'flac',
    'mp3': 'mp3',
}
"""FFmpeg's reader for each kind that `sniff` tells: it is named, so that nothing else is ever tried on a file."""

MIXED = ('matroska', 'm4a', 'vorbis', 'opus', 'oggflac')
"""Kinds that may hold several sounds, or pictures."""

STILLS = ('mjpeg', 'png', 'bmp', 'gif', 'webp')
"""Codecs of cover art and chapter pictures, which FFmpeg shows as video."""

OWN_READERS = {'m4a': ('aac', 'alac'), 'vorbis': ('vorbis',), 'opus': ('opus',)}
"""Kinds and codecs that have readers of their own here, as long as nothing else is in the file."""

CODECS = {'dca': 'dts', 'mp3float': 'mp3', 'mp2float': 'mp2', 'ac3_fixed': 'ac3', 'amr_nb': 'amrnb', 'amr_wb': 'amrwb'}
"""Our names for codecs where FFmpeg's decoders have others."""

BITS = {'u8': 8, 's16': 16, 's32': 24, 'flt': 32, 'dbl': 32}
"""Bits of a lossless codec by what it decodes to; samples of 32 bits carry 24 nearly always, and count as that."""

OF_THE_FILE = ('encoder', 'major_brand', 'minor_version', 'compatible_brands', 'creation_time', 'duration')
"""What a container tells of itself, which is not true of another one."""

LOSSLESS = ('flac', 'alac', 'wavpack', 'tta', 'truehd', 'mlp', 'dsd')
DSD_RATES = (88_200, 96_000)
"""One bit at millions of Hz is read at the first of these that divides it: above there is only noise."""
DSD_TIMES = (1, 2, 4, 8, 16)
"""DSD64, DSD128 and so on."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One sound of a file; `number` counts from 1, as people do."""

    number: int
    codec: str
    channels: int
    language: str
    title: str

    def __str__(self) -> str:
        width = {0: '', 1: 'mono', 2: 'stereo'}.get(self.channels, f'{self.channels} channels')
        named = [self.codec.upper(), width, self.language, f'“{self.title}”' if self.title else '']
        return f'{self.number} ({", ".join(word for word in named if word)})'


@dataclass(frozen=True, slots=True)
class Content:
    """What lies in a file: its sounds, and whether there is a moving picture."""

    streams: tuple[Stream, ...]
    video: bool

    def chosen(self, stream: int | None) -> int | None:
        """The place (from 0) of the sound that was meant, None where there is but one.

        Raises
        ------
        SeveralStreams : nobody has said which.
        WrongStream : there is no such sound.
        """
        if stream is not None and not 0 <= stream < len(self.streams):
            raise WrongStream(
                f'There is no audio stream {stream + 1} in this file: it has {len(self.streams)}, counted from 1.'
            )
        if len(self.streams) < 2:
            return None
        if stream is None:
            listed = ', '.join(str(one) for one in self.streams)
            raise SeveralStreams(
                f'This file has {len(self.streams)} audio streams: {listed}. Choose the one to level, '
                'under “Several sounds in one file” in the options, or with --stream NUMBER on the command line: '
                'the others would not be in the result. Mix and stems of a stem file are levelled together on the '
                'command line, with --stems.',
                tuple(str(one) for one in self.streams),
            )
        return stream


@contextmanager
def opened(path: Path, kind: str) -> Iterator[Any]:
    """A file in FFmpeg's hands, read as what its first bytes said; it may open no other file.

    Raises
    ------
    UnreadableAudio : FFmpeg makes nothing of it.
    """
    try:
        container = open_container(path, kind)
    except (av.error.FFmpegError, ValueError, OSError) as error:
        raise UnreadableAudio('This file could not be decoded: it is damaged or not what it seems to be.') from error
    with container:
        yield container


def open_container(path: Path, kind: str, file: BinaryIO | RawIOBase | None = None) -> Any:
    """As `opened`, for whoever closes it, or some of its bytes as an open `file`; raises what FFmpeg raises."""
    if file is not None:
        return av.open(file, 'r', format=FORMATS[kind], metadata_errors='replace')
    options = {'protocol_whitelist': 'file'}
    return av.open(str(path), format=FORMATS[kind], metadata_errors='replace', options=options)


def content(path: Path, kind: str) -> Content:
    """What lies in a file of a kind that `sniff` told."""
    with opened(path, kind) as container:
        sounds = [_stream(number, one) for number, one in enumerate(container.streams.audio, start=1)]
        return Content(tuple(sounds), moving(container) is not None)


def moving(container: Any) -> Any:
    """The first moving picture in an open container, or None."""
    return next((one for one in container.streams.video if codec_of(one.codec_context) not in STILLS), None)


def _stream(number: int, one: Any) -> Stream:
    language = one.language if one.language not in (None, 'und') else ''
    title = one.metadata.get('title') or one.metadata.get('name') or ''
    context = one.codec_context
    channels = context.layout.nb_channels if context is not None else 0
    return Stream(number, codec_of(context), channels, language, ' '.join(title.split())[:60])


def codec_of(context: Any) -> str:
    """Our name for a codec of FFmpeg's."""
    name = context.name if context is not None else 'unknown'
    if name.startswith('pcm_') and name[-2:] in ('le', 'be'):
        return str(name[:-2])
    return 'dsd' if name.startswith('dsd_') or name == 'dst' else CODECS.get(name, str(name).removeprefix('lib'))


def facts(path: Path, kind: str, found: Content, stream: int | None) -> Info:
    """Facts about one sound of a file; limits are not checked here.

    Raises
    ------
    UnreadableAudio : there is no sound in it, or none that can be read.
    """
    with opened(path, kind) as container:
        audio = container.streams.audio
        if not audio:
            raise UnreadableAudio('There is no sound in this file.')
        one = audio[stream or 0]
        context = one.codec_context
        codec = codec_of(context)
        if context is None or context.format is None or not context.sample_rate or not context.layout.channels:
            raise UnreadableAudio(
                f'The sound in this file ({codec}) is damaged, or of a kind that cannot be decoded here.'
            )
        rate, names = context.sample_rate, [channel.name for channel in context.layout.channels]
        if codec == 'dsd':
            check_dsd(rate)
        length = _length_s(container, one, path)
        speed = context.bit_rate or (one is audio[0] and len(audio) == 1 and not found.video and container.bit_rate)
        home = _home(path, kind, codec, found.video)
        bits = 24 if codec == 'dsd' else BITS[context.format.name.removesuffix('p')] if _is_lossless(codec) else None
    heard = dsd_rate(rate) if codec == 'dsd' else rate
    frames = max(round(length * heard), 1)
    layout = roles(names)
    lossy = bits is None
    fast, steady = (speed or 128_000) if lossy else None, False if lossy else None
    return Info(path, home, codec, heard, len(names), frames, layout, bits, fast, steady, found.video, stream)


def roles(names: list[str]) -> Any:
    """Roles of channels as FFmpeg names them; the usual ones where it only knows their number."""
    told = layouts.from_names(names)
    return layouts.usual(len(names)) if set(told) == {'?'} else told


def dsd_rate(rate: int) -> int:
    """The rate at which DSD is read: FFmpeg tells eighths of its own."""
    return next((one for one in DSD_RATES if rate % one == 0), DSD_RATES[0])


def check_dsd(rate: int) -> None:
    """Refuse eighths of a rate that DSD does not have: resampling it would take any time and memory.

    Raises
    ------
    UnsupportedAudio : as told.
    """
    if not any(rate == base * 8 * times for base in (44_100, 48_000) for times in DSD_TIMES):
        raise UnsupportedAudio(
            f'This DSD file has a sample rate of {rate * 8} Hz, which DSD does not have; read are DSD64 to DSD1024.'
        )


def _is_lossless(codec: str) -> bool:
    return codec in LOSSLESS or (codec.startswith('pcm_') and codec not in ('pcm_mulaw', 'pcm_alaw'))


def _length_s(container: Any, one: Any, path: Path) -> float:
    if one.duration and one.time_base:
        return float(one.duration * one.time_base)
    if container.duration:
        return float(container.duration) / av.time_base
    return path.stat().st_size * 8 / (container.bit_rate or 128_000)


def _home(path: Path, kind: str, codec: str, video: bool) -> str:
    """The container, by the name under which a result of this kind is known."""
    with path.open('rb') as file:
        head = file.read(64)
    if kind == 'matroska':
        return 'webm' if b'webm' in head else 'mkv' if video else 'mka'
    if kind == 'm4a' and (video or codec not in ('aac', 'alac')):
        return 'mov' if head[4:12] == b'ftypqt  ' or head[4:8] != b'ftyp' else 'mp4'
    return {'vorbis': 'ogg', 'adpcm': 'wav'}.get(kind, kind)


def described(path: Path, kind: str) -> dict[str, str]:
    """What a container of FFmpeg's tells of itself in words, without values about its old loudness or its old file."""
    with opened(path, kind) as container:
        told = dict(container.metadata)
    kept = {name: value for name, value in told.items() if not stale(name) and name.lower() not in OF_THE_FILE}
    return {name: fresh_value(name, value) for name, value in kept.items()}
