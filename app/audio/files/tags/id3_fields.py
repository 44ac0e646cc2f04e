"""ID3v2 frames in the words that all formats share, and back."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from app.audio.files.tags import mutagen_types
from app.audio.files.tags.chapters import Chapter
from app.audio.files.tags.common_fields import Picture, Tags
from app.audio.files.tags.field_names import ALIASES, FROM_ID3, NAMES, OF_THE_ENCODER, ROLES, as_name
from app.audio.files.tags.ratings import RATINGS, as_popm, from_popm
from app.audio.files.tags.stale_loudness import stale_frame

TECHNICAL = re.compile(r'itun|songs-db|musicmatch|id3v1|c0$|cddb|discogs|catalog', re.IGNORECASE)
"""Beginnings of the names of comments that programs write for themselves."""
NUMBERED = re.compile(r'Comment \d+')
"""The names under which comments without one stand beside the first."""
LAST_KIND = 20
"""Of pictures."""
_BY_ROLE = {role.lower(): name for name, role in ROLES.items()}
_MUSICBRAINZ = 'http://musicbrainz.org'
_DATE = re.compile(r'\d{4}(-\d\d(-\d\d([T ]\d\d(:\d\d(:\d\d)?)?)?)?)?')
_YEAR = re.compile(r'(?<!\d)(?:19|20)\d\d(?!\d)')


def from_id3(tag: Any) -> Tags:
    """A tag as mutagen reads it, without what described the old sound."""
    found = Tags()
    frames = [frame for frame in tag.values() if not stale_frame(frame)]
    found.text += _comments([frame for frame in frames if frame.FrameID == 'COMM'])
    for frame in frames:
        if frame.FrameID == 'APIC':
            found.pictures.append(Picture(int(frame.type), frame.mime, frame.desc, frame.data))
        elif frame.FrameID == 'CHAP':
            title = frame.sub_frames.get('TIT2')
            start, end = frame.start_time / 1000, frame.end_time / 1000
            found.chapters += (Chapter(start, max(start, end), str(title.text[0]) if title and title.text else ''),)
        elif frame.FrameID not in ('COMM', 'CTOC', *OF_THE_ENCODER):
            words = list(_words(frame))
            found.text += words
            found.frames += [] if words else [frame]
    found.chapters = tuple(sorted(found.chapters, key=lambda chapter: chapter.start_s))
    return found


def _comments(frames: list[Any]) -> list[tuple[str, str]]:
    """The comment of a person first, under the plain name; those of programs under theirs."""
    plain = [frame for frame in frames if not frame.desc or NUMBERED.fullmatch(frame.desc)]
    own = [frame for frame in frames if not TECHNICAL.match(frame.desc)]
    first = sorted(plain or own[:1], key=lambda frame: (frame.desc, frame.lang != 'eng'))
    found = [('COMMENT', str(value)) for frame in first for value in frame.text]
    taken = set(map(id, first))
    rest = [frame for frame in frames if id(frame) not in taken]
    return found + [(as_name(f'COMMENT:{frame.desc}'), str(value)) for frame in rest for value in frame.text]


def _words(frame: Any) -> Iterator[tuple[str, str]]:
    """The words of a frame; none for one that no other format could hold."""
    name = frame.FrameID
    if name == 'TXXX':
        yield from ((as_name(frame.desc), str(value)) for value in frame.text)
    elif name == 'USLT':
        yield 'LYRICS', frame.text
    elif name == 'POPM':
        yield from from_popm(frame)
    elif name == 'UFID' and frame.owner == _MUSICBRAINZ:
        yield 'MUSICBRAINZ_TRACKID', frame.data.decode('ascii', 'replace')
    elif name in ('TIPL', 'TMCL', 'IPLS'):
        for role, person in frame.people:
            known = _BY_ROLE.get(role.lower())
            yield (known, person) if known else ('PERFORMER', f'{person} ({role})' if role else person)
    elif name == 'WXXX':
        yield as_name(f'URL:{frame.desc}' if frame.desc else 'URL'), frame.url
    elif name[0] == 'W':
        yield FROM_ID3.get(name, name), frame.url
    elif name == 'TCON':
        yield from (('GENRE', genre) for genre in frame.genres)
    elif name == 'GRP1' or (hasattr(frame, 'text') and (name in FROM_ID3 or name[0] == 'T')):
        known = 'GROUPING' if name == 'GRP1' else FROM_ID3.get(name, name)
        yield from ((known, str(value)) for value in frame.text if str(value))


def into_id3(words: Tags) -> Any:
    """Words as mutagen's ID3, chapters left out."""
    tag = mutagen_types.ID3()
    for frame in words.frames:
        tag.add(frame)
    names, counts = {name for name, _ in words.text}, Counter[str]()
    for given, value in words.text:
        other = ALIASES.get(given, given)
        name = given if other in names else other
        if name in RATINGS:
            frame = as_popm(name, value)
            tag.add(_text('TXXX', value, name) if frame is None or 'POPM' in _ids(tag) else frame)
        else:
            _put(tag, name, value, counts)
    for number, (kind, mime, text, data) in enumerate(words.pictures):
        text += ' ' * sum(text == other.text for other in words.pictures[:number])
        plain = mime.encode('ascii', 'ignore').decode()
        tag.add(
            mutagen_types.ID3_FRAMES['APIC'](
                encoding=3, mime=plain, type=kind if kind <= LAST_KIND else 0, desc=text, data=data
            )
        )
    return tag


