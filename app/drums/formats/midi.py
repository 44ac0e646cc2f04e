"""Standard MIDI files with drums as General MIDI has them: on channel 10, a key a drum."""

import io
import re
import struct
from collections.abc import Iterable, Iterator

import mido

from app.drums.drum_map import DrumMap, Hit, Lane, Section
from app.drums.formats import checking, texts, ticks
from app.drums.formats.errors import NoMap, OtherGame, TooMuch

CHANNEL = 9
KEYS = {
    Lane.KICK: (36, 35),
    Lane.SNARE: (38, 37, 39, 40),
    Lane.TOM_LOW: (43, 41),
    Lane.TOM_MID: (47, 45),
    Lane.TOM_HIGH: (50, 48),
    Lane.HIHAT_CLOSED: (42,),
    Lane.HIHAT_PEDAL: (44,),
    Lane.HIHAT_OPEN: (46,),
    Lane.CRASH: (49, 52, 55, 57),
    Lane.RIDE: (51, 53, 59),
    Lane.PERCUSSION: (56,),
}
"""The keys that are read as a lane; the first of them is written. All others are percussion."""
LANE_OF = {key: lane for lane, keys in KEYS.items() for key in keys}
LARGEST_BYTES = 4_000_000
MOST_CHUNKS = 64
"""Of a RIFF file around it; a handful is usual."""
GAME_TRACK = 'PART DRUMS'
SHORTEST_TICKS = 10
DAMAGED = 'This MIDI file is damaged: save it again where it was made, and bring that.'
_ENDLESS = re.compile(rb'[\x80-\xff]{600}')
"""A number of MIDI ends at its first byte below 128; what never does is no music, and would be counted for minutes."""
_ERRORS = (
    *(OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, OverflowError, struct.error),
    mido.KeySignatureError,
)


def read(data: bytes) -> DrumMap:
    """The drums of a file, which may lie in another one (`.rmi`).

    Raises
    ------
    NoMap : it is no MIDI file, damaged, or has no drums.
    TooMuch : larger, longer or with more hits than is read.
    """
    data = _unwrapped(data)
    if len(data) > LARGEST_BYTES:
        raise TooMuch(f'This MIDI file is larger than the {LARGEST_BYTES // 1_000_000} MB that are read.')
    file = _opened(data)
    told = [list(_timed(track)) for track in file.tracks]
    clock = ticks.Clock(_tempi(told), file.ticks_per_beat)
    struck = [one for track in told for one in track if one[1].type == 'note_on' and one[1].velocity > 0]
    on_drums = [(tick, note) for tick, note in struck if note.channel == CHANNEL]
    checking.check_count(len(on_drums))
    if not on_drums:
        raise _without_drums(told)
    hits = [
        Hit(checking.moment(clock.ms(tick)), LANE_OF.get(note.note, Lane.PERCUSSION), note.velocity)
        for tick, note in on_drums
    ]
    signatures = [
        (tick, one.numerator, one.denominator) for track in told for tick, one in track if one.type == 'time_signature'
    ]
    end = clock.ms(max(track[-1][0] for track in told if track))
    return checking.made(
        timing=ticks.points(clock, signatures, max(tick for tick, _ in on_drums)),
        hits=hits,
        sections=_sections(told, clock),
        length_ms=end,
        title=_title(told),
        artist=_artist(told),
    )


def is_one(data: bytes) -> bool:
    """Whether a file is MIDI by how it begins, in a RIFF file or by itself."""
    return data.startswith(b'MThd') or _is_wrapped(data)


def _is_wrapped(data: bytes) -> bool:
    return data[:4] == b'RIFF' and data[8:12] == b'RMID'


def _unwrapped(data: bytes) -> bytes:
    """What lies in the `data` chunk of a RIFF file; the others have titles, or sounds to play it with."""
    if not _is_wrapped(data):
        return data
    place = 12
    for _ in range(MOST_CHUNKS):
        name, size = data[place : place + 4], int.from_bytes(data[place + 4 : place + 8], 'little')
        if name == b'data':
            return data[place + 8 : place + 8 + size]
        place += 8 + size + size % 2
    raise NoMap(DAMAGED)


def _opened(data: bytes) -> mido.MidiFile:
    if data[:4] != b'MThd':
        raise NoMap('This is no MIDI file: export the drums as a Standard MIDI file (.mid), and bring that.')
    if _ENDLESS.search(data):
        raise NoMap(DAMAGED)
    try:
        file = mido.MidiFile(file=io.BytesIO(data), clip=True)
    except _ERRORS as error:
        raise NoMap(DAMAGED) from error
    if file.ticks_per_beat <= 0:
        raise NoMap('This MIDI file counts frames of a film, not beats: export it with beats (ticks per quarter).')
    return file


def _timed(track: Iterable[mido.Message]) -> Iterator[tuple[int, mido.Message]]:
    """Each message with its tick from the start of the file."""
    tick = 0
    for message in track:
        tick += message.time
        yield tick, message


