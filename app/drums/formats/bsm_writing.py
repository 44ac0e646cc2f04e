"""Writes `.bsm`: a hit a line, so that two versions can be compared line by line, too."""

import copy
import hashlib
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.drums.drum_map import LOUDEST, DrumMap, Hit, Lane
from app.drums.formats.bsm import LANES, VERSION, Rest
from app.drums.levels import rating, within

COLUMNS = {
    Lane.KICK: 0,
    Lane.HIHAT_PEDAL: 1,
    Lane.SNARE: 2,
    Lane.HIHAT_CLOSED: 3,
    Lane.HIHAT_OPEN: 3,
    Lane.TOM_HIGH: 4,
    Lane.TOM_MID: 5,
    Lane.TOM_LOW: 5,
}
"""The format draws seven columns; cymbals and what has none of its own are in the last one."""
LAST_COLUMN = 6
_NAMESPACE = uuid.UUID('5f0d6e0c-8f0b-5c3e-9d8e-2a54b4e7a6c1')


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the format wants to know that a map does not: who made it when, and of which file."""

    creator: str = 'LevelMix'
    beatmap_id: str = ''
    created_at: str = '2000-01-01T00:00:00Z'
    modified_at: str = ''
    audio_file: str = 'audio.mp3'
    audio_sha256: str = '0' * 64
    sample_rate: int = 44_100


def write(drum_map: DrumMap, about: About | None = None, rest: Rest | None = None) -> bytes:
    """The file. What `rest` has of another program stands in it as it stood, where the map still has a place for it.

    Whoever knows nothing `about` it, and brings a file's own rest, leaves what the file says there.
    """
    rest = rest or Rest()
    document = copy.deepcopy(rest.document)
    for name, part in _head(drum_map, about or About(), rest).items():
        if isinstance(part, dict) and isinstance(document.get(name), dict):
            document[name].update(part)
        else:
            document[name] = part
    if about is None:
        _as_before(document, rest.document)
    lines = [json.dumps(one, ensure_ascii=False) for hit in drum_map.hits for one in _hit(hit, rest)]
    parts = [f'  {json.dumps(name)}: {_indented(part)}' for name, part in document.items()]
    parts.append('  "hitObjects": [' + ','.join(f'\n    {line}' for line in lines) + ('\n  ]' if lines else ']'))
    return ('{\n' + ',\n'.join(parts) + '\n}\n').encode('utf-8', 'replace')


def _indented(part: Any) -> str:
    return json.dumps(part, ensure_ascii=False, indent=2).replace('\n', '\n  ')


def _as_before(document: dict[str, Any], before: dict[str, Any]) -> None:
    """What a file says of its maker and its sound, put back."""
    for part, names in (
        ('metadata', ('creator', 'beatmapId', 'createdAt', 'modifiedAt')),
        ('audio', ('filename', 'hash', 'sampleRate')),
    ):
        told = before.get(part)
        document[part].update({name: told[name] for name in names if isinstance(told, dict) and name in told})


def _head(drum_map: DrumMap, about: About, rest: Rest) -> dict[str, Any]:
    first = drum_map.timing[0]
    bars = max(0.0, (first.ms - 10_000) // (first.beat_ms * first.beats_per_bar) + 1) if first.ms > 10_000 else 0.0
    return {
        'version': VERSION,
        'metadata': {
            'title': drum_map.title,
            'artist': drum_map.artist,
            'creator': about.creator,
            'difficulty': within(drum_map.difficulty, rating(drum_map)),
            'difficultyLabel': drum_map.difficulty,
            'previewTime': drum_map.preview_ms,
            'beatmapId': about.beatmap_id or _identity(drum_map),
            'createdAt': about.created_at,
            'modifiedAt': about.modified_at or about.created_at,
        },
        'audio': {
            'filename': about.audio_file,
            'hash': f'sha256:{about.audio_sha256}',
            'duration': drum_map.length_ms,
            'sampleRate': about.sample_rate,
        },
        'timing': {
            'bpm': first.bpm,
            # The format has no later start of the beat than ten seconds: the same beat, whole bars earlier.
            'offset': round(first.ms - bars * first.beat_ms * first.beats_per_bar),
            'timeSignature': f'{first.beats_per_bar}/4',
            'timingPoints': list(_points(drum_map, rest)),
        },
        'drumKit': _kit(drum_map, rest),
        'editor': _editor(drum_map),
    }


def _identity(drum_map: DrumMap) -> str:
    """The same for the same map."""
    digest = hashlib.sha256(repr(drum_map).encode('utf-8', 'replace')).hexdigest()
    return str(uuid.uuid5(_NAMESPACE, digest))


def _points(drum_map: DrumMap, rest: Rest) -> Iterator[dict[str, Any]]:
    for point in drum_map.timing:
        stood = rest.points.get(point.ms, {})
        signature = stood.get('timeSignature')
        if str(signature).partition('/')[0] != str(point.beats_per_bar):
            signature = f'{point.beats_per_bar}/4'
        found = {**stood, 'time': round(point.ms), 'bpm': point.bpm, 'timeSignature': signature}
        found.pop('exactTime', None)
        if found['time'] != point.ms:
            found['exactTime'] = point.ms
        yield found


def _kit(drum_map: DrumMap, rest: Rest) -> dict[str, Any]:
    """The components in use, those of the file first; a map without hits has the bass drum, because one must be."""
    told = rest.document.get('drumKit')
    before = told.get('components') if isinstance(told, dict) else None
    kept = [one for one in before if isinstance(one, str)] if isinstance(before, list) else []
    used = {hit.lane for hit in drum_map.hits} - {LANES.get(one, Lane.PERCUSSION) for one in kept}
    return {'components': [*kept, *(lane.value for lane in Lane if lane in used)] or [Lane.KICK.value]}


def _editor(drum_map: DrumMap) -> dict[str, Any]:
    sections = [
        {'time': one.ms, 'name': one.name, 'snapDivisor': one.divisor, 'swing': one.swing}
        for one in drum_map.sections
    ]  # fmt: skip
    return {'snapDivisor': drum_map.section_at(0).divisor, 'sections': sections}


def _hit(hit: Hit, rest: Rest) -> Iterator[dict[str, Any]]:
    """A hit, and those of the file that share its place here: two cymbals at once are one crash."""
    told = {'velocity': round(hit.velocity / LOUDEST, 4), 'confidence': hit.confidence}
    stood = rest.hits.get(hit.place, [])
    if not stood:
        column = COLUMNS.get(hit.lane, LAST_COLUMN)
        found = {'time': hit.ms, 'component': hit.lane.value, 'lane': column, **told}
        yield {name: value for name, value in found.items() if value is not None}
        return
    loudest = max(range(len(stood)), key=lambda index: _velocity(stood[index]))
    for index, one in enumerate(stood):
        changed = told if index == loudest else {}
        found = {**one, **changed}
        yield {name: value for name, value in found.items() if value is not None or name not in told}


def _velocity(stood: dict[str, Any]) -> float:
    value = stood.get('velocity')
    return float(value) if isinstance(value, int | float) else 0.8
