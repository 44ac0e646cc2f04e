"""`.bsm`, the beatmap format of BeatSight: JSON, described in `docs/bsm.md`. A map is read from it and written to it.

What another program put into a file and nothing here stands for is `Rest`: it is written again beside the map.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.drums.drum_map import LOUDEST, SNAP_DIVISORS, DrumMap, Hit, Lane, Section, TimingPoint
from app.drums.formats import checking, texts
from app.drums.formats.errors import FromTheFuture, NoMap, TooMuch
from app.drums.levels import label_of

VERSION = '1.0.0'
LARGEST_BYTES = 24_000_000
NO_BSM = 'This is no .bsm file: it has no hits (“hitObjects”) in JSON. Export the map as .bsm, and bring that.'
DAMAGED = 'This .bsm file is damaged: {what} is not as it should be. Save it again where it was made.'
LANES = {
    **{lane.value: lane for lane in Lane},
    'crash2': Lane.CRASH,
    'china': Lane.CRASH,
    'splash': Lane.CRASH,
    'ride_bell': Lane.RIDE,
}
"""Components of the format, by name; what has another name is percussion."""
Place = tuple[int, Lane]


@dataclass(frozen=True, slots=True)
class Rest:
    """What a file has beyond the map: the document without its hits, and each hit and timing point as it stood."""

    document: dict[str, Any] = field(default_factory=dict)
    hits: dict[Place, list[dict[str, Any]]] = field(default_factory=dict)
    points: dict[float, dict[str, Any]] = field(default_factory=dict)


def read(data: bytes) -> DrumMap:
    """The map in a file; raises as `read_all`."""
    return read_all(data)[0]


def read_all(data: bytes) -> tuple[DrumMap, Rest]:
    """The map in a file, and what else it has.

    Raises
    ------
    NoMap : it is none, damaged, or of a version that came later.
    TooMuch : larger, longer or with more hits than is read.
    """
    document = _document(data)
    _check_version(document.get('version'))
    metadata, audio, editor = (_part(document, name) for name in ('metadata', 'audio', 'editor'))
    timing, points = _timing(_part(document, 'timing'))
    hits, as_stood = _hits(document['hitObjects'])
    found = checking.made(
        timing=timing,
        hits=hits,
        sections=_sections(editor),
        length_ms=_number(audio.get('duration', 0), 'duration'),
        title=texts.name(metadata.get('title')),
        artist=texts.name(metadata.get('artist')),
        difficulty=_label(metadata),
        preview_ms=_number(metadata.get('previewTime') or 0, 'previewTime'),
    )
    return found, Rest({name: part for name, part in document.items() if name != 'hitObjects'}, as_stood, points)


def _document(data: bytes) -> dict[str, Any]:
    checking.check_count(data.count(b'"component"'))
    if len(data) > LARGEST_BYTES:
        raise TooMuch(f'This .bsm file is larger than the {LARGEST_BYTES // 1_000_000} MB that are read.')
    try:
        found = json.loads(texts.decoded(data), parse_constant=_no_number)
    except RecursionError as error:
        raise NoMap(NO_BSM) from error
    except ValueError as error:
        if data.lstrip()[:1] != b'{':
            raise NoMap(NO_BSM) from error
        raise NoMap('This .bsm file is damaged: it is no whole JSON. Save it again where it was made.') from error
    if not isinstance(found, dict) or not isinstance(found.get('hitObjects'), list):
        raise NoMap(NO_BSM)
    checking.check_count(len(found['hitObjects']))
    return found


def _no_number(word: str) -> float:
    raise NoMap(f'This .bsm file is damaged: it has {word} in the place of a number. Save it again where it was made.')


def _check_version(version: object) -> None:
    major, _, _ = str(version).partition('.')
    if not isinstance(version, str) or not (major.isascii() and major.isdigit()):
        raise NoMap(DAMAGED.format(what='its version'))
    if int(major[:9]) > int(VERSION.partition('.')[0]):
        raise FromTheFuture(
            f'This .bsm file is of version {version[:20]}, and {VERSION} is the latest that is read: '
            'save it in that version, or update LevelMix.'
        )


def _part(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = document.get(name)
    if found is not None and not isinstance(found, dict):
        raise NoMap(DAMAGED.format(what=f'“{name}”'))
    return found or {}


def _number(value: object, what: str) -> float:
    """A finite number; what is none is damage."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NoMap(DAMAGED.format(what=f'“{what}”'))
    try:
        found = float(value)
    except OverflowError:
        found = math.inf
    if not math.isfinite(found):
        raise NoMap(DAMAGED.format(what=f'“{what}”'))
    return found


