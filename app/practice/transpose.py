"""A piece in another key: notes, chords, their basses and what could be undone, each with the name that fits there."""

from dataclasses import replace

from app.errors import NotAllowed
from app.practice.music.chords import names
from app.practice.music.keys import USUAL, USUAL_MINOR, read_key, signature, usual_key
from app.practice.music.pitches import at_midi, moved, plain, plainest
from app.practice.options import Style
from app.practice.score import Bar, Key, Placed, Score, Substitution
from app.practice.tones import STEPS, Chord, Pitch, Tone
from app.practice.validator.pages import read

LOWEST, HIGHEST = 21, 108


def transposed(score: Score, key: str, up: bool | None = None) -> Score:
    """The piece in `key` (its mode stays); by the shorter way, or up or down where that is said.

    Raises
    ------
    NotAllowed
        There is no such key, it is of the other mode, or the piece would leave the piano.
    """
    wanted = read_key(key)
    if wanted.minor != score.key.minor:
        mode = 'minor' if score.key.minor else 'major'
        usual = ', '.join((USUAL_MINOR if score.key.minor else USUAL)[:4])
        raise NotAllowed(f'This piece is in {mode}, and transposing keeps that: choose a {mode} key like {usual}.')
    semitones = (wanted.tonic.pitch_class - score.key.tonic.pitch_class) % 12
    if up is False or (up is None and semitones > 6):
        semitones -= 12
    return _moved(score, wanted, semitones)


def by_semitones(score: Score, semitones: int) -> Score:
    """The piece so many semitones higher, in the usual key there.

    Raises
    ------
    NotAllowed
        The piece would leave the piano.
    """
    return _moved(score, usual_key(score.key.tonic.pitch_class + semitones, score.key.minor), semitones)


def _moved(score: Score, key: Key, semitones: int) -> Score:
    sounds = [note.midi + semitones for bar in score.bars for note in bar.notes]
    if sounds and not LOWEST <= min(sounds) <= max(sounds) <= HIGHEST:
        raise NotAllowed(f'In {key} some notes would lie outside of the piano; the piece stays in {score.key}.')
    steps = (STEPS.index(key.tonic.step) - STEPS.index(score.key.tonic.step)) % 7
    move = _Move(score, key, steps, semitones)
    return replace(
        score,
        key=key,
        options=replace(score.options, key=str(key)),
        bars=tuple(move.bar(bar, meant) for bar, meant in zip(score.bars, _meant(score), strict=True)),
        substitutions=tuple(move.substitution(one) for one in score.substitutions),
    )


class _Move:
    """One interval, applied to everything."""

    def __init__(self, score: Score, key: Key, steps: int, semitones: int) -> None:
        self.was, self.key, self.steps, self.semitones = score.key, key, steps, semitones
        self.blue = score.style == Style.BLUES

    def bar(self, bar: Bar, meant: list[Chord]) -> Bar:
        notes = tuple(
            replace(note, pitch=self.pitch(note.pitch, chord)) for note, chord in zip(bar.notes, meant, strict=True)
        )
        return replace(bar, chords=self.placed(bar.chords), notes=notes)

    def substitution(self, one: Substitution) -> Substitution:
        return replace(one, before=tuple(self.placed(chords) for chords in one.before))

    def placed(self, chords: tuple[Placed, ...]) -> tuple[Placed, ...]:
        return tuple(replace(one, chord=self.chord(one.chord)) for one in chords)

    def chord(self, chord: Chord) -> Chord:
        if chord.root is None:
            return chord
        root = self.root(chord.root)
        bass = chord.bass and self.beside(chord.bass, chord.root)
        return replace(chord, root=root, bass=bass)

    def root(self, root: Tone) -> Tone:
        """A root with few signs: Cb only where the key has it."""
        found = moved(root, self.steps, self.semitones)
        return found if signature(self.key)[found.step] == found.alter else plainest(found)

    def beside(self, tone: Tone, root: Tone) -> Tone:
        """The tone as far from its root as before, by name, too."""
        steps = (STEPS.index(tone.step) - STEPS.index(root.step)) % 7
        return plain(moved(self.root(root), steps, (tone.pitch_class - root.pitch_class) % 12))

    def pitch(self, pitch: Pitch, chord: Chord) -> Pitch:
        """By what the note is to its chord, where the chord knows it; else by the same interval from the key."""
        midi = pitch.midi + self.semitones
        known = names(self.chord(chord), self.key, self.blue).get(midi % 12)
        was = names(chord, self.was, self.blue).get(pitch.midi % 12)
        if known is not None and was == pitch.tone:
            return at_midi(known, midi)
        return at_midi(plainest(self.tone(pitch.tone)), midi)

    def tone(self, tone: Tone) -> Tone:
        return moved(tone, self.steps, self.semitones)


def _meant(score: Score) -> list[list[Chord]]:
    """The chord that each written note belongs to; the rest of a tied one belongs to what its beginning did."""
    made: list[list[Chord]] = []
    tied: dict[tuple[bool, int], Chord] = {}
    for seen in read(score):
        chords = [tied.get((one.left, one.midi), one.chord) if one.continued else one.chord for one in seen]
        tied = {(one.left, one.midi): chord for one, chord in zip(seen, chords, strict=True) if one.note.tied}
        made.append(chords)
    return made
