"""Tags of one format in the words of another, for "convert to": text and pictures."""

import base64
import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from app.audio.files import chapters, containers, muta, tags
from app.audio.files.chapters import Chapters
from app.audio.files.facts import sniff
from app.audio.files.vorbis_comment import build, picture, picture_comment, stale
from app.audio.types import Info

NAMES: dict[str, tuple[str, str]] = {
    'TITLE': ('TIT2', '\xa9nam'),
    'ARTIST': ('TPE1', '\xa9ART'),
    'ALBUMARTIST': ('TPE2', 'aART'),
    'ALBUM': ('TALB', '\xa9alb'),
    'DATE': ('TDRC', '\xa9day'),
    'GENRE': ('TCON', '\xa9gen'),
    'COMPOSER': ('TCOM', '\xa9wrt'),
    'COMMENT': ('COMM', '\xa9cmt'),
    'LYRICS': ('USLT', '\xa9lyr'),
    'GROUPING': ('TIT1', '\xa9grp'),
    'COPYRIGHT': ('TCOP', 'cprt'),
    'TRACKNUMBER': ('TRCK', 'trkn'),
    'DISCNUMBER': ('TPOS', 'disk'),
    'BPM': ('TBPM', 'tmpo'),
    'INITIALKEY': ('TKEY', '----:com.apple.iTunes:initialkey'),
    'ISRC': ('TSRC', '----:com.apple.iTunes:ISRC'),
    'LABEL': ('TPUB', '----:com.apple.iTunes:LABEL'),
}
"""Name as a Vorbis comment, as an ID3v2 frame, as an MP4 atom."""

_FROM_ID3 = {frame: name for name, (frame, _) in NAMES.items()}
_FROM_MP4 = {atom: name for name, (_, atom) in NAMES.items()}


class Picture(NamedTuple):
    """A picture; `kind` 3 is the front cover (RFC 9639, table 13)."""

    kind: int
    mime: str
    text: str
    data: bytes


@dataclass(slots=True)
class Tags:
    """Text by the name of a Vorbis comment, pictures, and chapters."""

    text: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    chapters: Chapters = ()

    def as_comments(self) -> list[tuple[str, str]]:
        """As Vorbis comments for OGG."""
        blocks = [picture_comment(picture(*each)).decode('ascii').partition('=') for each in self.pictures]
        return self.text + chapters.comments(self.chapters) + [(name, value) for name, _, value in blocks]

    def as_flac_blocks(self) -> list[tuple[int, bytes]]:
        """As metadata blocks of FLAC."""
        comments = [f'{name}={value}'.encode() for name, value in self.text + chapters.comments(self.chapters)]
        return [(4, build(b'LevelMix', comments)), *[(6, picture(*each)) for each in self.pictures]]

    def as_id3(self) -> bytes:
        """As an ID3v2.4 tag; b'' if there is nothing to say."""
        tag = muta.ID3()
        for name, value in self.text:
            frame = NAMES.get(name, ('TXXX', ''))[0]
            if frame == 'TXXX':
                tag.add(muta.ID3_FRAMES['TXXX'](encoding=3, desc=name, text=[value]))
            elif frame in ('COMM', 'USLT'):
                body = {'text': [value] if frame == 'COMM' else value}
                tag.add(muta.ID3_FRAMES[frame](encoding=3, lang='eng', desc='', **body))
            elif frame in tag:
                tag[frame].text.append(value)
            else:
                tag.add(muta.ID3_FRAMES[frame](encoding=3, text=[value]))
        for number, (kind, mime, text, data) in enumerate(self.pictures):
            text += ' ' * sum(text == other.text for other in self.pictures[:number])
            tag.add(muta.ID3_FRAMES['APIC'](encoding=3, mime=mime, type=kind, desc=text, data=data))
        return chapters.as_id3(tag, self.chapters, 4)

    def into_mp4(self, part: Path, smpb: str | None) -> None:
        """As iTunes tags, into a finished M4A file."""
        new = muta.MP4(part)
        if new.tags is None:
            new.add_tags()
        new.tags.clear()
        for name, value in self.text:
            atom = NAMES.get(name, ('', f'----:com.apple.iTunes:{name}'))[1]
            with contextlib.suppress(ValueError):
                if atom in ('trkn', 'disk'):
                    number, _, total = value.partition('/')
                    new.tags[atom] = [(int(number), int(total or 0))]
                elif atom == 'tmpo':
                    new.tags[atom] = [round(float(value))]
                elif atom.startswith('----'):
                    new.tags.setdefault(atom, []).append(muta.MP4_TEXT(value.encode()))
                else:
                    new.tags.setdefault(atom, []).append(value)
        covers = [each for each in self.pictures if each.mime in ('image/jpeg', 'image/jpg', 'image/png')]
        if covers:
            new.tags['covr'] = [muta.MP4_COVER(each.data, 14 if each.mime == 'image/png' else 13) for each in covers]
        if smpb is not None:
            new.tags[tags.GAPLESS] = [muta.MP4_TEXT(smpb.encode())]
        new.save()


