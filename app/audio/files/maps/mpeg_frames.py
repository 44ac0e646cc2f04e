"""Which bytes of an MPEG file are sound, asked for every one of them: runs of frames, and what lies between them.

What a header promises is not believed here. Files are put together byte by byte, streams are recorded while the station
changes its rate, disks lose sectors: all frames behind such a place are sound too.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.audio.errors import UnsupportedAudio
from app.audio.files.mp3 import frames as mpeg

REACH = 1 << 24
"""How far in front of the first frame bytes may stand that are none."""
NEAR = 1 << 18
"""Within so many bytes three frames in a row are enough to be the first ones; further on more are asked for."""
MOST_RUNS = 20_000
MOST_TRIES = 4_000_000
"""Places that look like a frame and are none: looking at so many takes seconds."""

_CANDIDATE = re.compile(rb'\xff[\xe2-\xff][\x10-\xef]|ID3[\x02-\x04]|APETAGEX|TAG|LYRICSBEGIN')
_NAMES = (b'Xing', b'Info')
_HALVES = frozenset((b'ng', b'fo', b'Xi', b'In'))
"""What stands two bytes behind the side information of a frame with such a name, whether or not it has a CRC."""


@dataclass(frozen=True, slots=True)
class Run:
    """Frames of one rate and layout, each directly behind the one before.

    Attributes
    ----------
    begin, start : where the run begins, with and without a header frame (Xing, Info, VBRI), which is no sound.
    end, last : where it ends, and where its last frame begins.
    count : frames of sound.
    head : header of the first frame of sound.
    tag : what the Xing, Info or VBRI frame in front says; None where there is none.
    torn : bytes in front that are neither frames nor tags, and `filled`: whether these are all the same.
    named : whether a tag or a header frame stands in front: there another file begins.
    words : the frame headers that occur.
    """

    begin: int
    start: int
    end: int
    last: int
    count: int
    head: mpeg.Header
    tag: mpeg.InfoTag | None
    torn: int = 0
    filled: bool = False
    named: bool = False
    words: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Survey:
    """All runs of a file, and bytes behind the last and before the first that are no frames, tags or filling."""

    runs: tuple[Run, ...]
    behind: int
    front: int = 0


def start(data: mpeg.Buffer) -> int | None:
    """Where the first frame begins, behind tags and whatever else stands in front; None if there is none."""
    return _Walk(data).first()


def survey(data: mpeg.Buffer) -> Survey:
    """Walk through all of a file.

    Raises
    ------
    UnsupportedAudio : damaged in more places than anything can be made of.
    """
    walk = _Walk(data)
    first = walk.first()
    runs = list(walk.runs(first)) if first is not None else []
    return Survey(tuple(runs), walk.end - runs[-1].end if runs else 0, walk.front)


def behind_tags(data: mpeg.Buffer, at: int) -> int:
    """Where the tags at a place end; the place itself where there are none."""
    return _Walk(data).behind_tags(at)


class _Walk:
    """One walk through a file; counts what it tried, so that no file keeps it for ever."""

    def __init__(self, data: mpeg.Buffer) -> None:
        self._data = data
        self.end = sound_end(data)
        self._tries = self.front = 0

    def first(self) -> int | None:
        """The first frame; where it is far behind, a longer row of frames must follow."""
        begin = self.behind_tags(0)
        stop = min(begin + REACH, self.end)
        at: int | None = begin
        while at is not None and at < stop:
            if self._holds(at, 3 if at - begin < NEAR else 8, least=1 if at == begin else 2):
                return at
            behind = self.behind_tags(at)
            place = behind if behind > at else self._next(at + 1, stop)
            if behind <= at and place is not None and bytes(self._data[at:place]).strip(self._data[at : at + 1]):
                self.front += place - at
            at = place
        return None

    def runs(self, at: int) -> Iterator[Run]:
        """Runs from a first frame on, in order."""
        found: Run | None = None
        number = torn_from = torn = 0
        named = False
        while at < self.end:
            behind = self.behind_tags(at)
            if behind > at:
                torn += at - torn_from if found else 0
                at, torn_from, named = behind, behind, True
            elif self._holds(at):
                if found:
                    yield found
                run = self._follow(at, named, torn_from if found or named else at)
                found = replace(run, torn=run.torn + torn, filled=run.filled and not torn)
                at = torn_from = found.end
                named, number, torn = False, number + 1, 0
                if number > MOST_RUNS:
                    raise UnsupportedAudio(
                        f'This MP3 file is damaged in more than {MOST_RUNS} places: nothing can be made of it.'
                    )
            else:
                # The last frame may have been cut short by what stands here: then the next one begins inside of it.
                inside = found is not None and at == found.end
                place = self._next(found.last + 4 if found and inside else at + 1, self.end)
                if place is None:
                    break
                if found and inside and place < at:
                    found = replace(found, end=found.last, count=found.count - 1)
                    torn_from = place
                at = place
        if found:
            yield found

    def _follow(self, at: int, named: bool, torn_from: int) -> Run:
        """The run that begins at a place."""
        data, end, torn = self._data, self.end, at - torn_from
        begin = at
        filled = torn > 0 and not bytes(data[torn_from:at]).strip(data[torn_from : torn_from + 1])
        head = mpeg.header_at(data, at)
        assert head is not None
        tag = mpeg.info_tag(data[at : at + head.length])
        if tag or mpeg.is_vbri(data, at):
            named, at = True, at + head.length
            head = mpeg.header_at(data, at) or head
        run = _Counted(head)
        stop = run.go(data, at, end)
        words = tuple(word for word, step in run.steps.items() if step)
        return Run(begin, at, stop, run.last, run.count, head, tag, torn, filled, named, words)

    def _holds(self, at: int, runs: int = 3, least: int = 1) -> bool:
        """Whether so many frames of one kind follow each other from a place on, or `least` and then the sound ends."""
        first = now = mpeg.header_at(self._data, at)
        for count in range(runs):
            if first is None or now is None or _kind(now) != _kind(first):
                return count >= least and (at >= self.end - 4 or self.behind_tags(at) > at)
            if at + now.length > self.end:
                return count >= least
            at += now.length
            now = mpeg.header_at(self._data, at)
        return True

    def _next(self, at: int, stop: int) -> int | None:
        """The next place from `at` on where frames or a tag begin."""
        for match in _CANDIDATE.finditer(self._data, at, stop):
            self._tries += 1
            if self._tries > MOST_TRIES:
                raise UnsupportedAudio('This file is damaged: too little of it is MPEG audio to be worth a search.')
            place = match.start()
            if self._holds(place, least=2) or self.behind_tags(place) > place:
                return place
        return None

    def behind_tags(self, at: int) -> int:
        """Where the tags at a place end; the place itself where there are none."""
        for _ in range(mpeg.MOST_TAGS):
            behind = self._behind_tag(at)
            if behind <= at:
                break
            at = behind
        return at

    def _behind_tag(self, at: int) -> int:
        data = self._data
        head = bytes(data[at : at + 32])
        if head[:3] == b'ID3':
            return self._behind_id3(at)
        if head[:8] == b'APETAGEX' and len(head) == 32:
            size, _, flags = struct.unpack_from('<III', head, 12)
            behind = at + 32 + (size if flags & 1 << 29 else 0)
            return behind if behind <= len(data) else at
        if head[:3] == b'TAG' and mpeg.is_start(data, at + 128, self.end):
            return at + 128
        if head[:11] == b'LYRICSBEGIN':
            close = bytes(data[at : at + (1 << 20)]).find(b'LYRICS200')
            return at + close + 9 if close > 0 else at
        return at

    def _behind_id3(self, at: int) -> int:
        """Behind an ID3v2 tag, unless its size is wrong: then frames run across the end that it tells."""
        behind = mpeg.skip_id3(self._data[at : at + 10]) + at
        if behind == at or (behind <= self.end and mpeg.is_start(self._data, behind, self.end)):
            return behind
        for match in _CANDIDATE.finditer(self._data, at + 10, min(behind, self.end)):
            place = match.start()
            self._tries += 1
            head = mpeg.header_at(self._data, place)
            if head and self._tries < MOST_TRIES and self._holds(place, 8):
                return place if _Counted(head).go(self._data, place, self.end) > min(behind, self.end - 4) else behind
        return min(behind, self.end)


class _Counted:
    """Frames of one kind counted as fast as Python can: one unpacking and one look-up each.

    `steps` has the length of the frame for each header that occurs, 0 for what does not belong to the run.
    """

    def __init__(self, head: mpeg.Header) -> None:
        self._head, self._mask = head, _kind(head)
        self.steps: dict[int, int] = {}
        self.count = self.last = 0

    def go(self, data: mpeg.Buffer, at: int, end: int) -> int:
        """Count from a place on; where the run ends."""
        form = struct.Struct(f'>I{self._head.side}x2x2s')
        unpack, size, steps, halves = form.unpack_from, form.size, self.steps, _HALVES
        count, last = 0, at
        while at + 4 <= end:
            if at + size <= len(data):
                word, half = unpack(data, at)
            else:
                word, half = int.from_bytes(data[at : at + 4], 'big'), b''
            step = steps.get(word)
            if step is None:
                step = steps[word] = self._step(word)
            if not step or at + step > end or (half in halves and count and mpeg.info_tag(data[at : at + step])):
                break
            last, at, count = at, at + step, count + 1
        self.count, self.last = count, last
        return at

    def _step(self, word: int) -> int:
        head = mpeg.header(word)
        return head.length if head and _kind(head) == self._mask else 0


def _kind(head: mpeg.Header) -> tuple[int, bool]:
    """What all frames of a run have in common: version, layer and sample rate, and whether they are mono."""
    return head.word & 0xFFFE_0C00, head.channels == 1


def sound_end(data: mpeg.Buffer) -> int:
    """Where the tags at the end of a file begin: ID3v1, APEv2 and Lyrics3, in whatever order."""
    end = len(data)
    for _ in range(mpeg.MOST_TAGS):
        foot = bytes(data[max(end - 32, 0) : end])
        size = 0
        if bytes(data[max(end - 128, 0) : end])[:3] == b'TAG' and end >= 128:
            size = 128
        elif foot[:8] == b'APETAGEX' and len(foot) == 32:
            inside, _, flags = struct.unpack_from('<III', foot, 12)
            size = inside + (32 if flags & 1 << 31 else 0)
        elif foot[-9:] == b'LYRICS200' and foot[-15:-9].isdigit():
            size = int(foot[-15:-9]) + 15
        if not 0 < size <= end:
            break
        end -= size
    return end
