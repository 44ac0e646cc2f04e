"""Atoms of MP4 in the words that all formats share, and back."""

from typing import Any

from app.audio.files.tags import mutagen_types
from app.audio.files.tags.common_fields import Picture, Tags
from app.audio.files.tags.field_names import ALIASES, FROM_MP4, NAMES, OF_THE_ENCODER, as_name
from app.audio.files.tags.stale_loudness import fresh_value, stale

FREE = '----:com.apple.iTunes:'
SWITCHES = {'cpil': 'COMPILATION', 'pgap': 'GAPLESSPLAYBACK', 'pcst': 'PODCAST'}
NUMBERS = ('tmpo', 'trkn', 'disk')
MOST_NUMBER = 0xFFFF
MIMES = {13: 'image/jpeg', 14: 'image/png', 27: 'image/bmp', 12: 'image/gif'}
COVERS = {'image/jpeg': 13, 'image/jpg': 13, 'image/png': 14}
STORE = ('stik', 'hdvd', 'rtng', 'akID')
"""What the shop of iTunes noted about its own shelves."""
_ON = ('1', 'true', 'yes')


def from_mp4(tag: Any) -> Tags:
    """A tag as mutagen reads it, without what described the old sound."""
    found = Tags()
    for atom, values in tag.items():
        if stale(atom.rpartition(':')[2]) or atom in (*OF_THE_ENCODER, *STORE):
            continue
        if atom == 'covr':
            found.pictures += [Picture(3, MIMES.get(c.imageformat, 'image/jpeg'), '', bytes(c)) for c in values]
        elif atom in SWITCHES:
            found.text += [(SWITCHES[atom], '1')] if values else []
        else:
            words = _words(atom, values)
            found.text += words
            owner = 'Serato’s data' if _of_serato(atom) else 'the iTunes value'
            found.lost += [] if words or not values else [f'{owner} ({atom.rpartition(":")[2]})']
    return found


def _words(atom: str, values: Any) -> list[tuple[str, str]]:
    """Name and text of an atom; none if it is no text, or in the language of one program."""
    if atom in ('trkn', 'disk'):
        return [(FROM_MP4[atom], f'{one}/{total}' if total else str(one)) for one, total in values]
    if _of_serato(atom):
        return []
    free = as_name(atom.split(':', 2)[2]) if atom.startswith('----') else ''
    name = FROM_MP4.get(atom) or free or {'rate': 'RATING'}.get(atom) or ''
    if not name and not (isinstance(values, list) and all(isinstance(value, str) for value in values)):
        return []
    found = []
    for value in values if isinstance(values, list) else [values]:
        try:
            text = value.decode('utf-8') if isinstance(value, bytes) else str(value)
        except UnicodeDecodeError:
            return []
        found.append((name or as_name(atom.strip('\xa9')), fresh_value(atom, text)))
    return found


def _of_serato(atom: str) -> bool:
    return atom.startswith('----:com.serato')


def into_mp4(words: Tags, tag: Any) -> None:
    """Words into an MP4 tag of mutagen."""
    names = {name for name, _ in words.text}
    switches = {name: atom for atom, name in SWITCHES.items()}
    for given, value in words.text:
        other = ALIASES.get(given, given)
        name = given if other in names else other
        atom = NAMES.get(name, ('', f'{FREE}{name}'))[1]
        if name in switches:
            tag[switches[name]] = value.strip().lower() in _ON
        elif atom in NUMBERS:
            _put_number(tag, atom, name, value)
        elif atom.startswith('----'):
            _put_text(tag, atom.removeprefix(FREE), value)
        else:
            tag.setdefault(atom, []).append(value)
    covers = sorted(words.pictures, key=lambda each: each.kind != 3)
    covers = [each for each in covers if each.mime in COVERS]
    if covers:
        tag['covr'] = [mutagen_types.MP4_COVER(each.data, COVERS[each.mime]) for each in covers]


def _put_number(tag: Any, atom: str, name: str, value: str) -> None:
    """A number where it is one that the format can hold; what is lost by that, or no number, stays as text."""
    first, _, second = (part.strip() for part in value.partition('/'))
    exact = first.isdecimal() and (not second or second.isdecimal())
    pair = (int(first), int(second or 0)) if exact and len(first) < 6 and len(second) < 6 else (MOST_NUMBER + 1, 0)
    if atom == 'tmpo' and not second:
        try:
            pair = (round(float(first)), 0)
        except (ValueError, OverflowError):
            exact = False
    if atom not in tag and max(pair) <= MOST_NUMBER and min(pair) >= 0:
        tag[atom] = [pair[0]] if atom == 'tmpo' else [pair]
        if exact:
            return
    _put_text(tag, name, value)


def _put_text(tag: Any, name: str, value: str) -> None:
    tag.setdefault(f'{FREE}{name}', []).append(mutagen_types.MP4_TEXT(value.encode()))
