"""osu! files for taiko: drums with a middle and a rim, so kick and what sounds like it, and all else.

A map says more than two drums can: what sounds at once is one note, a large one where it takes two hands or is loud.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from app.drums.drum_map import LOUDEST, DrumMap, Hit, Lane, TimingPoint
from app.drums.formats import checking, texts
from app.drums.formats.errors import FromTheFuture, NoMap, OtherGame, TooMuch

LATEST, WRITTEN = 128, 14
LARGEST_BYTES = 24_000_000
HEADER = 'osu file format v'
MODES = {0: 'osu!', 2: 'osu!catch', 3: 'osu!mania'}
TAIKO = 1
EARLIER_BY_MS, EARLIER_THAN = 24, 5
"""Files of the first versions count from a later moment."""
WHISTLE, FINISH, CLAP = 2, 4, 8
LOUD, USUAL = 120, 92
MIDDLE = frozenset({Lane.KICK, Lane.TOM_HIGH, Lane.TOM_MID, Lane.TOM_LOW, Lane.PERCUSSION})
HANDS = frozenset(Lane) - {Lane.KICK, Lane.HIHAT_PEDAL}
Lines = dict[str, list[str]]


def read(data: bytes) -> DrumMap:
    """A taiko map: the middle is a kick, the rim a snare; rolls and spinners are their first hit.

    Raises
    ------
    NoMap : it is no .osu file, damaged, of another game mode, or of a version that came later.
    TooMuch : larger, longer or with more hits than is read.
    """
    if len(data) > LARGEST_BYTES:
        raise TooMuch(f'This .osu file is larger than the {LARGEST_BYTES // 1_000_000} MB that are read.')
    version, lines = _sections(texts.decoded(data))
    general, metadata = dict(_named(lines.get('General', []))), dict(_named(lines.get('Metadata', [])))
    _check_mode(general.get('Mode', '0'))
    later_ms = EARLIER_BY_MS if version < EARLIER_THAN else 0
    checking.check_count(len(lines.get('HitObjects', [])))
    hits = [hit for line in lines.get('HitObjects', []) for hit in _hit(line, later_ms)]
    if not hits:
        raise NoMap('This .osu file has no hits: save the map once more, and bring that.')
    return checking.made(
        timing=_timing(lines.get('TimingPoints', []), later_ms),
        hits=hits,
        title=texts.name(metadata.get('TitleUnicode') or metadata.get('Title')),
        artist=texts.name(metadata.get('ArtistUnicode') or metadata.get('Artist')),
        difficulty=texts.name(metadata.get('Version'))[:40],
        preview_ms=max(0.0, texts.number(general.get('PreviewTime', '0')) or 0.0),
    )


def _sections(text: str) -> tuple[int, Lines]:
    lines = [line.strip() for line in text.splitlines()]
    head = next((line for line in lines if line), '')
    number = head.removeprefix(HEADER).strip()
    if not head.startswith(HEADER) or not (number.isascii() and number.isdigit()):
        raise NoMap('This is no .osu file: export the map from osu!, unpack the .osz, and bring its .osu.')
    if len(number) > 9 or int(number) > LATEST:
        raise FromTheFuture(
            f'This .osu file is of version {number[:9]}, and {LATEST} is the latest that is read: update LevelMix.'
        )
    found: Lines = {}
    inside: list[str] = []
    for line in lines:
        if line.startswith('[') and line.endswith(']'):
            inside = found.setdefault(line[1:-1], [])
        elif line and not line.startswith('//'):
            inside.append(line)
    return int(number), found


def _named(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        key, _, value = line.partition(':')
        yield key.strip(), value.strip()


def _check_mode(told: str) -> None:
    mode = int(told) if told.isascii() and told.isdigit() and len(told) < 4 else -1
    if mode != TAIKO:
        name = MODES.get(mode, 'another game')
        raise OtherGame(f'This .osu file is a map for {name}, not for osu!taiko, so it has no drums to read.')


def _fields(line: str, at_least: int) -> list[str]:
    found = line.split(',')
    if len(found) < at_least:
        raise NoMap(f'This .osu file is damaged at the line “{line[:60]}”: save it again where it was made.')
    return found


def _finite(text: str, line: str) -> float:
    found = texts.number(text)
    if found is None:
        raise NoMap(f'This .osu file has no number where one belongs: “{line[:60]}”. Save it again where it was made.')
    return found


def _timing(lines: Iterable[str], later_ms: int) -> Iterator[TimingPoint]:
    """The points that say a tempo; the others say how fast sliders are. A tempo that stops time is an effect."""
    for line in lines:
        fields = _fields(line, 2)
        beat_ms = texts.number(fields[1])
        if beat_ms is None or beat_ms <= 0 or (len(fields) > 6 and fields[6].strip() == '0'):
            continue
        beats = texts.number(fields[2]) if len(fields) > 2 else 4
        found = checking.point(_finite(fields[0], line) + later_ms, 60_000 / beat_ms, round(beats or 4))
        if found is not None:
            yield found


def _hit(line: str, later_ms: int) -> Iterator[Hit]:
    fields = _fields(line, 5)
    ms, sounds = checking.moment(_finite(fields[2], line) + later_ms), int(_finite(fields[4], line))
    loud = LOUD if sounds & FINISH else USUAL
    sample = fields[-1].split(':')
    volume = texts.number(sample[3]) if len(fields) > 5 and len(sample) > 3 else None
    velocity = checking.loudness(volume * LOUDEST / 100) if volume and volume > 0 else loud
    yield Hit(ms, Lane.SNARE if sounds & (WHISTLE | CLAP) else Lane.KICK, velocity)


def write(drum_map: DrumMap, audio_file: str = 'audio.mp3') -> bytes:
    """A file of taiko, to lie beside the song."""
    title, artist = texts.name(drum_map.title), texts.name(drum_map.artist)
    lines = [
        f'{HEADER}{WRITTEN}',
        '\n[General]',
        f'AudioFilename: {texts.name(audio_file)}',
        'AudioLeadIn: 0',
        f'PreviewTime: {drum_map.preview_ms}',
        'Countdown: 0',
        'SampleSet: Normal',
        f'Mode: {TAIKO}',
        '\n[Editor]',
        f'BeatDivisor: {drum_map.section_at(0).divisor}',
        '\n[Metadata]',
        f'Title:{title.encode("ascii", "replace").decode()}',
        f'TitleUnicode:{title}',
        f'Artist:{artist.encode("ascii", "replace").decode()}',
        f'ArtistUnicode:{artist}',
        'Creator:LevelMix',
        f'Version:{texts.name(drum_map.difficulty)}',
        '\n[Difficulty]',
        'HPDrainRate:5\nCircleSize:5\nOverallDifficulty:5\nApproachRate:5\nSliderMultiplier:1.4\nSliderTickRate:1',
        '\n[TimingPoints]',
        *(f'{point.ms!r},{point.beat_ms!r},{point.beats_per_bar},1,0,100,1,0' for point in drum_map.timing),
        '\n[HitObjects]',
        *_objects(drum_map.hits),
    ]
    return ('\n'.join(lines) + '\n').encode('utf-8', 'replace')


def _objects(hits: Iterable[Hit]) -> Iterator[str]:
    for ms, together in groupby(hits, key=lambda hit: hit.ms):
        at_once = list(together)
        lanes = {hit.lane for hit in at_once}
        rim = Lane.SNARE in lanes or not lanes & MIDDLE
        loudest = max(hit.velocity for hit in at_once)
        large = len(lanes & HANDS) > 1 or Lane.CRASH in lanes or loudest >= LOUD - 8
        sounds = (CLAP if rim else 0) | (FINISH if large else 0)
        yield f'256,192,{ms},1,{sounds},0:0:0:{max(1, round(loudest * 100 / LOUDEST))}:'
