"""Programs of somebody are told what happens in their practice, each thing once, and nothing of others."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from app import webhooks
from app.db import reading
from app.practice import events, journal, own_takes, past_sessions, pieces, play_alongs
from app.practice.expecting import expected
from app.practice.options import Options
from app.practice.past_sessions import Past
from app.practice.play_alongs import SoundOptions
from models import WebhookDelivery


@pytest.fixture
def heard(ann: str, change_setting: Callable[[str, object], None]) -> Callable[[], list[tuple[str, Any]]]:
    """What waits to be sent to Ann's address, in its order."""
    change_setting('outbound_allow', '127.0.0.1')
    webhooks.create(ann, 'https://127.0.0.1/hook', tuple(events.KINDS), ('practice',))

    def told() -> list[tuple[str, Any]]:
        with reading() as session:
            rows = session.exec(select(WebhookDelivery).order_by(WebhookDelivery.id)).all()
        return [(row.type, json.loads(row.payload)['data']) for row in rows]

    return told


def test_a_take_that_was_scored_is_told_with_its_score(
    ann: str, heard: Callable[[], list[tuple[str, Any]]], worker: Callable[[], int]
) -> None:
    import tasks  # noqa: F401

    lick = pieces.create(ann, Options(seed=4)).id
    notes = [
        {'at': 0.5 + one.at, 'length': one.length, 'pitch': one.pitch, 'velocity': one.velocity}
        for one in expected(pieces.score(ann, lick))
    ]
    take = own_takes.submit_keyboard(ann, notes, lick)
    silent = own_takes.submit_keyboard(ann, [{'at': 0.0, 'length': 0.1, 'pitch': 60, 'velocity': 1}], lick)
    assert heard() == []
    worker()
    ((kind, data),) = heard()
    assert own_takes.get(ann, silent).error, 'what was not scored is not told'
    assert (kind, data['id'], data['piece_id']) == ('practice.take.scored', take, lick)
    assert (data['score'], data['completion']) == (own_takes.get(ann, take).score, 100)
    assert data['page'] == f'/practice/takes/{take}'


def test_the_band_is_told_when_it_can_be_heard(
    ann: str, heard: Callable[[], list[tuple[str, Any]]], worker: Callable[[], int]
) -> None:
    import tasks  # noqa: F401

    lick = pieces.create(ann, Options(seed=4, bars=2)).id
    sound = play_alongs.submit(ann, lick, SoundOptions(tempo=240))
    worker()
    ((kind, data),) = heard()
    assert (kind, data['id'], data['piece_id']) == ('practice.play_along.ready', sound, lick)
    assert set(data['stems']) == set(play_alongs.get(ann, sound).stems)


def test_a_session_is_told_once_however_it_ended(
    ann: str, bea: str, heard: Callable[[], list[tuple[str, Any]]]
) -> None:
    sitting = journal.start(ann)
    journal.stop(ann, sitting.id)
    journal.stop(ann, sitting.id)
    past = past_sessions.log(ann, Past(25, rating=4))
    journal.stop(bea, journal.start(bea).id)
    found = heard()
    assert [(kind, data['id']) for kind, data in found] == [
        ('practice.session.ended', sitting.id),
        ('practice.session.ended', past.id),
    ]
    assert (found[1][1]['minutes'], found[1][1]['rating']) == (25, 4)