def _ids(tag: Any) -> set[str]:
    return {frame.FrameID for frame in tag.values()}


def _put(tag: Any, name: str, value: str, counts: Counter[str]) -> None:
    frame = NAMES.get(name, (name, ''))[0]
    counts[frame] += 1
    if name.startswith('COMMENT:') or frame == 'COMM':
        plain = '' if counts[frame] == 1 else f'Comment {counts[frame]}'
        _more(tag, mutagen_types.ID3_FRAMES['COMM'](encoding=3, lang='eng', desc=name[8:] or plain, text=[value]))
    elif frame == 'USLT':
        desc = str(counts[frame] - 1 or '')
        tag.add(mutagen_types.ID3_FRAMES['USLT'](encoding=3, lang='eng', desc=desc, text=value))
    elif name in ROLES:
        people = tag['TIPL'].people if 'TIPL' in tag else []
        tag.add(mutagen_types.ID3_FRAMES['TIPL'](encoding=3, people=[*people, [ROLES[name], value]]))
    elif _is_url(name, frame) and not _is_latin(value):
        _more(tag, _text('TXXX', value, name))
    elif name == 'URL' or name.startswith('URL:'):
        tag.add(mutagen_types.ID3_FRAMES['WXXX'](encoding=3, desc=name[4:], url=value))
    elif _is_url(name, frame):
        tag.add(mutagen_types.ID3_FRAMES[frame](url=value))
    elif frame in ('TDRC', 'TDOR', 'TDRL', 'TDEN') and not _DATE.fullmatch(value):
        _more(tag, _text('TXXX', value, name))
        if year := _YEAR.search(value):
            _more(tag, _text(frame, year[0]))
    elif frame[0] == 'T' and frame in mutagen_types.ID3_FRAMES and frame not in ('TXXX', 'TIPL', 'TMCL'):
        _more(tag, _text(frame, value))
    else:
        _more(tag, _text('TXXX', value, name))


def _is_url(name: str, frame: str) -> bool:
    return name == 'URL' or name.startswith('URL:') or (frame[0] == 'W' and frame in mutagen_types.ID3_FRAMES)


def _is_latin(value: str) -> bool:
    """Whether ID3 can hold it as an address."""
    return all(ord(sign) < 256 for sign in value)


def _text(frame: str, value: str, desc: str | None = None) -> Any:
    named = {} if desc is None else {'desc': desc}
    return mutagen_types.ID3_FRAMES[frame](encoding=3, text=[value], **named)


def _more(tag: Any, frame: Any) -> None:
    """Add a frame, or its text to the one of that name."""
    if frame.HashKey in tag:
        tag[frame.HashKey].text.append(frame.text[0])
    else:
        tag.add(frame)
