"""Chords are read in every spelling in use, and written in one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import NotAllowed
from app.practice.music.chord_names import ORDER, ordered, read_chord
from app.practice.music.chords import basic, sounds, tones
from app.practice.music.keys import read_key
from app.practice.tones import NO_CHORD, Chord, Quality, Tone

TONES = [Tone(step, alter) for step in 'CDEFGAB' for alter in (-1, 0, 1)]


@pytest.mark.parametrize('name', ['C△', 'CM7', 'C7M', 'Cmaj7', 'Cma7', 'C△7', 'Cj7', 'C^'])
def test_a_major_seventh_has_many_names(name: str) -> None:
    assert read_chord(name) == Chord(Tone('C'), Quality.MAJOR_7)
    assert read_chord(name) != read_chord('C7')


@pytest.mark.parametrize(
    ('name', 'written'),
    [
        ('F#m', 'F#m'), ('F♯-', 'F#m'), ('Cm7b5', 'Cm7b5'), ('Cø', 'Cm7b5'), ('C-7b5', 'Cm7b5'), ('C7#11/E', 'C7#11/E'),
        ('NC', 'N.C.'), ('n.c.', 'N.C.'), ('Calt', 'C7alt'), ('Csus', 'Csus4'), ('C9sus', 'C9sus4'), ('C69', 'C6/9'),
        ('C°7', 'Cdim7'), ('Co7', 'Cdim7'), ('C+', 'Caug'), ('C7#5', 'Caug7'), ('Bb13b9', 'Bb13b9'),
        ('CmM7', 'Cm(maj7)'),
        ('C-△', 'Cm(maj7)'), ('C7(b9,#11)', 'C7b9#11'), ('C7+9', 'C7#9'), ('Cmi/G', 'Cm/G'), ('Cm/Eb', 'Cm/Eb'),
        ('C2', 'Csus2'), ('Gm7add11', 'Gm11'), ('C7b9sus4', 'C7sus4b9'), ('C/C', 'C'), ('E♭maj9', 'Ebmaj9'),
    ],
)  # fmt: skip
def test_a_name_is_written_in_one_way(name: str, written: str) -> None:
    assert str(read_chord(name)) == written
    assert read_chord(written) == read_chord(name)


def test_a_triad_over_another_bass_has_the_notes_of_both_and_no_more() -> None:
    chord = read_chord('G/Eb')
    assert chord.root == Tone('G')
    assert {(7 + semitones) % 12 for _, semitones in tones(chord)} == {7, 11, 2}
    assert chord.bass == Tone('E', -1)


@pytest.mark.parametrize('name', ['', 'H7', 'c7', 'Cfoo', 'C7/', 'C7/H', 'C' * 40, 'C7#12', '7', 'Csus4sus4x', 'C/E/G'])
def test_what_is_no_chord_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(NotAllowed, match='There is no chord called'):
        read_chord(name)


@pytest.mark.nightly
@given(
    root=st.sampled_from(TONES),
    quality=st.sampled_from(list(Quality)),
    extensions=st.sets(st.sampled_from(['9', '11', '13', 'b9', '#9', '#11', 'b13']), max_size=3),
    bass=st.none() | st.sampled_from(TONES),
)
@settings(max_examples=400, deadline=None)
def test_every_chord_is_read_as_it_is_written(
    root: Tone, quality: Quality, extensions: set[str], bass: Tone | None
) -> None:
    chord = Chord(root, quality, ordered(tuple(extensions), quality), None if bass == root else bass)
    assert read_chord(str(chord)) == chord


def test_no_chord_has_no_tones_and_the_scale_of_its_key() -> None:
    assert basic(NO_CHORD) == ()
    assert set(sounds(NO_CHORD, read_key('D')).scale) == {2, 4, 6, 7, 9, 11, 1}
    assert set(ORDER) >= {'alt', 'no3'}