def _tempi(told: list[list[tuple[int, mido.Message]]]) -> list[tuple[int, float]]:
    found = [(tick, float(one.tempo)) for track in told for tick, one in track if one.type == 'set_tempo' and one.tempo]
    if len(found) > checking.MOST_POINTS * 10:
        raise TooMuch(f'This MIDI file changes its tempo {len(found):,} times, which is more than is read.')
    return found


def _without_drums(told: list[list[tuple[int, mido.Message]]]) -> NoMap:
    names = {one.name for track in told for _, one in track if one.type == 'track_name'}
    if GAME_TRACK in names:
        return OtherGame(
            'This MIDI file has its drums as a game counts them (“PART DRUMS”), not as General MIDI: '
            'save the song as .chart, and bring that.'
        )
    return NoMap('This MIDI file has no drums: put them on channel 10, as General MIDI has it, and bring it again.')


def _title(told: list[list[tuple[int, mido.Message]]]) -> str:
    """What its first track is called, where that is a track without notes, which names the piece."""
    first = next((track for track in told if track), [])
    if len(told) > 1 and any(one.type in ('note_on', 'note_off') for _, one in first):
        return ''
    return next((_text(one.name) for _, one in first if one.type == 'track_name'), '')


def _artist(told: list[list[tuple[int, mido.Message]]]) -> str:
    said = (_text(one.text) for track in told for _, one in track if one.type == 'text')
    return next((text[len('Artist: ') :] for text in said if text.startswith('Artist: ')), '')


def _sections(told: list[list[tuple[int, mido.Message]]], clock: ticks.Clock) -> list[Section]:
    """A section from each marker that has a name."""
    marks = [(clock.ms(tick), _text(one.text)) for track in told for tick, one in track if one.type == 'marker']
    return [Section(checking.moment(ms), text[:80]) for ms, text in marks[: checking.MOST_SECTIONS] if text]


def _text(read: str) -> str:
    """The library takes each byte for a sign; most programs of today write UTF-8."""
    return texts.name(texts.decoded(read.encode('latin-1', 'replace')))


def _bytes(text: str) -> str:
    """The other way round."""
    return text.encode('utf-8', 'replace').decode('latin-1')


def write(drum_map: DrumMap) -> bytes:
    """A file of two tracks: tempo, bars and names, and the drums. The same map makes the same bytes."""
    grid = ticks.grid(drum_map, round)
    file = mido.MidiFile(type=1, ticks_per_beat=grid.clock.resolution)
    file.tracks += [_track(_conducted(drum_map, grid)), _track(_drums(drum_map, grid))]
    out = io.BytesIO()
    file.save(file=out)
    return out.getvalue()


def _conducted(drum_map: DrumMap, grid: ticks.Grid) -> Iterator[tuple[int, mido.MetaMessage]]:
    yield 0, mido.MetaMessage('track_name', name=_bytes(drum_map.title))
    if drum_map.artist:
        yield 0, mido.MetaMessage('text', text=_bytes(f'Artist: {drum_map.artist}'))
    for tick, tempo in zip(grid.clock.ticks, grid.clock.tempi, strict=True):
        yield tick, mido.MetaMessage('set_tempo', tempo=int(tempo))
    for tick, point in zip(grid.starts, drum_map.timing, strict=True):
        yield tick, mido.MetaMessage('time_signature', numerator=point.beats_per_bar, denominator=4)
    for section in drum_map.sections:
        if section.name:
            yield grid.clock.tick(section.ms), mido.MetaMessage('marker', text=_bytes(section.name))
    yield grid.clock.tick(drum_map.length_ms), mido.MetaMessage('end_of_track')


def _drums(drum_map: DrumMap, grid: ticks.Grid) -> Iterator[tuple[int, mido.Message]]:
    yield 0, mido.MetaMessage('track_name', name='Drums')
    ends: dict[int, int] = {}
    for hit in drum_map.hits:
        key, tick = KEYS[hit.lane][0], grid.clock.tick(hit.ms)
        if ends.get(key, -1) >= tick:
            yield tick, mido.Message('note_off', channel=CHANNEL, note=key, velocity=64)
        elif key in ends:
            yield ends[key], mido.Message('note_off', channel=CHANNEL, note=key, velocity=64)
        yield tick, mido.Message('note_on', channel=CHANNEL, note=key, velocity=hit.velocity)
        ends[key] = tick + max(SHORTEST_TICKS, grid.clock.resolution // 8)
    for key, tick in ends.items():
        yield tick, mido.Message('note_off', channel=CHANNEL, note=key, velocity=64)


def _track(told: Iterable[tuple[int, mido.Message]]) -> mido.MidiTrack:
    """In order; what ends at a tick ends before the next begins there."""
    track, now = mido.MidiTrack(), 0
    rank = {'note_off': 0, 'note_on': 2, 'end_of_track': 3}
    for tick, message in sorted(told, key=lambda one: (one[0], rank.get(one[1].type, 1))):
        track.append(message.copy(time=tick - now))
        now = tick
    return track
