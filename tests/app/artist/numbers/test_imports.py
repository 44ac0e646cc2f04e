"""Files of numbers on their way: read, shown, asked about, saved whole, taken back; nobody else's."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app import uploads
from app.artist import import_jobs, import_undoing, points, series
from app.artist.import_jobs import ImportView
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound, TooLarge
from models import DailyMetric, MetricChange, MetricImport, Status
from models.types import utc_now
from tasks.artist import imports as worker_side
from tests.app.artist.numbers import shapes
from tests.app.artist.numbers.days import put_points, read
from tests.app.limits_support import uploaded

Work = Callable[[], int]
Point = series.Point


@pytest.fixture
def bring(ann: str, worker: Work) -> Callable[..., ImportView]:
    """Brings a file, as Ann, and has it read."""

    def make(content: bytes, name: str = 'export.csv', **answers: Any) -> ImportView:
        import_id = import_jobs.submit_sent(ann, uploaded(ann, name, content), {'numbers': answers})
        with transaction() as session:
            session.get_one(MetricImport, import_id).created_at = datetime(2026, 9, 30, 12, tzinfo=UTC)
        worker()
        return import_jobs.get(ann, import_id)

    return make


def counts(found: ImportView) -> tuple[int, int, int]:
    """New, changed, equal."""
    told = found.found['counts']
    return told['new'], told['changed'], told['equal']


def saved(user_id: str, found: ImportView, worker: Work) -> ImportView:
    import_jobs.save(user_id, found.id)
    worker()
    return import_jobs.get(user_id, found.id)


def rows() -> int:
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(DailyMetric)) or 0


def test_i8_what_would_change_is_shown_before_anything_is_saved(
    ann: str, bring: Callable[..., ImportView], worker: Work
) -> None:
    put_points(ann, [Point('spotify', 'streams', date(2026, 9, 25), 470)])
    found = bring(shapes.spotify_audience(['2026-09-25,210,480,1900', '2026-09-26,215,5OO,1905', 'soon,1,2,3']))
    assert (found.step, found.label) == ('preview', 'Spotify for Artists, audience')
    assert counts(found) == (4, 1, 0)
    first = found.found['rows']
    assert len(first) == 5
    assert (first[1]['what'], first[1]['day'], first[1]['subject']) == ('Spotify streams', '2026-09-25', '')
    assert (first[1]['value'], first[1]['was'], first[1]['word']) == (480, 470, 'changed')
    assert [line for line, _, _ in found.found['refused']] == [3, 4]
    assert rows() == 1, 'nothing is saved yet'
    found = saved(ann, found, worker)
    assert (found.step, rows()) == ('saved', 5)
    assert read(ann).values == [480]


def test_i8_an_import_is_undone_for_24_hours_and_leaves_all_as_it_was(
    ann: str, bring: Callable[..., ImportView], worker: Work
) -> None:
    put_points(ann, [Point('spotify', 'streams', date(2026, 9, 25), 470)], 'connector')
    put_points(ann, [Point('spotify', 'followers', date(2026, 9, 25), 1800)])
    found = saved(ann, bring(shapes.spotify_audience()), worker)
    assert read(ann).values == [470, 500], 'what a connector said stays'
    assert read(ann, metric_type='followers').values == [1900, 1905]
    import_jobs.undo(ann, found.id)
    worker()
    assert (import_jobs.get(ann, found.id).step, read(ann).values) == ('undone', [470])
    assert read(ann, metric_type='followers').values == [1800]
    assert rows() == 2
    with pytest.raises(NotAllowed, match='24 hours'):
        import_jobs.undo(ann, found.id)


def test_i8_after_24_hours_it_is_too_late_to_undo(ann: str, bring: Callable[..., ImportView], worker: Work) -> None:
    found = saved(ann, bring(shapes.spotify_audience()), worker)
    with transaction() as session:
        session.get_one(MetricImport, found.id).undo_until = utc_now() - timedelta(seconds=1)
    with pytest.raises(NotAllowed, match='24 hours'):
        import_jobs.undo(ann, found.id)
    import_undoing.upkeep()
    with reading() as session:
        assert not session.exec(select(MetricChange)).all(), 'what was new need not be remembered any more'
    assert rows() == 6


def test_n3_the_same_file_twice_brings_nothing_and_a_newer_one_only_what_is_new(
    ann: str, bring: Callable[..., ImportView], worker: Work
) -> None:
    days = [f'2026-08-{day:02},{100 + day}' for day in range(1, 26)]
    saved(ann, bring(shapes.spotify_song(days), song='Glasshouse'), worker)
    assert counts(bring(shapes.spotify_song(days), song='Glasshouse')) == (0, 0, 25)
    newer = [*days, '2026-08-26,126', '2026-08-27,127', '2026-08-28,128']
    assert counts(bring(shapes.spotify_song(newer), song='Glasshouse')) == (3, 0, 25)
    revised = bring(shapes.spotify_song(['2026-08-01,999', *newer[1:]]), song='Glasshouse')
    assert counts(revised) == (3, 1, 24)
    saved(ann, revised, worker)
    found = read(ann, subject='Glasshouse')
    assert (found.values[0], len(found.values)) == (999, 28)
    with reading() as session:
        (kept,) = session.exec(select(MetricChange).where(col(MetricChange.old_value).is_not(None))).all()
    assert (kept.old_value, kept.new_value, kept.day) == (101, 999, date(2026, 8, 1))


def test_a_file_that_waits_is_told_once_another_was_saved_or_taken_back_and_says_what_it_really_brought(
    ann: str, bring: Callable[..., ImportView], worker: Work
) -> None:
    first, second = bring(shapes.spotify_audience()), bring(shapes.spotify_audience(), 'once more.csv')
    assert (counts(second), second.is_outdated) == ((6, 0, 0), False)
    first = saved(ann, first, worker)
    assert import_jobs.get(ann, second.id).is_outdated
    second = saved(ann, second, worker)
    assert (counts(first), counts(second), rows()) == ((6, 0, 0), (0, 0, 6), 6)

    third = bring(shapes.spotify_audience())
    assert (counts(third), third.is_outdated) == ((0, 0, 6), False)
    import_jobs.undo(ann, first.id)
    worker()
    assert (rows(), import_jobs.get(ann, third.id).is_outdated) == (0, True)
    import_jobs.answer(ann, third.id, {})
    worker()
    third = import_jobs.get(ann, third.id)
    assert (counts(third), third.is_outdated) == ((6, 0, 0), False)
    saved(ann, third, worker)
    assert rows() == 6


def test_questions_are_asked_first_and_answering_reads_the_file_again(
    ann: str, bring: Callable[..., ImportView], worker: Work
) -> None:
    found = bring(shapes.spotify_song(), 'Glasshouse-timeline.csv')
    (question,) = found.asks
    assert (question['name'], question['suggested']) == ('song', 'Glasshouse')
    with pytest.raises(NotAllowed, match='answer what it asks'):
        import_jobs.save(ann, found.id)
    import_jobs.answer(ann, found.id, {'song': 'Glasshouse'})
    worker()
    found = import_jobs.get(ann, found.id)
    assert (found.asks, counts(found)) == ([], (2, 0, 0))
    saved(ann, found, worker)
    assert read(ann, subject='Glasshouse').values == [120, 130]


def test_what_columns_are_is_said_once_for_all_files_with_the_same_heading(
    ann: str, bring: Callable[..., ImportView], worker: Work
) -> None:
    found = bring(b'When,Plays\n2026-09-01,5\n')
    assert found.asks[0]['name'] == 'columns'
    assert (found.found['heading'], found.found['guessed']) == (['When', 'Plays'], {'0': 'day', '1': 'own:flow'})
    import_jobs.answer(ann, found.id, {'platform': 'soundcloud', 'columns': {'0': 'day', '1': 'plays'}})
    worker()
    assert counts(import_jobs.get(ann, found.id)) == (1, 0, 0)
    again = bring(b'When,Plays\n2026-09-02,7\n', 'another.csv')
    assert again.asks == []
    saved(ann, again, worker)
    assert read(ann, 'soundcloud', 'plays').values == [7]


def test_a_file_that_is_none_fails_with_what_to_do_and_can_be_thrown_away(
    ann: str, bring: Callable[..., ImportView]
) -> None:
    found = bring(b'\x89PNG\r\n\x1a\n\x00\x00', 'cover.csv')
    assert (found.status, found.error) == (
        Status.FAILED,
        'This file is no table of rows and columns. Export it as CSV, and bring that.',
    )
    import_jobs.discard(ann, found.id)
    assert import_jobs.behind(ann) == []


def test_i7_a_save_that_breaks_leaves_nothing_behind_and_can_be_tried_again(
    ann: str, bring: Callable[..., ImportView], worker: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_side, 'AT_ONCE', 2)
    found = bring(shapes.spotify_audience())
    write, calls = series.write, list[int]()

    def breaks(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == 3:
            raise NotAllowed('The disk is full.')
        return write(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(series, 'write', breaks)
        import_jobs.save(ann, found.id)
        worker()
    broken = import_jobs.get(ann, found.id)
    assert (broken.status, broken.error, len(calls), rows()) == (Status.FAILED, 'The disk is full.', 3, 0)
    assert saved(ann, broken, worker).step == 'saved'
    assert rows() == 6


def test_i7_what_a_dead_worker_left_half_saved_is_taken_back(
    ann: str, bring: Callable[..., ImportView], worker: Work
) -> None:
    found = bring(shapes.spotify_audience())
    with transaction() as session:
        series.write(session, ann, [Point('spotify', 'streams', date(2026, 9, 25), 480)], 'csv', found.id)
        row = session.get_one(MetricImport, found.id)
        row.step, row.status, row.created_at = 'save', Status.FAILED, utc_now()
    import_undoing.upkeep()
    assert rows() == 0
    assert import_jobs.get(ann, found.id).step == 'preview'


def test_a_sale_in_two_files_counts_once_and_undoing_one_takes_only_its_own_sales_off(
    ann: str, bring: Callable[..., ImportView], worker: Work
) -> None:
    saved(ann, bring(shapes.bandcamp(shapes.BANDCAMP[:1])), worker)
    later = saved(
        ann, bring(shapes.bandcamp([shapes.BANDCAMP[0], shapes.sale('200', '9/25/26 8:00pm', '3.50')])), worker
    )
    assert read(ann, 'bandcamp', 'income_usd').values == [10]
    import_jobs.undo(ann, later.id)
    worker()
    assert read(ann, 'bandcamp', 'income_usd').values == [6.5]
    assert read(ann, 'bandcamp', 'sales').values == [1]


def test_an_older_import_that_is_undone_leaves_what_came_after_it(
    ann: str, bring: Callable[..., ImportView], worker: Work
) -> None:
    put_points(ann, [Point('spotify', 'streams', date(2026, 9, 25), 470, 'Glasshouse')])
    older = saved(ann, bring(shapes.spotify_song(['2026-09-25,480']), song='Glasshouse'), worker)
    newer = saved(ann, bring(shapes.spotify_song(['2026-09-25,490']), song='Glasshouse'), worker)
    for one, left in ((older, 490), (newer, 470)):
        import_jobs.undo(ann, one.id)
        worker()
        assert read(ann, subject='Glasshouse').values == [left]


def test_numbers_brought_earn_points_once_a_week_and_lose_them_when_taken_back(
    ann: str, bring: Callable[..., ImportView], worker: Work
) -> None:
    found = saved(ann, bring(shapes.spotify_audience()), worker)
    assert points.of(ann).xp == 15
    import_jobs.undo(ann, found.id)
    worker()
    assert points.of(ann).xp == 0


def test_imports_are_their_artists_own(ann: str, bea: str, bring: Callable[..., ImportView]) -> None:
    found = bring(shapes.spotify_audience())
    for act in (import_jobs.get, import_jobs.save, import_jobs.undo, import_jobs.discard, import_jobs.cancel):
        with pytest.raises(NotFound):
            act(bea, found.id)
    with pytest.raises(NotFound):
        import_jobs.answer(bea, found.id, {'song': 'x'})
    with pytest.raises(NotFound):
        import_jobs.submit_sent(bea, uploaded(ann, 'x.csv', b'a,b'), {'numbers': {}})
    assert import_jobs.behind(bea) == []


def test_a_file_that_is_too_large_and_answers_that_are_none_are_refused(
    ann: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_jobs, 'MOST_BYTES', 3)
    with pytest.raises(TooLarge, match='50 MB'):
        import_jobs.submit_sent(ann, uploaded(ann, 'x.csv', b'a,b,c'), {'numbers': {}})
    for bad in ({'song': 5}, {'columns': {'0': ['day']}}, ['x'], {'x': 'y' * 30_000}):
        with pytest.raises(NotAllowed):
            import_jobs.check({'numbers': bad})


def test_a_file_brought_as_an_upload_of_the_area_becomes_an_import(ann: str, worker: Work) -> None:
    upload_id = uploaded(ann, 'export.csv', shapes.spotify_audience())
    job_id = uploads.choose(ann, upload_id, 'artist', {'numbers': {}})
    assert job_id == upload_id
    worker()
    assert import_jobs.get(ann, upload_id).step == 'preview'
    assert json.loads(json.dumps(import_jobs.get(ann, upload_id).answers)) == {}