def _list(owner: Mapping[str, Any], name: str, most: int) -> list[Mapping[str, Any]]:
    found = owner.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise NoMap(DAMAGED.format(what=f'“{name}”'))
    if len(found) > most:
        raise TooMuch(f'This .bsm file has {len(found):,} “{name}”; {most:,} at most are read.')
    return found


def _label(metadata: Mapping[str, Any]) -> str:
    """The label that LevelMix wrote, or what the number means."""
    told = texts.name(metadata.get('difficultyLabel'))[:40]
    number = metadata.get('difficulty')
    if told or number is None or isinstance(number, str):
        return told or texts.name(number)[:40]
    return label_of(_number(number, 'difficulty'))


def _timing(timing: Mapping[str, Any]) -> tuple[list[TimingPoint], dict[float, dict[str, Any]]]:
    """The points, with the tempo that stands at the top where it holds before the first of them."""
    usual = timing.get('timeSignature', '4/4')
    found, as_stood = list[TimingPoint](), dict[float, dict[str, Any]]()
    for one in _list(timing, 'timingPoints', checking.MOST_POINTS):
        ms = _number(one.get('time'), 'time')
        exact = one.get('exactTime')
        if exact is not None and abs(_number(exact, 'exactTime') - ms) <= 0.5:
            ms = float(exact)
        usual = one.get('timeSignature') or usual
        found += _point(ms, one.get('bpm'), usual)
        as_stood[ms] = dict(one)
    if 'bpm' in timing:
        base = _point(_number(timing.get('offset') or 0, 'offset'), timing['bpm'], timing.get('timeSignature', '4/4'))
        found = [*base, *found] if not found or (base and not _continued(base[0], min(found))) else found
    return found, as_stood


def _point(ms: float, bpm: object, signature: object) -> list[TimingPoint]:
    beats = str(signature).partition('/')[0].strip()
    count = int(beats) if beats.isascii() and beats.isdigit() and len(beats) < 4 else 4
    found = checking.point(ms, _number(bpm, 'bpm'), count)
    if found is None:
        raise NoMap(f'This .bsm file has a tempo of {_number(bpm, "bpm"):g} beats a minute, which nobody plays.')
    return [found]


def _continued(base: TimingPoint, first: TimingPoint) -> bool:
    """Whether the first point says the same as the tempo at the top, or comes before it."""
    bars = (first.ms - base.ms) / (base.beat_ms * base.beats_per_bar)
    same = first.bpm == base.bpm and first.beats_per_bar == base.beats_per_bar
    return first.ms <= base.ms or (same and abs(bars - round(bars)) * base.beat_ms * base.beats_per_bar < 1.0)


def _sections(editor: Mapping[str, Any]) -> list[Section]:
    """Those that LevelMix writes; of another program's editor the divisor that it snaps to."""
    found = [
        Section(
            checking.moment(_number(one.get('time'), 'time')),
            texts.name(one.get('name'))[:80],
            _divisor(one.get('snapDivisor')),
            max(0.5, min(0.8, _number(one.get('swing', 0.5), 'swing'))),
        )
        for one in _list(editor, 'sections', checking.MOST_SECTIONS)
    ]
    divisor = _divisor(editor.get('snapDivisor'))
    return found or ([Section(0, divisor=divisor)] if divisor != Section(0).divisor else [])


def _divisor(value: object) -> int:
    return value if type(value) is int and value in SNAP_DIVISORS else Section(0).divisor


def _hits(objects: list[Any]) -> tuple[list[Hit], dict[Place, list[dict[str, Any]]]]:
    found, as_stood = list[Hit](), dict[Place, list[dict[str, Any]]]()
    for one in objects:
        if not isinstance(one, dict) or not isinstance(one.get('component'), str):
            raise NoMap(DAMAGED.format(what='a hit'))
        velocity = one.get('velocity')
        loud = checking.loudness(0.8 * LOUDEST if velocity is None else _number(velocity, 'velocity') * LOUDEST)
        sure = one.get('confidence')
        hit = Hit(
            checking.moment(_number(one.get('time'), 'time')),
            LANES.get(one['component'], Lane.PERCUSSION),
            loud,
            None if sure is None else round(max(0.0, min(1.0, _number(sure, 'confidence'))), 3),
        )
        found.append(hit)
        as_stood.setdefault(hit.place, []).append(one)
    return found, as_stood