def read(like: Info) -> Tags:
    """Read the tags of any file that is handled; what cannot be read is left out."""
    with contextlib.suppress(Exception):  # damaged tags shall not stop a conversion
        if like.container not in muta.READERS:
            return _from_ffmpeg(like)
        file = muta.READERS[like.container](like.path)
        if file.tags is None:
            found = Tags()
        elif isinstance(file.tags, muta.ID3):
            found = _from_id3(file.tags)
        elif isinstance(file, muta.MP4):
            found = _from_mp4(file.tags)
        else:
            found = _from_comments(file)
        found.text = [(name, value) for name, value in found.text if not stale(name)]
        found.chapters = chapters.of(like)
        if found.chapters:
            found.text = [pair for pair in found.text if not pair[0].startswith('CHAPTER')]
        return found
    return Tags()


def _from_ffmpeg(like: Info) -> Tags:
    """Of containers that no tagger here knows."""
    kind = sniff(like.path)
    words = containers.described(like.path, kind) if kind in containers.FORMATS else {}
    return Tags([(name.upper(), value) for name, value in words.items()], chapters=chapters.of(like))


def _from_id3(tag: Any) -> Tags:
    found = Tags()
    for frame in tag.values():
        name = frame.FrameID
        if name == 'APIC':
            found.pictures.append(Picture(int(frame.type), frame.mime, frame.desc, frame.data))
        elif name == 'TXXX':
            found.text += [(frame.desc.upper(), str(value)) for value in frame.text]
        elif name == 'USLT':
            found.text.append(('LYRICS', frame.text))
        elif name in _FROM_ID3 and not (name == 'COMM' and stale(frame.desc)):
            found.text += [(_FROM_ID3[name], str(value)) for value in frame.text]
    return found


def _from_mp4(tag: Any) -> Tags:
    found = Tags()
    for atom, values in tag.items():
        name = _FROM_MP4.get(atom, atom.rpartition(':')[2].upper() if atom.startswith('----') else '')
        if atom == 'covr':
            found.pictures += [
                Picture(3, 'image/png' if c.imageformat == 14 else 'image/jpeg', '', bytes(c)) for c in values
            ]
        elif atom in ('trkn', 'disk'):
            found.text += [(name, f'{one}/{total}' if total else str(one)) for one, total in values]
        elif name:
            found.text += [(name, v.decode('utf-8', 'replace') if isinstance(v, bytes) else str(v)) for v in values]
    return found


def _from_comments(file: Any) -> Tags:
    found = Tags()
    blocks = list(getattr(file, 'pictures', []))
    for name, value in file.tags:
        if name.upper() == 'METADATA_BLOCK_PICTURE':
            blocks.append(muta.PICTURE(base64.b64decode(value)))
        else:
            found.text.append((name.upper(), value))
    found.pictures = [Picture(block.type, block.mime, block.desc, block.data) for block in blocks]
    return found
