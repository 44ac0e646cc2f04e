"""Clone Hero's `.chart`: text in sections, drums of up to four difficulties, and a track of tempi and bars."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from app.drums.drum_map import DrumMap, Hit, Section
from app.drums.formats import checking, pads, texts, ticks
from app.drums.formats.errors import NoMap, NotWritten, OtherGame, TooMuch

TRACKS = {'Expert': 'ExpertDrums', 'Hard': 'HardDrums', 'Normal': 'MediumDrums', 'Easy': 'EasyDrums'}
"""Which difficulty of the game stands for which level, the hardest first."""
_PLAYED_AS = {'Beginner': 'Easy', 'Extreme': 'Expert'}
LARGEST_BYTES = 24_000_000
MOST_EVENTS = 2_000_000
RESOLUTION = 192
NO_CHART = 'This is no .chart file: it has no [Song] and no [SyncTrack]. Save the song as .chart, and bring that.'
CUT = 'This .chart file is damaged: it ends in the middle of [{section}]. Save it again where it was made.'
_EVENT = re.compile(r'(\d{1,10})\s*=\s*([A-Za-z]{1,3})\s+(\S.*)')
Lines = dict[str, list[str]]


def levels(data: bytes) -> tuple[str, ...]:
    """The levels that a file has drums for, the hardest first; raises as `read`."""
    lines = _sections(data)
    return tuple(level for level, track in TRACKS.items() if _has_notes(lines.get(track.casefold(), [])))


def read(data: bytes, level: str = '') -> DrumMap:
    """The drums of a file at one level, or at the hardest that it has.

    Raises
    ------
    NoMap : it is no chart, damaged, or has no drums, or none at that level.
    TooMuch : larger, longer or with more hits than is read.
    """
    lines = _sections(data)
    there = [name for name, track in TRACKS.items() if _has_notes(lines.get(track.casefold(), []))]
    if not there:
        raise OtherGame('This .chart file has no drums: chart them for Drums, and bring it again.')
    if level and level not in there:
        raise NoMap(f'This .chart file has no drums for {level}, only for {", ".join(there)}.')
    song = dict(_named(lines.get('song', [])))
    offset_ms = (texts.number(song.get('offset', '0')) or 0.0) * 1000.0
    clock, signatures = _timing(lines['synctrack'], song)
    found = list(pads.lanes(_notes(lines[TRACKS[level or there[0]].casefold()])))
    checking.check_count(len(found))
    hits = [Hit(checking.moment(clock.ms(tick) + offset_ms), lane, velocity) for tick, lane, velocity in found]
    return checking.made(
        timing=ticks.points(clock, signatures, found[-1][0], offset_ms),
        hits=hits,
        sections=_named_sections(lines.get('events', []), clock, offset_ms),
        title=texts.name(song.get('name')),
        artist=texts.name(song.get('artist')),
        difficulty=level or there[0],
        preview_ms=max(0.0, (texts.number(song.get('previewstart', '0')) or 0.0) * 1000.0),
        length_ms=_end(lines.get('events', []), clock, offset_ms),
    )


def _sections(data: bytes) -> Lines:
    """The lines of each section, by its name in small letters."""
    if len(data) > LARGEST_BYTES:
        raise TooMuch(f'This .chart file is larger than the {LARGEST_BYTES // 1_000_000} MB that are read.')
    found: Lines = {}
    inside: list[str] = []
    name, is_open = '', False
    for line in texts.decoded(data).splitlines():
        line = line.strip()
        if line.startswith('[') and line.endswith(']'):
            name = line[1:-1].strip()
            inside = found.setdefault(name.casefold(), [])
        elif line in ('{', '}'):
            is_open = line == '{'
        elif line:
            inside.append(line)
    if 'song' not in found or 'synctrack' not in found:
        raise NoMap(NO_CHART)
    if is_open:
        raise NoMap(CUT.format(section=name[:40]))
    if sum(map(len, found.values())) > MOST_EVENTS:
        raise TooMuch(f'This .chart file has more than the {MOST_EVENTS:,} lines that are read.')
    return found


def _named(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        key, equals, value = line.partition('=')
        if equals:
            yield key.strip().casefold(), value.strip().strip('"')


def _events(lines: Iterable[str], kind: str) -> Iterator[tuple[int, str]]:
    for line in lines:
        match = _EVENT.match(line)
        if match and match[2].upper() == kind:
            yield int(match[1]), match[3].strip()


def _has_notes(lines: Iterable[str]) -> bool:
    return any(_notes(lines).values())


def _notes(lines: Iterable[str]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for tick, value in _events(lines, 'N'):
        number = value.split()[0] if value else ''
        if number.isascii() and number.isdigit() and len(number) < 4:
            found.setdefault(tick, set()).add(int(number))
    playable = {pads.KICK, pads.RED, *pads.COLOURS, pads.FIVE_LANE_GREEN, pads.DOUBLE_KICK}
    return {tick: there for tick, there in found.items() if there & playable}


def _timing(lines: list[str], song: dict[str, str]) -> tuple[ticks.Clock, list[tuple[int, int, int]]]:
    resolution = texts.number(song.get('resolution', str(RESOLUTION)))
    if resolution is None or not 1 <= resolution <= 1_000_000:
        raise NoMap('This .chart file says no resolution that can be counted: save it again where it was made.')
    tempi = [(tick, texts.number(value.split()[0])) for tick, value in _events(lines, 'B') if value]
    changes = [(tick, 60e9 / milli) for tick, milli in tempi if milli and milli > 0]
    signatures = [(tick, *_signature(value)) for tick, value in _events(lines, 'TS')]
    return ticks.Clock(changes, round(resolution)), signatures


def _signature(value: str) -> tuple[int, int]:
    """Beats and their unit, which is told as a power of two, and is a quarter where nothing is told."""
    numbers = [int(word) for word in value.split()[:2] if word.isascii() and word.isdigit() and len(word) < 4]
    beats = numbers[0] if numbers and numbers[0] else 4
    return beats, 1 << min(6, numbers[1]) if len(numbers) > 1 else 4


def _named_sections(lines: list[str], clock: ticks.Clock, offset_ms: float) -> list[Section]:
    """A section from each event that begins one, with or without square brackets."""
    found = list[Section]()
    for tick, value in _events(lines, 'E'):
        text = value.strip('"').strip('[]')
        word, _, title = text.partition(' ')
        if word.casefold() in ('section', 'prc') and title and clock.ms(tick) + offset_ms >= 0:
            found.append(Section(checking.moment(clock.ms(tick) + offset_ms), texts.name(title)[:80]))
    return found[: checking.MOST_SECTIONS]


def _end(lines: list[str], clock: ticks.Clock, offset_ms: float) -> float:
    ends = [tick for tick, value in _events(lines, 'E') if value.strip('"').strip('[]').casefold() == 'end']
    return clock.ms(ends[-1]) + offset_ms if ends else 0.0


def write(*maps: DrumMap, cymbals: Sequence[str] = tuple(pads.NAMES)) -> bytes:
    """A file with the drums of one map, or of several levels of the same song. `cymbals` are the colours of those that
    the drummer owns; what has none is played on pads.

    Raises
    ------
    NotWritten : there is no such cymbal.
    """
    unknown = [one for one in cymbals if one not in pads.NAMES]
    if unknown:
        raise NotWritten(f'There is no cymbal “{unknown[0][:40]}”: there are {", ".join(pads.NAMES)}.')
    owned = frozenset(pads.NAMES[one] for one in cymbals)
    first = maps[0]
    grid = ticks.grid(first, lambda quarter_us: 60e9 / max(1, round(60e9 / quarter_us)), RESOLUTION * 5)
    parts = [('Song', _song(first, grid)), ('SyncTrack', _sync(first, grid)), ('Events', _told(first, grid))]
    written = {TRACKS.get(_PLAYED_AS.get(one.difficulty, one.difficulty), TRACKS['Expert']): one for one in maps}
    parts += [(track, _track(written[track], grid, owned)) for track in TRACKS.values() if track in written]
    text = ''.join(f'[{name}]\n{{\n' + ''.join(f'  {line}\n' for line in lines) + '}\n' for name, lines in parts)
    return text.encode('utf-8', 'replace')


def _song(drum_map: DrumMap, grid: ticks.Grid) -> list[str]:
    return [
        f'Name = "{_quoted(drum_map.title)}"',
        f'Artist = "{_quoted(drum_map.artist)}"',
        'Charter = "LevelMix"',
        'Offset = 0',
        f'Resolution = {grid.clock.resolution}',
        'Player2 = bass',
        'Difficulty = 0',
        f'PreviewStart = {drum_map.preview_ms / 1000:g}',
        'PreviewEnd = 0',
        'Genre = "rock"',
        'MediaType = "cd"',
    ]


def _quoted(text: str) -> str:
    return text.replace('"', '”')


def _sync(drum_map: DrumMap, grid: ticks.Grid) -> list[str]:
    """The first signature stands at the start, because games look for one there, and once more where its bars begin."""
    tempi = [(tick, f'B {round(60e9 / tempo)}') for tick, tempo in zip(grid.clock.ticks, grid.clock.tempi, strict=True)]
    bars = [
        (tick, f'TS {point.beats_per_bar}')
        for tick, point in zip((0, *grid.starts), (drum_map.timing[0], *drum_map.timing), strict=True)
    ]
    once = {(tick, text.split()[0]): (tick, text) for tick, text in [*bars, *tempi]}
    return [f'{tick} = {text}' for tick, text in sorted(once.values(), key=lambda one: (one[0], one[1][0] == 'B'))]


def _told(drum_map: DrumMap, grid: ticks.Grid) -> list[str]:
    named = [
        f'{grid.clock.tick(one.ms)} = E "section {_quoted(one.name)}"' for one in drum_map.sections if one.name
    ]  # fmt: skip
    return [*named, f'{grid.clock.tick(drum_map.length_ms)} = E "end"']


def _track(drum_map: DrumMap, grid: ticks.Grid, cymbals: frozenset[int]) -> list[str]:
    notes = pads.folded(((grid.clock.tick(hit.ms), hit) for hit in drum_map.hits), cymbals)
    lines = list[str]()
    for tick, together in groupby(notes, key=lambda note: note.tick):
        lines += [f'{tick} = N {mark} 0' for mark in sorted(mark for note in together for mark in pads.marks(note))]
    return lines
