"""Looks at an artist's numbers, all rules over all series, and at what was told before."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from app.artist import insight_keeping
from app.artist.insight_jobs import KIND
from app.artist.insight_keeping import LIVE_ONLY, ROWS_NAMED, Verdict
from app.artist.insight_sources import Key, Sources, gather
from app.artist.insights import Finding, look_again, look_at_all
from app.db import reading
from app.jobs.runner import Finished, Heartbeat, handles
from models import ArtistTask, Insight
from models.types import utc_now

JUDGED_FOR = timedelta(days=120)
"""What was found longer ago is history."""


@handles(KIND)
def look(task: ArtistTask, heartbeat: Heartbeat) -> Finished:
    """Find what is new, and judge what was told before on the numbers of today."""
    now, user_id = utc_now(), task.user_id or ''
    heartbeat.report(0.05, 'read')
    with reading() as session:
        sources = gather(session, user_id, now)
        earlier = [row for row in insight_keeping.rows(session, user_id) if row.created_at >= now - JUDGED_FOR]
    heartbeat.report(0.2, 'look')
    found = look_at_all(sources.numbers, sources.releases, posts=sources.posts, today=sources.today)
    heartbeat.report(0.5, 'look')
    verdicts = [_verdict(row, sources) for row in earlier if row.withdrawn_at is None]
    heartbeat.report(0.9, 'write')
    written = [_written(one, sources) for one in found]

    def also(session: Session, row: ArtistTask) -> None:
        kept = insight_keeping.keep(session, user_id, written, verdicts, sources.today, now)
        row.found = json.dumps(_summary(written, sources, kept))

    return Finished({'found': '{}'}, also=also)


def _verdict(row: Insight, sources: Sources) -> Verdict:
    again = look_again(Finding.from_json(json.loads(row.content)), sources.numbers, sources.releases)
    return Verdict(row.id, again.stands, again.why, _written(again.now, sources) if again.now is not None else None)


def _written(one: Finding, sources: Sources) -> dict[str, Any]:
    """A finding as JSON, with the ids of the rows that carry it."""
    key: Key = (one.platform, one.metric, one.subject)
    ids: Mapping[date, str] = sources.ids.get(key, {})
    return {**one.to_json(), 'rows': [ids[day] for day in one.evidence[-ROWS_NAMED:] if day in ids]}


def _summary(written: Sequence[Mapping[str, Any]], sources: Sources, kept: insight_keeping.Kept) -> dict[str, Any]:
    """What the screen says beside the cards: what is missing for more, and how far the numbers reach."""
    notes = [{'rule': one['rule'], 'sentence': one['sentence'], 'reason': one['reason']} for one in written]
    notes = [note for note in notes if note['rule'] in LIVE_ONLY]
    return {
        'series': len(sources.numbers),
        'found': len(written),
        'new': len(kept.new),
        'shown': len(kept.shown),
        'withdrawn': len(kept.withdrawn),
        'notes': notes[:20],
    }
