"""What `levelmix practice score` does: hears a take, or reads it from a MIDI file, and tells how it went."""

from pathlib import Path

from app.console.output import result
from app.console.paths import readable
from app.errors import NotAllowed
from app.practice.expecting import expected, pass_seconds
from app.practice.notation.reading import read_musicxml
from app.practice.sound import midi_file
from app.practice.takes import refusals, scoring
from app.practice.takes.notes import Expected, Played
from app.practice.takes.result import TakeResult, VerdictKind

KEYBOARD = {'.mid', '.midi'}
LARGEST_BYTES = 20_000_000
WORST = 5
"""So many bars are told to people; programs hear of all."""


def score(take: Path, content: Path, tempo: int | None, transpose: int, *, as_json: bool) -> None:
    """Score a take of the piece in `content`, and tell what came out."""
    with readable(content) as file:
        piece = read_musicxml(_bytes(file))
    wanted = expected(piece, tempo, transpose)
    round_s = pass_seconds(piece, tempo)
    with readable(take) as file:
        found = _heard(file, take.suffix.lower(), wanted, round_s)
    result({'piece': piece.title, **found.as_json()}, as_json, _lines(piece.title, found))


def _heard(file: Path, suffix: str, wanted: list[Expected], round_s: float) -> TakeResult:
    if suffix not in KEYBOARD:
        return scoring.score_sound(refusals.read(file), wanted, pass_s=round_s)
    return scoring.score_keyboard(played(file), wanted, pass_s=round_s)


def played(file: Path) -> list[Played]:
    """The notes of a MIDI file in seconds, at its first tempo; drums are none."""
    try:
        told = midi_file.read(_bytes(file))
    except midi_file.NoMidiFile as error:
        raise NotAllowed('This is no MIDI file that can be read: send a recording, or save it again.') from error
    tick_s = 60 / told.bpm / told.ticks
    notes = [one for track in told.tracks for one in track.notes if one.channel != midi_file.DRUM_CHANNEL]
    return sorted(
        (Played(one.start * tick_s, one.length * tick_s, one.pitch, one.velocity) for one in notes),
        key=lambda one: one.at,
    )


def _bytes(file: Path) -> bytes:
    if file.stat().st_size > LARGEST_BYTES:
        raise NotAllowed(f'A file of notes has at most {LARGEST_BYTES // 1_000_000} MB.')
    return file.read_bytes()


def _lines(title: str, found: TakeResult) -> list[str]:
    """The same for people."""
    hits = sum(one.kind == VerdictKind.HIT for one in found.notes)
    lines = [f'{title}: {found.score} of 100, {hits} of {len(found.notes)} notes in their place.']
    lines += [f'{part.name.capitalize()}: {part.points:.0f} of {part.most}. {part.words}' for part in found.parts]
    worst = sorted((bar for bar in found.bars if bar.score < 100), key=lambda bar: bar.score)[:WORST]
    lines += [bar.words for bar in worst]
    return [*lines, *found.hints]
