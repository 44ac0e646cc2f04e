"""Music as MusicXML: valid, read again as it was, and read from others as far as a piano plays it."""

import io
import random
import re
import warnings
import zipfile
from dataclasses import replace
from fractions import Fraction
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from app.practice.generator.making import generate
from app.practice.music.chord_names import read_chord
from app.practice.notation import opening
from app.practice.notation.errors import NoMusic, TooMuch
from app.practice.notation.reading import read_musicxml
from app.practice.notation.writing import to_musicxml
from app.practice.options import Difficulty, Hands, Kind, Options, Style
from app.practice.playing import sounding
from app.practice.score import Articulation, Bar, Hand, Score
from app.practice.score_json import from_json, to_json
from tests.app.practice.pieces import blues, chords, everything, note, piece


@cache
def schema() -> Any:
    """The schema of MusicXML 4.0 by the W3C, which comes with a package."""
    import xmlschema

    found = find_spec('musicxml')
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / 'generate_classes'
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')  # what it imports from an address is not fetched
        return xmlschema.XMLSchema(str(folder / 'musicxml_4_0.xsd'), allow='local')


def faults(data: bytes) -> list[str]:
    return [f'{error.path}: {error.reason}' for error in schema().iter_errors(data.decode())]


GENERATED = [
    Options(kind=kind, key=key, difficulty=level, style=style, time=time, seed=seed)
    for seed, (kind, key, level, style, time) in enumerate(
        [
            (Kind.JAZZ_LICK, 'Gb', Difficulty.EXPERT, Style.BEBOP, None),
            (Kind.CHORD_PROGRESSION, 'F', Difficulty.INTERMEDIATE, Style.BLUES, None),
            (Kind.SCALE_PATTERN, 'C#m', Difficulty.ADVANCED, Style.SWING, None),
            (Kind.HARMONY_EXERCISE, 'C', Difficulty.BEGINNER, Style.SWING, None),
            (Kind.MELODY, 'Ab', Difficulty.EXPERT, Style.BALLAD, '12/8'),
            (Kind.COMPLETE_PIECE, 'Eb', Difficulty.EXPERT, Style.SWING, None),
            (Kind.COMPLETE_PIECE, 'Am', Difficulty.ADVANCED, Style.FUNK, '7/4'),
            (Kind.COMPLETE_PIECE, 'G', Difficulty.INTERMEDIATE, Style.WALTZ, '3/4'),
        ]
    )
]


@pytest.mark.nightly(all_but_one_in=4)
@pytest.mark.parametrize('options', GENERATED, ids=lambda one: f'{one.kind} {one.style} {one.time}')
def test_what_is_generated_is_valid_and_comes_back_as_it_was(options: Options) -> None:
    score = generate(options)
    data = to_musicxml(score)
    assert faults(data) == []
    assert read_musicxml(data) == score


def test_a_piece_with_everything_comes_back_as_it_was() -> None:
    data = to_musicxml(everything())
    assert faults(data) == []
    assert read_musicxml(data) == everything()


def test_the_schema_finds_what_is_wrong() -> None:
    assert faults(to_musicxml(everything()).replace(b'<type>half</type>', b'<type>halfish</type>')) != []


def test_the_same_piece_is_the_same_bytes() -> None:
    assert to_musicxml(everything()) == to_musicxml(everything())


def test_what_a_file_does_not_say_of_itself_is_read_from_the_notes() -> None:
    """Somebody’s program may drop what is kept beside the music; the music is there all the same."""
    bare = to_musicxml(everything()).replace(b'name="levelmix-', b'name="other-')
    read = read_musicxml(bare)
    assert (read.bars, read.key, read.time, read.tempo, read.feel) == (
        everything().bars,
        everything().key,
        everything().time,
        everything().tempo,
        everything().feel,
    )


NAMES = (
    'C Cm C+ Cdim C5 Csus2 Csus4 C6 Cm6 Cmaj7 Cm7 Cm(maj7) C7 C7sus4 C+7 Cmaj7#5 Cm7b5 Cdim7 C9 C13 C7b9 C7#9 C7#11 '
    'C13#11 '
    'C7b5 C7b9b13 C7alt Cm9 Cm11 Cmaj9 Cmaj13 Cmaj7#11 C6/9 Cm6/9 Cadd9 C9sus4 C13b9 Cno3 G/Eb F#m7b5/E Db7#11/Ab N.C.'
)


