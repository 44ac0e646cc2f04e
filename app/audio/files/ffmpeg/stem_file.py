"""Stem files: MP4 with the mix first and its stems behind it, and how levelled sounds get back into such a file."""

import heapq
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import av
import av.error

from app.audio.errors import UnsupportedAudio, WriteFailed
from app.audio.files import containers
from app.audio.files.ffmpeg.remux import packets
from app.audio.files.headers import sniff
from app.audio.files.metadata import kept_tags
from app.audio.files.write_errors import sentence
from app.audio.types import Info

SOUNDS = 5
"""The mix, and the four stems that add up to it."""
SUFFIXES = ('.mp4', '.m4a')
KEPT = ('language', 'title', 'handler_name')
"""What a track says of itself."""


def check(path: Path, result: Path) -> None:
    """Refuse what is no stem file, and names under which the result would be none.

    Raises
    ------
    UnsupportedAudio : as told.
    """
    kind = sniff(path)
    found = containers.content(path, kind) if kind in containers.MIXED else containers.Content((), video=False)
    codecs = {one.codec for one in found.streams}
    if kind != 'm4a' or found.video or len(found.streams) != SOUNDS or not codecs <= {'aac', 'alac'}:
        has = f'has {len(found.streams)}' if len(found.streams) > 1 else 'is an ordinary one'
        raise UnsupportedAudio(
            f'Stems are levelled in MP4 files with {SOUNDS} sounds in AAC or ALAC, the mix and its four stems; this '
            f'file {has}. Level it without --stems, or one of its sounds with --stream NUMBER.'
        )
    if result.suffix.lower() not in SUFFIXES:
        raise UnsupportedAudio(f'Levelled stems stay a stem file: give the result a name that ends with {SUFFIXES[0]}.')


def put_together(path: Path, sounds: Sequence[Path], result: Path, like: Info) -> None:
    """Write a file like the stem file `path` with these sounds in it, in their order.

    Raises
    ------
    WriteFailed : the container cannot hold something of it, or the disk refuses.
    """
    news: list[Any] = []
    # Edit lists count in the movie's time scale: in milliseconds they could not be exact.
    options = {'movie_timescale': str(like.sample_rate)}
    try:
        with (
            containers.opened(path, 'm4a') as old,
            av.open(str(result), 'w', format='mp4', options=options) as into,
        ):
            news += [av.open(str(sound), format='mov') for sound in sounds]
            if chapters := old.chapters():
                into.set_chapters(chapters)
            _move(old, news, into)
        kept_tags.carry_mp4(path, result, None)
    except (av.error.FFmpegError, ValueError, OSError) as error:
        raise WriteFailed(f'The stems could not be put together: {sentence(error)}') from error
    finally:
        for new in news:
            new.close()


def _move(old: Any, news: Sequence[Any], into: Any) -> None:
    """All packets, in the order of their times, each sound's into its own track."""
    made = []
    for before, new in zip(old.streams.audio, news, strict=True):
        one = into.add_stream_from_template(new.streams.audio[0])
        one.metadata.update({key: value for key, value in before.metadata.items() if key in KEPT})
        one.disposition = before.disposition
        made.append(one)
    lanes = [_timed(lane, new) for lane, new in enumerate(news)]
    for _, lane, _, packet in heapq.merge(*lanes):
        packet.stream = made[lane]
        into.mux(packet)


def _timed(lane: int, new: Any) -> Iterator[tuple[float, int, int, Any]]:
    """Packets with their times in seconds (and numbers, so that no two of them are compared)."""
    for number, packet in enumerate(packets(new, new.streams.audio[0])):
        yield float(packet.dts * packet.time_base), lane, number, packet
