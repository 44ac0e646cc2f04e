"""O9: what opens a platform stands sealed in one table, and in no log, export, error, page or line of the audit log."""

import logging

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import SQLModel

from app import accounts, api
from app.artist import connecting, platforms, syncing
from app.artist.connectors.port import Trouble
from app.db import reading
from tests.app.accounts_support import session_of, visiting
from tests.app.artist.connectors_support import connect, runs_out, youtube_days
from tests.app.artist.connectors_support import double as double
from tests.platform_double import SECRET, Fault, PlatformDouble


def everything_stored() -> str:
    """Every value of every table."""
    with reading() as session:
        return ' '.join(str(session.execute(sa.select(table)).all()) for table in SQLModel.metadata.sorted_tables)


def test_o9_no_token_shows_anywhere(ann: str, double: PlatformDouble, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    youtube_days(double, {5: 70})
    connected = connect(ann, double)
    runs_out(connected.token_id)
    syncing.sync(connected.token_id)
    said = []
    for status, path in ((401, '/api/channels'), (400, '/token'), (403, '/data/reports'), (418, '/api/channels')):
        echo = {'error': 'bad', 'sent': sorted(double.handed_out)}
        double.faults = [Fault(path, status, body=echo, times=2)]
        runs_out(connected.token_id)
        with pytest.raises(Trouble) as wrong:
            syncing.sync(connected.token_id)
        said.append(f'{wrong.value!r} {wrong.value.__cause__!r}')
        double.faults = []
        connect(ann, double)
    shown = (*said, caplog.text, str(platforms.overview(ann)), str(accounts.everything(ann)), everything_stored())
    assert len(double.handed_out) > 6
    canaries = [one for text in shown for one in (*double.handed_out, SECRET) if one in text]
    assert canaries == []


def test_o1_a_wrong_state_is_no_way_in(ann: str, double: PlatformDouble) -> None:
    token = session_of(ann)
    with visiting(token):
        client = TestClient(api.create())
        brought = double.consent(connecting.begin(ann, 'youtube'))
        back = '/artist/connect/youtube/callback'
        wrong = client.get(back, params={'state': 'guessed', 'code': brought['code']}, follow_redirects=False)
        assert wrong.status_code == 400
        assert 'Nothing is connected' in wrong.text
        right = client.get(back, params=brought, follow_redirects=False)
        assert (right.status_code, right.headers['location']) == (303, '/artist/platforms')
        assert 'is%20connected%20as' in right.headers['set-cookie']
        again = client.get(back, params=brought, follow_redirects=False)
        assert again.status_code == 400