@pytest.mark.parametrize('name', NAMES.split())
def test_every_chord_comes_back_by_its_meaning(name: str) -> None:
    """By kind and degrees: without the words, which are for eyes."""
    score = piece((Bar(length=Fraction(4), chords=chords(4, name), notes=(note(0, 4, 'C5'),)),))
    data = to_musicxml(score)
    assert faults(data) == []
    assert read_musicxml(data).bars[0].chords[0].chord == read_chord(name)
    if 'alt' not in name:
        mute = re.sub(rb'<kind text="[^"]*"', b'<kind', data)
        assert read_musicxml(mute).bars[0].chords[0].chord == read_chord(name)


def foreign(measures: str, divisions: int = 1, attributes: str = '') -> bytes:
    return (
        '<?xml version="1.0"?><score-partwise version="3.1"><part-list><score-part id="P1"><part-name>X</part-name>'
        f'</score-part></part-list><part id="P1"><measure number="1"><attributes><divisions>{divisions}</divisions>'
        f'<key><fifths>0</fifths></key><time><beats>4</beats><beat-type>4</beat-type></time>{attributes}</attributes>'
        f'{measures}</measure></part></score-partwise>'
    ).encode()


def struck(step: str, octave: int, duration: int, more: str = '', before: str = '') -> str:
    pitch = f'<pitch><step>{step}</step><octave>{octave}</octave></pitch>'
    return f'<note>{before}{pitch}<duration>{duration}</duration>{more}</note>'


def heard(score: Score) -> list[tuple[float, float, int]]:
    return [(float(one.start), float(one.length), one.pitch.midi) for one in sounding(score)]


def test_a_file_of_another_program_is_read_as_it_sounds() -> None:
    score = read_musicxml(foreign(struck('C', 4, 2) + struck('E', 4, 2, before='<chord/>') + struck('G', 4, 2)))
    assert heard(score) == [(0, 2, 60), (0, 2, 64), (2, 2, 67)]
    assert score.hands == Hands.RIGHT


def test_several_voices_of_a_staff_become_one() -> None:
    low = '<backup><duration>4</duration></backup>' + struck('C', 4, 4, '<voice>2</voice>')
    score = read_musicxml(foreign(struck('G', 4, 2) + struck('A', 4, 2) + low))
    assert heard(score) == [(0, 2, 60), (0, 2, 67), (2, 2, 69)]
    assert read_musicxml(to_musicxml(score)).bars == score.bars
    late = '<forward><duration>2</duration></forward>' + struck('A', 4, 2)
    assert heard(read_musicxml(foreign(late + low))) == [(0, 2, 60), (2, 2, 69)], 'who begins ends what sounds'


def test_cut_time_is_read_in_four_and_what_was_read_can_be_stored() -> None:
    score = read_musicxml(
        foreign(struck('C', 4, 4)).replace(b'<beats>4</beats><beat-type>4', b'<beats>2</beats><beat-type>2')
    )
    assert str(score.time) == '4/4'
    assert from_json(to_json(score)) == score


def test_a_part_for_a_trumpet_is_read_as_it_sounds() -> None:
    transpose = '<transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose>'
    score = read_musicxml(foreign(struck('D', 5, 4), attributes=transpose))
    assert heard(score) == [(0, 4, 72)]
    assert str(score.key) == 'Bb', 'it is written in C'


def test_what_lies_between_the_grid_moves_to_it() -> None:
    score = read_musicxml(foreign(''.join(struck(step, 4, 2) for step in 'CDEFG') + struck('A', 4, 30), divisions=10))
    assert [one.pitch.step for one in score.bars[0].notes] == list('CDEFGA')
    assert {one.at.denominator for one in score.bars[0].notes} <= {1, 2, 3, 4}
    assert read_musicxml(to_musicxml(score)).bars == score.bars


def test_a_packed_file_is_read_by_its_list_of_contents() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, 'w', zipfile.ZIP_DEFLATED) as file:
        file.writestr('a.xml', '<nonsense/>')
        listed = '<container><rootfiles><rootfile full-path="music.xml"/></rootfiles></container>'
        file.writestr('META-INF/container.xml', listed)
        file.writestr('music.xml', to_musicxml(blues()))
    assert read_musicxml(packed.getvalue()) == blues()


def bomb() -> bytes:
    lines = ''.join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE score-partwise [<!ENTITY a0 "x">{lines}]><score-partwise>&a9;</score-partwise>'.encode()


