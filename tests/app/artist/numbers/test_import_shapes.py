"""Files of the services, recognised by their heading alone, and what is read in them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.artist.imports.asking import Question, Refusal, Told, Unreadable
from app.artist.imports.files import Marks, Reading
from app.artist.series import Point
from tests.app.artist.numbers import shapes

TODAY = date(2026, 9, 30)
Values = dict[tuple[str, str, str, str], float]


@pytest.fixture
def reading(tmp_path: Path) -> Callable[..., Reading]:
    def make(content: bytes, name: str = 'export.csv', today: date = TODAY, **answers: Any) -> Reading:
        (tmp_path / 'file').write_bytes(content)
        return Reading(tmp_path / 'file', Told(name, today, answers))

    return make


def values(found: Reading) -> tuple[Values, list[Refusal]]:
    """Every value by platform, type, subject and day; and what was refused."""
    assert found.questions() == []
    assert found.look() == []
    taken, refused = Values(), list[Refusal]()
    for one in found.points():
        if isinstance(one, Point):
            taken[one.key] = one.value
        else:
            refused.append(one)
    return taken, refused


def asked(found: Reading) -> list[str]:
    return [one.name for one in found.questions()]


def test_i1_spotify_audience(reading: Callable[..., Reading]) -> None:
    found = reading(shapes.spotify_audience())
    assert found.service == 'spotify_audience'
    taken, refused = values(found)
    assert (taken['spotify', 'streams', '', '2026-09-26'], len(taken), refused) == (500, 6, [])


def test_i1_spotify_song_asks_for_the_song_and_never_says_nothing_was_imported(reading: Callable[..., Reading]) -> None:
    found = reading(shapes.spotify_song())
    assert (found.service, asked(found)) == ('spotify_song', ['song'])
    named = reading(shapes.spotify_song(), 'Glasshouse-timeline.csv')
    assert named.questions()[0].suggested == 'Glasshouse'
    taken, _ = values(reading(shapes.spotify_song(), song='Glasshouse'))
    assert taken == {
        ('spotify', 'streams', 'Glasshouse', '2026-09-25'): 120,
        ('spotify', 'streams', 'Glasshouse', '2026-09-26'): 130,
    }


def test_i1_spotify_songs_asks_over_how_long_they_are_summed_up(reading: Callable[..., Reading]) -> None:
    found = reading(shapes.spotify_songs())
    assert (found.service, asked(found)) == ('spotify_songs', ['window', 'day'])
    assert reading(shapes.spotify_songs(), 'songs-1year.csv').questions()[0].suggested == '12m'
    assert reading(shapes.spotify_songs(), 'songs-28day.csv').questions()[0].suggested == '28d'
    assert asked(reading(shapes.spotify_songs(), window='5w', day='2026-09-29')) == ['window']
    taken, _ = values(reading(shapes.spotify_songs(), window='28d', day='2026-09-29'))
    assert taken['spotify', 'streams_28d', 'Night, fall', '2026-09-29'] == 410
    assert taken['spotify', 'listeners_28d', 'Glasshouse', '2026-09-29'] == 800


def test_i1_youtube_archive_of_three_files(reading: Callable[..., Reading]) -> None:
    found = reading(shapes.youtube_zip(), 'Content 2026-08-29_2026-09-26.zip')
    assert (found.service.startswith('youtube'), found.label) == (True, 'YouTube Studio, export')
    taken, refused = values(found)
    assert taken['youtube', 'views', '', '2026-09-26'] == 80
    assert taken['youtube', 'views', 'Nightfall', '2026-09-25'] == 35
    assert (len(taken), refused) == (3 + 6, [])
    assert any('left out' in note for note in found.notes), 'what is summed up over the whole time belongs to no day'


def test_i1_youtube_table_alone_asks_for_its_time(reading: Callable[..., Reading]) -> None:
    found = reading(shapes.youtube_table())
    assert (found.service, asked(found)) == ('youtube_table', ['window', 'day'])
    taken, refused = values(reading(shapes.youtube_table(), window='28d', day='2026-09-26'))
    assert taken['youtube', 'views_28d', 'Glasshouse', '2026-09-26'] == 11_000
    assert taken['youtube', 'watch_minutes_28d', 'Nightfall', '2026-09-26'] == 3000
    assert not any('Total' in key for key in taken)
    assert refused == []


def test_i1_youtube_archive_in_german(reading: Callable[..., Reading]) -> None:
    chart = b'Datum,Inhalte,Titel des Videos,Dauer,Aufrufe\n2026-09-25,abc,Glasshouse,215,40\n'
    found = reading(shapes.archive({'Summen.csv': b'Datum,Aufrufe\n2026-09-25,75\n', 'Diagramm.csv': chart}))
    taken, _ = values(found)
    assert taken == {
        ('youtube', 'views', '', '2026-09-25'): 75,
        ('youtube', 'views', 'Glasshouse', '2026-09-25'): 40,
    }


def test_i1_youtube_chart_data_that_only_rises_is_taken_for_totals_and_says_so(reading: Callable[..., Reading]) -> None:
    rising = reading(shapes.youtube_chart([(50, 20), (90, 55), (150, 75), (151, 80), (160, 99)]))
    taken, _ = values(rising)
    assert taken['youtube', 'views', 'Glasshouse', '2026-09-25'] == 40
    assert ('youtube', 'views', 'Glasshouse', '2026-09-24') not in taken, 'what was before it is not known'
    assert any('only rises' in note for note in rising.notes)
    assert not reading(shapes.youtube_chart()).notes


def test_i1_tiktok_in_its_three_shapes_and_in_spanish(reading: Callable[..., Reading]) -> None:
    found = reading(shapes.tiktok_overview())
    assert found.service == 'tiktok_overview'
    taken, refused = values(found)
    assert taken['tiktok', 'video_views', '', '2026-09-26'] == 1300
    assert ('tiktok', 'profile_views', '', '2026-09-26') not in taken, '`undefined` is missing, not nothing'
    assert (taken['tiktok', 'shares', '', '2026-09-25'], refused) == (-2, []), 'a correction may be below nothing'
    taken, _ = values(reading(shapes.tiktok_followers()))
    assert taken['tiktok', 'followers', '', '2026-09-26'] == 497
    assert taken['tiktok', 'net_followers', '', '2026-09-26'] == -3
    taken, _ = values(reading(shapes.tiktok_viewers()))
    assert taken['tiktok', 'returning_viewers', '', '2026-09-26'] == 200
    taken, _ = values(reading(shapes.tiktok_spanish()))
    assert (taken['tiktok', 'likes', '', '2026-09-26'], len(taken)) == (90, 5)


def test_i1_meta_knows_the_metric_by_its_title_and_asks_for_the_network(reading: Callable[..., Reading]) -> None:
    taken, _ = values(reading(shapes.meta()))
    assert taken == {('instagram', 'reach', '', '2026-09-25'): 310}
    found = reading(shapes.meta('Reach'))
    assert (found.service, asked(found)) == ('meta', ['network'])
    taken, _ = values(reading(shapes.meta('Reach'), network='facebook'))
    assert taken == {('facebook', 'reach', '', '2026-09-25'): 310}
    assert asked(reading(shapes.meta('Something new'))) == ['network', 'metric']


@pytest.mark.parametrize('encoding', ['utf-8', 'utf-16'])
def test_i1_bandcamp_adds_no_currencies_and_takes_refunds_off(reading: Callable[..., Reading], encoding: str) -> None:
    found = reading(shapes.bandcamp(encoding=encoding))
    assert found.service == 'bandcamp_sales'
    taken, refused = values(found)
    assert taken['bandcamp', 'income_usd', '', '2026-09-25'] == 6.5
    assert taken['bandcamp', 'income_eur', '', '2026-09-25'] == 5.5
    assert taken['bandcamp', 'income_usd', '', '2026-09-26'] == 4.5
    assert taken['bandcamp', 'sales', '', '2026-09-25'] == 2
    assert taken['bandcamp', 'sales', 'Nightfall', '2026-09-26'] == 0
    assert refused == []
    assert found.notes == ['Currencies are not added: each has an income of its own.']


@pytest.mark.parametrize(
    'heading', ['song,plays,average daily listeners,Shazams,radio spins,purchases', shapes.APPLE_FRENCH]
)
def test_i1_apple_music_is_a_total_since_ever_of_a_day_that_is_asked(
    reading: Callable[..., Reading], heading: str
) -> None:
    found = reading(shapes.apple(heading))
    assert (found.service, asked(found)) == ('apple_songs', ['day'])
    taken, _ = values(reading(shapes.apple(heading), day='2026-09-28'))
    assert taken['apple_music', 'lifetime_plays', 'Glasshouse', '2026-09-28'] == 1000
    assert taken['apple_music', 'average_daily_listeners', 'Nightfall', '2026-09-28'] == 3
    assert len(taken) == 10


def test_i2_days_without_a_year_are_those_before_the_upload(reading: Callable[..., Reading]) -> None:
    rows = ['December 30,1,1,1,1,1', 'December 31,2,2,2,2,2', 'January 1,undefined,3,3,3,3', 'January 2,4,4,4,4,4']
    for order in (rows, rows[::-1]):
        taken, refused = values(reading(shapes.tiktok_overview(order), today=date(2026, 1, 3)))
        views = {key[3]: value for key, value in taken.items() if key[1] == 'video_views'}
        assert views == {'2025-12-30': 1, '2025-12-31': 2, '2026-01-02': 4}
        assert taken['tiktok', 'likes', '', '2026-01-01'] == 3
        assert refused == []


def test_i3_a_leap_day_is_of_a_leap_year_that_the_file_spans_or_its_row_is_refused(
    reading: Callable[..., Reading],
) -> None:
    few = ['February 28,1,1,1,1,1', 'February 29,2,2,2,2,2', 'March 1,3,3,3,3,3']
    taken, refused = values(reading(shapes.tiktok_overview(few), today=date(2027, 3, 2)))
    assert [(one.line, 'February 29' in one.why) for one in refused] == [(3, True)]
    assert {key[3] for key in taken} == {'2027-02-28', '2027-03-01'}
    long = ['February 29,9,9,9,9,9']
    for _ in range(3):
        long += ['June 1,1,1,1,1,1', 'December 1,1,1,1,1,1', 'February 1,1,1,1,1,1']
    taken, refused = values(reading(shapes.tiktok_overview(long), today=date(2027, 3, 2)))
    assert (taken['tiktok', 'likes', '', '2024-02-29'], refused) == (9, [])


def test_i4_what_divides_and_what_groups_is_decided_by_the_whole_column(reading: Callable[..., Reading]) -> None:
    def money(*cells: str) -> tuple[list[float], list[int]]:
        rows = '\n'.join(f'2026-09-{at:02};{cell}' for at, cell in enumerate(cells, 1))
        said = {'platform': 'other', 'columns': {'0': 'day', '1': 'own:flow'}}
        taken, refused = values(reading(f'Day;Takings\n{rows}'.encode(), **said))
        return list(taken.values()), [one.line for one in refused]

    assert money('1.234,5', '2.000', '17,25') == ([1234.5, 2000, 17.25], [])
    assert money('1,234.5', '2,000', '17.25') == ([1234.5, 2000, 17.25], [])
    assert money('1.234,5', '17,25', '3.000,1', '1,234.5') == ([1234.5, 17.25, 3000.1], [5])


def test_i5_days_that_can_be_read_in_two_ways_in_all_rows_are_asked(reading: Callable[..., Reading]) -> None:
    said: dict[str, Any] = {'platform': 'spotify', 'columns': {'0': 'day', '1': 'saves'}}
    open_days = b'Day,Saves\n03/04/26,5\n05/04/26,6\n'
    found = reading(open_days, **said)
    (question,) = found.look()
    assert isinstance(question, Question)
    assert question.choices == {'day': '3 April 2026', 'month': '4 March 2026'}
    taken, _ = values(reading(open_days, **said, day_order='day'))
    assert {key[3] for key in taken} == {'2026-04-03', '2026-04-05'}
    taken, _ = values(reading(open_days, **said, day_order='month'))
    assert {key[3] for key in taken} == {'2026-03-04', '2026-05-04'}
    taken, _ = values(reading(b'Day,Saves\n03/04/26,5\n13/04/26,6\n', **said))
    assert {key[3] for key in taken} == {'2026-04-03', '2026-04-13'}, 'one row that says it is enough'


def test_i6_formulas_are_text(reading: Callable[..., Reading]) -> None:
    taken, refused = values(
        reading(b'song,listeners,streams,saves,release_date\n=cmd|x,1,2,3,\n', window='28d', day='2026-09-29')
    )
    assert ('spotify', 'streams_28d', '=cmd|x', '2026-09-29') in taken
    taken, refused = values(reading(shapes.spotify_audience(['2026-09-25,=1+1,480,1900'])))
    assert [(one.line, one.why) for one in refused] == [(2, '“=1+1” cannot be read as a number.')]
    assert taken['spotify', 'streams', '', '2026-09-25'] == 480


def test_any_other_table_is_taken_by_what_is_said_of_its_columns(reading: Callable[..., Reading]) -> None:
    table = b'When,What,How many\n2026-09-25,Streams,12\n2026-09-25,Mixtape downloads,3\n'
    found = reading(table)
    assert (found.service, asked(found)) == ('mapped', ['columns'])
    said: dict[str, Any] = {'platform': 'soundcloud', 'columns': {'0': 'day', '1': 'type', '2': 'value'}}
    taken, _ = values(reading(table, **said))
    assert taken == {
        ('soundcloud', 'flow.streams', '', '2026-09-25'): 12,
        ('soundcloud', 'flow.mixtape downloads', '', '2026-09-25'): 3,
    }
    assert found.table.fingerprint == reading(table, 'other.csv').table.fingerprint
    bad = {**said, 'columns': {'0': 'day', '1': 'day', '2': 'value'}}
    assert 'one column is the day' in reading(table, **bad).questions()[0].words


@pytest.mark.parametrize(
    ('content', 'words'),
    [
        (b'\x89PNG\r\n\x1a\n\x00\x00\x00', 'no table'),
        (b'just words', 'no table'),
        (b'date,streams', 'no rows'),
        (shapes.archive({'readme.txt': b'hello'}), 'no CSV'),
        (shapes.archive({'xl/workbook.xml': b'<x/>'}), 'workbook of Excel'),
        (shapes.archive({'a.csv': b'x,y\n1,2\n', 'b.csv': b'x,y\n1,2\n'}), 'one by one'),
        (shapes.youtube_zip()[:-40], 'no table|damaged'),
    ],
)
def test_what_is_no_table_says_what_it_is_and_what_to_do(
    reading: Callable[..., Reading], content: bytes, words: str
) -> None:
    with pytest.raises(Unreadable, match=words):
        reading(content, song='x').look()


def test_a_day_that_stands_twice_counts_once_and_the_other_row_is_refused(reading: Callable[..., Reading]) -> None:
    found = reading(shapes.spotify_song(['2026-09-25,120', '2026-09-26,5', '2026-09-25,7', '2026-09-26,5']), song='x')
    assert found.look() == []
    marks = Marks()
    for one in found.points():
        if isinstance(one, Point):
            marks.add(one)
    again = list(found.points(twice=marks.twice()))
    assert [one.line for one in again if isinstance(one, Refusal)] == [4]
    assert [one.value for one in again if isinstance(one, Point)] == [120, 5, 5]


def test_rows_of_no_day_or_of_days_to_come_are_refused_with_their_lines(reading: Callable[..., Reading]) -> None:
    rows = ['2026-09-25,1', 'soon,2', '2026-02-30,3', '2027-09-25,4', '2026-09-26']
    _, refused = values(reading(shapes.spotify_song(rows), song='x'))
    assert [one.line for one in refused] == [3, 4, 5, 6]


def test_a_point_is_the_same_wherever_it_stands() -> None:
    one = Point('spotify', 'streams', TODAY, 5)
    assert one.key == replace(one, value=7, line=9).key
