"""Parts for instruments that sound elsewhere than they are written: key and chords go with the notes."""

import pytest

from app.practice.notation.reading import read_musicxml
from tests.app.practice.test_musicxml import foreign, struck


@pytest.mark.parametrize(
    ('diatonic', 'chromatic', 'fifths', 'sounds', 'chord'),
    [
        (-1, -2, 2, 'C', 'C7/Bb'),  # a trumpet, or a tenor saxophone
        (-5, -9, 3, 'C', 'F7/Eb'),  # an alto saxophone
        (2, 3, 0, 'Eb', 'F7/Eb'),  # a small clarinet
        (-1, -2, -7, 'A', 'C7/Bb'),
        (0, 0, 4, 'E', 'D7/C'),
    ],
)
def test_key_and_chords_of_a_part_for_another_instrument_sound_with_its_notes(
    diatonic: int, chromatic: int, fifths: int, sounds: str, chord: str
) -> None:
    moved = f'<transpose><diatonic>{diatonic}</diatonic><chromatic>{chromatic}</chromatic></transpose>'
    root = '<root><root-step>D</root-step></root><kind>dominant</kind><bass><bass-step>C</bass-step></bass>'
    told = foreign(f'<harmony>{root}</harmony>' + struck('D', 5, 4), attributes=moved)
    score = read_musicxml(told.replace(b'<fifths>0<', f'<fifths>{fifths}<'.encode()))
    assert (str(score.key), str(score.bars[0].chords[0].chord)) == (sounds, chord)
