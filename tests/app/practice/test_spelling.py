"""Notes have the names that go with their chord and key."""

import pytest

from app.errors import NotAllowed
from app.practice.music.chord_names import read_chord
from app.practice.music.chords import names, sounds
from app.practice.music.keys import degree, read_key
from app.practice.music.spelling import spelled
from tests.app.practice_support import KEYS

CHORDS = ('', 'm', '7', 'm7', 'maj7', 'm7b5', 'dim7', '7b9', '7alt', '13#11', '6/9', 'm(maj7)', '7sus4', 'aug7')
ROOTS = ('C', 'Db', 'D', 'Eb', 'E', 'F', 'F#', 'Gb', 'G', 'Ab', 'A', 'Bb', 'B')


def test_over_a_dominant_with_many_flats_nothing_is_sharp() -> None:
    chord, key = read_chord('Db7b9'), read_key('Gb')
    assert str(spelled(66, chord, key)) == 'Gb4'
    assert [str(spelled(midi, chord, key).tone) for midi in (61, 65, 68, 71, 62)] == ['Db', 'F', 'Ab', 'Cb', 'D']


def test_a_tone_of_the_chord_has_its_letter_whatever_the_key_would_call_it() -> None:
    assert str(spelled(66, read_chord('D7'), read_key('F'))) == 'F#4'
    assert str(spelled(71, read_chord('Abm7'), read_key('C'))) == 'Cb5'
    assert str(spelled(70, read_chord('F#7'), read_key('Eb'))) == 'A#4'


def test_what_leads_upwards_is_raised_and_what_leads_down_is_lowered() -> None:
    chord, key = read_chord('Cmaj7'), read_key('C')
    assert str(spelled(66, chord, key, following=67)) == 'F#4'
    assert str(spelled(66, chord, key, following=65)) == 'Gb4'


def test_a_note_of_the_key_keeps_its_name_where_the_chord_does_not_know_it() -> None:
    assert str(spelled(66, read_chord('E7#9'), read_key('E'), following=64)) == 'F#4'


@pytest.mark.parametrize('key', KEYS)
def test_no_note_has_two_signs_and_each_chord_has_its_letters(key: str) -> None:
    for root in ROOTS:
        for suffix in CHORDS:
            chord = read_chord(root + suffix)
            known = names(chord, read_key(key))
            assert all(abs(tone.alter) <= 1 for tone in known.values())
            assert known[chord.root.pitch_class] == chord.root  # type: ignore[union-attr]
            assert set(sounds(chord, read_key(key)).scale) <= set(known)


@pytest.mark.parametrize('key', KEYS)
def test_roots_of_a_key_are_names_that_people_read(key: str) -> None:
    for semitones in range(12):
        tone = degree(read_key(key), semitones)
        assert abs(tone.alter) <= 1
        assert tone.pitch_class == (read_key(key).tonic.pitch_class + semitones) % 12


@pytest.mark.parametrize(
    ('text', 'key'),
    [
        ('a minor', 'Am'),
        ('Bb major', 'Bb'),
        ('c♯ minor', 'C#m'),
        ('E flat minor', 'Ebm'),
        ('G-', 'Gm'),
        ('CM', 'C'),
        ('f#m', 'F#m'),
    ],
)
def test_keys_are_read_as_people_write_them(text: str, key: str) -> None:
    assert str(read_key(text)) == key


@pytest.mark.parametrize(
    ('text', 'says'),
    [('H', 'no key called'), ('G#', 'The same sound is Ab'), ('Fbm', 'Em'), ('', 'no key'), ('C dorian', 'no key')],
)
def test_keys_that_do_not_exist_are_refused_in_a_sentence(text: str, says: str) -> None:
    with pytest.raises(NotAllowed, match=says):
        read_key(text)