def zipped(content: bytes, name: str = 'music.xml') -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, 'w', zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ('data', 'said'),
    [
        (b'', 'no MusicXML'),
        (b'hello', 'no MusicXML'),
        (b'\x89PNG\r\n\x1a\n' + bytes(200), 'no MusicXML'),
        (b'<html><body/></html>', 'no MusicXML'),
        (b'<score-partwise><part>', 'damaged'),
        (b'<score-timewise/>', 'partwise'),
        (b'<score-partwise/>', 'neither a note nor a chord'),
        (b'PK\x03\x04' + bytes(50), 'damaged'),
        (zipped(b'x', 'readme.txt'), 'no MusicXML'),
        (bomb(), 'entities'),
        (b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><score-partwise>&x;</score-partwise>', 'entities'),
        (foreign(struck('C', 4, 4)).replace(b'<beats>4', b'<beats>13'), 'is not read'),
    ],
    ids=lambda one: one if isinstance(one, str) else '',
)
def test_what_is_no_music_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(NoMusic, match=said) as refused:
        read_musicxml(data)
    assert '\n' not in str(refused.value)


def test_what_is_too_large_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, 'LARGEST_XML', 100_000)
    with pytest.raises(TooMuch):
        read_musicxml(zipped(b'<score-partwise>' + b' ' * 5_000_000))
    with pytest.raises(TooMuch):
        read_musicxml(b'<' * (opening.LARGEST_FILE + 1))
    with pytest.raises(TooMuch):
        read_musicxml(b'<a>' * 200)
    many = foreign(struck('C', 4, 4)).replace(b'</measure>', b'</measure>' + b'<measure number="2"/>' * 600)
    with pytest.raises(TooMuch, match='601 bars'):
        read_musicxml(many)


@pytest.mark.nightly
def test_what_was_damaged_on_its_way_is_refused_or_can_be_drawn() -> None:
    """Bytes lost, doubled or changed, and numbers that make no sense: many files, each read, or told in a sentence."""
    chance = random.Random(5)
    whole = to_musicxml(everything())
    numbers = [found.span(1) for found in re.finditer(rb'>(\d+)<', whole)]
    read = 0
    for _ in range(200):
        data = bytearray(whole)
        at = chance.randrange(len(data))
        start, end = chance.choice(numbers)
        if chance.random() < 0.7:
            data[start:end] = chance.choice([b'-1', b'0', b'99999999', b'1e9', b'7', b'13', b'x', b'2.5'])
        elif chance.random() < 0.5:
            del data[at : at + chance.randrange(1, 300)]
        else:
            data[at] = chance.randrange(256)
        try:
            score = read_musicxml(bytes(data))
        except NoMusic:
            continue
        read += 1
        assert read_musicxml(to_musicxml(score)).bars == score.bars
    assert read > 50


@pytest.mark.parametrize('text', ['nan', 'inf', '-4', '1e400', '', 'many'])
def test_numbers_that_are_none_do_no_harm(text: str) -> None:
    data = foreign(struck('C', 4, 4) + struck('D', 4, 4, '<dot/>')).replace(
        b'<duration>4', f'<duration>{text}'.encode(), 1
    )
    assert read_musicxml(data).bars[0].notes[-1].midi == 62


def test_a_tie_that_nothing_answers_is_let_go() -> None:
    score = read_musicxml(foreign(struck('C', 4, 4, '<tie type="start"/>')))
    assert not score.bars[0].notes[0].tied


def test_each_note_of_a_chord_keeps_its_touch_and_the_page_has_it_once() -> None:
    touched = Articulation.STACCATO
    both = (note(0, 1, 'C5', articulation=touched), note(0, 1, 'E5', articulation=touched))
    score = piece((Bar(length=Fraction(4), notes=both),))
    assert read_musicxml(to_musicxml(score)) == score
    assert to_musicxml(score, to_engrave=True).count(b'<staccato') == 1
    upper = piece((Bar(length=Fraction(4), notes=(note(0, 1, 'C5'), both[1])),))
    assert read_musicxml(to_musicxml(upper)) == upper


def test_bars_without_a_chord_say_so_once() -> None:
    score = blues(changes='N.C. N.C. C7 C7 N.C. N.C.')
    assert to_musicxml(score).count(b'N.C.') == 2
    assert read_musicxml(to_musicxml(score)) == score


def test_a_left_hand_alone_reads_in_the_lower_clef() -> None:
    bars = (replace(blues().bars[0], notes=(note(0, 4, 'C3', Hand.LEFT),)),)
    score = piece(bars, hands=Hands.LEFT)
    assert b'<sign>F</sign>' in to_musicxml(score)
    assert read_musicxml(to_musicxml(score)) == score
