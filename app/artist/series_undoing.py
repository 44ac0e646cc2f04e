"""Takes back what an import has written, value by value, unless something newer stands there by now."""

import json
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.artist.series_values import added
from models import DailyMetric, MetricChange

BATCH = 1000
CSV = 'csv'


def undo_some(session: Session, import_id: str) -> int:
    """Take back up to a thousand values of an import, the last ones first; returns how many, 0 once nothing is left.

    What was overwritten stands there again. What somebody or something has replaced since then stays, and what that
    remembers as the value before it is the one before the import.
    """
    mine = sa.select(MetricChange).where(col(MetricChange.import_id) == import_id)
    changes = list(session.scalars(mine.order_by(col(MetricChange.id).desc()).limit(BATCH)))
    rows = _rows(session, changes)
    for change in changes:
        row = rows.get(change.id)
        if row is not None and 'parts' in (details := json.loads(row.details)):
            _take_off(session, row, details, import_id)
        elif row is not None and row.metric_value == change.new_value and row.source == CSV:
            _put_back(session, row, change)
        else:
            _hand_down(session, change)
    gone = sa.delete(MetricChange).where(col(MetricChange.id).in_([change.id for change in changes]))
    session.flush()
    session.execute(gone.execution_options(synchronize_session=False))
    return len(changes)


def _rows(session: Session, changes: list[MetricChange]) -> dict[str, DailyMetric]:
    """What stands now where these changes were made, by their ids."""
    asked = {change.id: change for change in changes}
    found = session.execute(_THERE, {'asked': json.dumps(list(asked))}).all()
    ids = {row_id: change_id for change_id, row_id in found}
    rows = session.scalars(sa.select(DailyMetric).where(col(DailyMetric.id).in_(list(ids)))) if ids else ()
    return {ids[row.id]: row for row in rows}


_THERE = sa.text(
    'SELECT c.id, m.id FROM json_each(:asked) j JOIN metric_changes c ON c.id = j.value JOIN daily_metrics m'
    ' ON m.artist_id = c.artist_id AND m.platform = c.platform AND m.metric_type = c.metric_type'
    ' AND m.subject = c.subject AND m.day = c.day'
)


def _put_back(session: Session, row: DailyMetric, change: MetricChange) -> None:
    if change.old_value is None:
        session.delete(row)
        return
    row.metric_value, row.source, row.import_id = change.old_value, change.old_source or CSV, None
    session.add(row)


def _take_off(session: Session, row: DailyMetric, details: dict[str, Any], import_id: str) -> None:
    brought = details.get('from', {})
    left = {part: value for part, value in details['parts'].items() if brought.get(part) != import_id}
    if not left:
        session.delete(row)
        return
    row.details = json.dumps({'parts': left, 'from': {part: brought[part] for part in left if part in brought}})
    row.metric_value = added(left.values())
    session.add(row)


def _hand_down(session: Session, change: MetricChange) -> None:
    """Let whatever came next on the same day remember the value before this import."""
    row = MetricChange
    later = (
        sa.select(row)
        .where(
            col(row.artist_id) == change.artist_id,
            col(row.platform) == change.platform,
            col(row.metric_type) == change.metric_type,
            col(row.subject) == change.subject,
            col(row.day) == change.day,
            col(row.id) != change.id,
            col(row.created_at) >= change.created_at,
            col(row.old_value) == change.new_value,
        )
        .order_by(col(row.created_at), col(row.id))
        .limit(1)
    )
    after = session.scalar(later)
    if after is not None:
        after.old_value, after.old_source = change.old_value, change.old_source
        session.add(after)
