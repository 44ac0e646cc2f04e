"""How values of an artist are written: the stronger source stays, and what is replaced is kept."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.artist import metrics
from app.artist.series_values import Point, Written, added
from app.errors import NotAllowed
from models import DailyMetric, MetricChange
from models.artist_numbers import SOURCES
from models.types import new_id, utc_now

BATCH = 1000
MOST_VALUE = 1e15
"""Beyond it a value is a slip, and a number could not be kept exactly."""


def write(
    session: Session, user_id: str, points: Iterable[Point], source: str, import_id: str | None = None
) -> Written:
    """Write values of an artist. The stronger source stays (manual, connector, csv); of every other value that is
    replaced, the old one is kept in `metric_changes`, and so are the new ones of an import.

    Raises
    ------
    NotAllowed
        A value is no number, or too large to be one.
    NotFound
        No number is called so.
    """
    told = Written()
    for batch in _batches(points):
        once = {point.key: _checked(point) for point in batch}
        _write_some(session, user_id, list(once.values()), source, import_id, told)
    return told


def compare(session: Session, user_id: str, points: Iterable[Point], source: str) -> list['Verdict']:
    """What `write` would do of each, without doing it."""
    found = list[Verdict]()
    for batch in _batches(points):
        some = list({point.key: _checked(point) for point in batch}.values())
        found += _verdicts(_there(session, user_id, some), some, source)
    return found


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a point: `new`, `changed`, `equal`, or `kept` where a stronger source has a value. `point` is
    joined with the parts that are known; `old` is what is there: its id, value, source and details."""

    word: str
    point: Point
    old: '_Old | None'


def _batches(points: Iterable[Point]) -> Iterator[list[Point]]:
    left = iter(points)
    while some := list(islice(left, BATCH)):
        yield some


def _checked(point: Point) -> Point:
    metrics.find(point.platform, point.metric_type)
    if not abs(point.value) <= MOST_VALUE:  # also what is not a number
        raise NotAllowed('A value is a number of at most 15 digits.')
    return point


_Old = tuple[str, float, str, str]
"""Of a row that is there: its id, value, source and details."""


def _there(session: Session, user_id: str, points: list[Point]) -> dict[tuple[str, str, str, str], _Old]:
    asked = json.dumps([point.key for point in points], ensure_ascii=False)
    found = session.execute(_THERE, {'asked': asked, 'artist': user_id})
    return {points[at].key: (row_id, value, source, details) for at, row_id, value, source, details in found}


_THERE = sa.text(
    'SELECT j.key, m.id, m.metric_value, m.source, m.metadata FROM json_each(:asked) j CROSS JOIN daily_metrics m'
    " ON m.artist_id = :artist AND m.platform = json_extract(j.value, '$[0]')"
    " AND m.metric_type = json_extract(j.value, '$[1]') AND m.subject = json_extract(j.value, '$[2]')"
    " AND m.day = json_extract(j.value, '$[3]')"
)


def _verdicts(there: Mapping[tuple[str, str, str, str], _Old], points: list[Point], source: str) -> list[Verdict]:
    found = list[Verdict]()
    for given in points:
        old = there.get(given.key)
        if old is None:
            found.append(Verdict('new', given, None))
            continue
        point = _joined(given, old)
        stronger = SOURCES.index(old[2]) > SOURCES.index(source)
        found.append(Verdict('kept' if stronger else 'equal' if old[1] == point.value else 'changed', point, old))
    return found


def _joined(point: Point, old: _Old) -> Point:
    if point.parts is None:
        return point
    parts = {**json.loads(old[3]).get('parts', {}), **point.parts}
    return replace(point, parts=parts, value=added(parts.values()))


def _write_some(
    session: Session, user_id: str, points: list[Point], source: str, import_id: str | None, told: Written
) -> None:
    found = _verdicts(_there(session, user_id, points), points, source)
    told.count(one.word for one in found)
    chosen = [one for one in found if one.word in ('new', 'changed')]
    now = utc_now()
    shared: dict[str, Any] = {'source': source, 'import_id': import_id, 'collected_at': now}
    fresh = [_row(user_id, one, import_id) | shared | {'id': new_id()} for one in chosen if one.old is None]
    other = [_row(user_id, one, import_id) | shared | {'row': one.old[0]} for one in chosen if one.old is not None]
    changes = [_change(user_id, one, import_id) for one in chosen if one.old is not None or import_id is not None]
    if fresh:
        session.execute(sa.insert(DailyMetric), fresh)
    if other:
        session.connection().execute(_REPLACE, [{f'to_{name}': value for name, value in one.items()} for one in other])
    if changes:
        session.execute(sa.insert(MetricChange), changes)


_REPLACE = (
    sa.update(DailyMetric)
    .where(col(DailyMetric.id) == sa.bindparam('to_row'))
    .values(
        metric_value=sa.bindparam('to_metric_value'),
        details=sa.bindparam('to_details'),
        source=sa.bindparam('to_source'),
        import_id=sa.bindparam('to_import_id'),
        collected_at=sa.bindparam('to_collected_at'),
        is_confirmed=False,
    )
)


def _row(user_id: str, one: Verdict, import_id: str | None) -> dict[str, Any]:
    point = one.point
    return {
        'artist_id': user_id,
        'platform': point.platform,
        'metric_type': point.metric_type,
        'subject': point.subject,
        'day': point.day,
        'metric_value': point.value,
        'details': json.dumps(_details(one, import_id)),
    }


def _details(one: Verdict, import_id: str | None) -> dict[str, Any]:
    """The parts of a value, and which import brought each first: undoing that takes them off again."""
    if one.point.parts is None:
        return {}
    before = json.loads(one.old[3]) if one.old is not None else {}
    brought = {part: import_id for part in one.point.parts.keys() - before.get('parts', {}).keys()}
    return {'parts': dict(one.point.parts), 'from': {**before.get('from', {}), **brought}}


def _change(user_id: str, one: Verdict, import_id: str | None) -> dict[str, Any]:
    return {
        'id': new_id(),
        'artist_id': user_id,
        'platform': one.point.platform,
        'metric_type': one.point.metric_type,
        'subject': one.point.subject,
        'day': one.point.day,
        'old_value': None if one.old is None else one.old[1],
        'old_source': None if one.old is None else one.old[2],
        'new_value': one.point.value,
        'import_id': import_id,
    }
