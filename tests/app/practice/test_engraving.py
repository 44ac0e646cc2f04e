"""The page: drawn by the engraver, in the colours around it, with names for every note; on paper, and as a chart."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from PIL import Image

from app.practice.generator.making import generate
from app.practice.notation.beams import beams
from app.practice.notation.chart import to_chart
from app.practice.notation.engraving import engrave, engrave_pages, engrave_sheet
from app.practice.notation.errors import NotDrawn
from app.practice.notation.outlines import page_of
from app.practice.notation.paper import picture_of, to_pdf, to_picture, to_png
from app.practice.notation.titles import printed
from app.practice.notation.values import Sign, written
from app.practice.notation.writing import to_musicxml
from app.practice.options import Difficulty, Kind, Options
from app.practice.score import Bar, Hand, Note, Score, Time, note_id
from tests.app.practice.pieces import blues, chords, everything, note, piece


def ids(score: Score) -> set[str]:
    return {note_id(bar, place) for bar, place, _ in score.placed_notes()}


@pytest.mark.parametrize('width', [320, 900, 1600])
def test_every_note_and_bar_of_the_page_has_its_name_and_its_place(width: int) -> None:
    score = everything()
    drawn = engrave(score, width)
    spots = drawn.spots()
    assert ids(score) <= spots.keys()
    assert all(f'id="b{n}"' in drawn.pages[0] for n in range(len(score.bars)))
    assert all(0 <= spot.x <= width and spot.y > 0 for spot in spots.values())
    assert spots['n1-0'].x < spots['n1-3'].x, 'what is later in a bar stands further right'


@pytest.mark.parametrize(
    ('typed', 'stands'),
    [
        ('Swing lick in Bb major', 'Swing lick in B♭ major'),
        ('Thirds from F#m', 'Thirds from F♯m'),
        ('Ebb and flow, Db', 'Ebb and flow, D♭'),
        ('A#1 in C', 'A#1 in C'),
    ],
)
def test_a_title_is_printed_with_real_flats_and_sharps(typed: str, stands: str) -> None:
    score = replace(blues(), title=typed)
    assert printed(typed) == stands
    assert stands in ''.join(fromstring(engrave_pages(score).pages[0]).itertext()).replace('\xa0', ' ')
    assert stands in ''.join(fromstring(to_chart(score)).itertext())
    assert f'<work-title>{typed}<' in to_musicxml(score).decode(), 'a file has it as it is'


def test_the_page_takes_the_colours_around_it_and_shows_its_flats() -> None:
    page = engrave(everything()).pages[0]
    assert 'fill="currentColor"' in page
    assert 'color="black"' not in page
    assert 'Leipzig' in page, 'the font of the signs comes along'
    assert '<script' not in page
    fromstring(page)


def test_the_engraver_is_quiet_and_draws_the_same_twice(capfd: pytest.CaptureFixture[str]) -> None:
    first = engrave(everything(), 1000).pages
    assert first == engrave(everything(), 1000).pages
    assert capfd.readouterr() == ('', '')


def test_a_length_that_no_sign_stands_for_is_told_in_a_sentence() -> None:
    odd = piece((Bar(length=Fraction(4), notes=(note(0, '1/12', 'C5'),)),))
    with pytest.raises(NotDrawn, match='length'):
        engrave(odd)


def test_the_engraver_hears_notes_where_we_have_them() -> None:
    """Its own times of the written notes, in quarters, against ours; a page has its repeats folded."""
    import verovio

    score = blues()
    toolkit: Any = verovio.toolkit()
    toolkit.loadData(to_musicxml(score, to_engrave=True).decode())
    times = {one: event['qstamp'] for event in toolkit.renderToTimemap({}) for one in event.get('on', ())}
    for bar, place, written_note in score.placed_notes():
        assert times[note_id(bar, place)] == pytest.approx(float(4 * bar + written_note.at), abs=0.001)


@pytest.mark.nightly
def test_paper_has_the_whole_piece_in_the_same_bytes_each_time() -> None:
    pdf = to_pdf(everything())
    assert pdf == to_pdf(everything())
    assert pdf.startswith(b'%PDF-1.4')
    picture = Image.open(io.BytesIO(picture_of(pdf, dpi=72))).convert('L')
    assert (picture.width, picture.height) == (596, 842)
    dark = picture.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert dark is not None
    assert dark[0] > 20
    assert dark[2] < 576, 'nothing runs over the margin'
    assert dark[3] > 200, 'two lines are there'


@pytest.mark.nightly
@pytest.mark.parametrize(('bars', 'pages'), [(24, 1), (64, 3)])
def test_a_long_piece_goes_on_where_its_page_is_full(bars: int, pages: int) -> None:
    score = generate(Options(kind=Kind.COMPLETE_PIECE, key='Gb', difficulty=Difficulty.EXPERT, seed=0, bars=bars))
    bars = len(score.bars)
    drawn = engrave_pages(score).pages
    assert len(drawn) == pages
    assert all(any(f'id="b{n}"' in svg for svg in drawn) for n in range(bars))
    for svg in drawn:
        page = page_of(svg)
        assert max(y for shape in page.shapes for _, points in shape.steps for _, y in points) < page.height
    sheet = engrave_sheet(score)
    assert all(f'id="b{n}"' in sheet for n in range(bars)), 'a picture has all of it'
    assert Image.open(io.BytesIO(to_picture(score))).width > 1000


def test_everything_that_is_drawn_stays_on_the_paper() -> None:
    for svg in engrave_pages(everything()).pages:
        page = page_of(svg)
        corners = [point for shape in page.shapes for _, points in shape.steps for point in points]
        assert len(page.shapes) > 100
        assert all(0 < x < page.width and 0 < y < page.height for x, y in corners)


def test_a_page_that_is_not_there_is_the_last_one() -> None:
    assert to_png(blues(), page=9, dpi=40) == to_png(blues(), page=0, dpi=40)


FOUR = Time(4, 4)


def values(notes: tuple[Note, ...], time: Time = FOUR, length: int | str = 4) -> str:
    """The signs of the right hand: letters of values, dots, ties, brackets for rests."""
    short = {'whole': 'w', 'half': 'h', 'quarter': 'q', 'eighth': 'e', '16th': 's'}

    def said(sign: Sign) -> str:
        name, dots = sign.value
        text = short[name] + '.' * dots + ('3' if sign.triplet else '')
        return (text if sign.notes else f'[{text}]') + ('~' if sign.notes and not sign.ends else '')

    return ' '.join(said(sign) for sign in written(Bar(length=Fraction(length), notes=notes), time, Hand.RIGHT))


@pytest.mark.parametrize(
    ('at', 'length', 'said'),
    [
        (0, 4, 'w'),
        (0, 3, 'h. [q]'),
        (0, '5/2', 'h~ e [e] [q]'),
        (1, 2, '[q] h [q]'),
        (1, 3, '[q] q~ h'),
        ('1/2', 1, '[e] q [e] [h]'),
        ('1/2', '3/2', '[e] e~ q [h]'),
        ('3/2', 1, '[q] [e] e~ e [e] [q]'),
        ('3/2', '5/2', '[q] [e] e~ h'),
        ('7/2', '1/2', '[h] [q] [e] e'),
        (0, '7/4', 'q~ e. [s] [h]'),
        ('1/4', '3/4', '[s] e. [q] [h]'),
        ('1/3', '2/3', '[e3] q3 [q] [h]'),
        ('2/3', '4/3', '[q3] e3~ q [h]'),
    ],
)
def test_a_reader_sees_every_beat(at: int | str, length: int | str, said: str) -> None:
    assert values((note(at, length, 'C5'),)) == said


def test_compound_time_is_read_in_dotted_beats() -> None:
    six = Time(6, 8)
    assert values((note(0, 3, 'C5'),), six, 3) == 'h.'
    assert values((note(0, 1, 'C5'), note(1, '1/2', 'D5')), six, 3) == 'q e [q.]'
    assert values((note(1, 1, 'C5'),), six, 3) == '[q] e~ e [e] [e]'


def test_eighths_of_half_a_bar_share_a_beam() -> None:
    row = tuple(note(f'{n}/2', '1/2', 'C5') for n in range(8))
    signs = written(Bar(length=Fraction(4), notes=row), Time(4, 4), Hand.RIGHT)
    assert [beams(signs, Time(4, 4), Fraction(4))[n][0] for n in range(8)] == [
        'begin',
        'continue',
        'continue',
        'end',
    ] * 2


def test_a_sign_in_front_of_a_note_is_written_once_in_a_bar() -> None:
    bar = Bar(length=Fraction(4), notes=tuple(note(n, 1, pitch) for n, pitch in enumerate(('F#5', 'F#5', 'F5', 'F#4'))))
    after = Bar(length=Fraction(4), notes=(note(0, 2, 'F5'), note(2, 2, 'F5')))
    text = to_musicxml(piece((bar, after))).decode()
    assert text.count('<accidental>sharp') == 2
    assert text.count('<accidental>natural') == 1
    assert 'cautionary' not in text.split('number="2"')[1], 'the bar before ended with a natural'


def test_the_chart_has_every_bar_and_chord_by_name() -> None:
    chart = to_chart(everything())
    root = fromstring(chart)
    assert len([one for one in root.iter() if one.get('id', '').startswith('chart-b')]) == len(everything().bars)
    for name in ('N.C.', 'Dm7♭5', 'G7♭9', 'F♯m7/E', 'B♭13♯11', 'D.C.'):
        assert name in chart
    assert 'A &lt;small&gt; &amp; odd tune' in chart
    assert 'bar 0 N.C., bar 1 Dm7♭5 G7♭9' in (root.get('aria-label') or '')


def test_a_chord_that_goes_on_is_one_sign() -> None:
    bars = tuple(Bar(length=Fraction(4), chords=chords(4, 'Dm7')) for _ in range(2))
    assert to_chart(piece(bars)).count('>Dm7<') == 1


def test_any_thread_can_draw() -> None:
    """The engraver is told for each thread where its fonts are; a web server draws in many."""
    score = everything()
    with ThreadPoolExecutor(3) as pool:
        drawn = list(pool.map(lambda _: engrave(score).pages[0], range(6)))
    assert len(set(drawn)) == 1
    assert drawn[0] == engrave(score).pages[0]
