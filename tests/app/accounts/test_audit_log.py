"""The admin's log: read, narrowed down, taken along whole, and every line says what was before."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from app import api
from app.accounts import audit, audit_log
from app.accounts.audit_log import Wanted
from app.db import reading, transaction
from models import AuditEntry, User
from tests.app.accounts_support import person, session_of, visiting

pytestmark = pytest.mark.usefixtures('with_accounts')


def written(count: int) -> None:
    """Fill the log: one line an hour, by two people in turn."""
    start = datetime(2026, 5, 1, tzinfo=UTC)
    with transaction() as session:
        for who in ('ann', 'bea'):
            session.merge(User(id=f'id-{who}', email=f'{who}@example.org'))
        session.flush()
        for number in range(count):
            who = ('ann@example.org', 'Bea@example.org')[number % 2].lower()
            session.add(
                AuditEntry(
                    created_at=start + timedelta(hours=number), performed_by=who, user_id=f'id-{who[:3]}',
                    action='key.created', entity='key', entity_id=f't{number}',
                    new_data=json.dumps({'number': number}),
                )
            )  # fmt: skip


def numbers(wanted: Wanted, **place: Any) -> list[object]:
    return [line.after.get('number') for line in audit_log.log(wanted, **place).found]


def test_the_log_is_read_page_by_page_in_both_directions(admin: str) -> None:
    written(60)
    wanted = Wanted(what='key.')
    newest = audit_log.log(wanted)
    assert (newest.found[0].after['number'], len(newest.found), newest.newer) == (59, 25, None)
    middle = audit_log.log(wanted, before=newest.older)
    assert middle.found[0].after['number'] == 34
    last = audit_log.log(wanted, before=middle.older)
    assert (last.found[-1].after['number'], last.older) == (0, None)
    back = audit_log.log(wanted, after=last.newer)
    assert back.found == middle.found
    assert audit_log.log(wanted, after=back.newer).found == newest.found


def test_the_log_is_narrowed_down_by_who_what_whom_and_day(admin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written(60)
    assert set(numbers(Wanted(who='ANN@example.org'))) <= set(range(0, 60, 2))
    assert numbers(Wanted(who='NN@exam'))[:2] == [58, 56]
    monkeypatch.setattr(audit_log, 'FEW', 1)
    assert numbers(Wanted(who='@exam'))[:2] == [59, 58], 'many are meant'
    assert numbers(Wanted(who='id-bea', whom='t7')) == []
    assert numbers(Wanted(whom='t7')) == [7]
    assert numbers(Wanted(about='id-bea'))[:2] == [59, 57]
    assert numbers(Wanted(what='key', first=date(2026, 5, 2), last=date(2026, 5, 2))) == list(range(47, 23, -1))
    assert numbers(Wanted(what='session.opened')) == [None]
    assert 'key.created' in audit_log.actions()


def test_the_log_is_taken_along_whole_and_that_is_noted(admin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, 'BATCH', 7)
    written(20)
    with transaction() as session:
        audit.note(session, 'user.renamed', '=1+1', target='+x', before={'name': '-'}, after={'name': '@a, "b"'})
    client = TestClient(api.create(), raise_server_exceptions=False)
    answer = client.get('/files/log/levelmix-log.csv', params={'who': '', 'what': '', 'first': ''})
    assert answer.status_code == 422, 'a day that is none is refused'
    answer = client.get('/files/log/levelmix-log.csv', params={'what': 'key.'})
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert [json.loads(line['after'])['number'] for line in lines] == list(range(20)), 'the oldest first'
    assert 'attachment' in answer.headers['content-disposition']
    (renamed,) = csv.DictReader(io.StringIO(client.get('/files/log/levelmix-log.csv?what=user.renamed').text))
    assert (renamed['actor'], renamed['target']) == ("'=1+1", "'+x"), 'no formula in a spreadsheet'
    assert json.loads(renamed['after']) == {'name': '@a, "b"'}
    as_json = client.get('/files/log/levelmix-log.json?what=key.').json()
    assert [line['after']['number'] for line in as_json] == list(range(20))
    assert client.get('/files/log/levelmix-log.json?what=nothing').json() == []
    assert audit_log.log(Wanted(what='log.exported')).found[-1].after == {'format': 'csv', 'what': 'key.'}
    with visiting():
        assert client.get('/files/log/levelmix-log.csv').status_code == 401
    with visiting(session_of(person('eve@example.org'))):
        assert client.get('/files/log/levelmix-log.csv').status_code == 404


def test_lines_stand_in_the_order_in_which_they_were_written_whatever_the_clock_says(
    admin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, hour in enumerate((9, 8, 10, 7)):
        monkeypatch.setattr('models.types.time.time_ns', lambda hour=hour: hour * 3600 * 10**9)
        with transaction() as session:
            for half in ('a', 'b'):
                audit.note(session, 'key.created', 'command line', after={'number': f'{number}{half}'})
    assert numbers(Wanted(what='key.')) == ['3b', '3a', '2b', '2a', '1b', '1a', '0b', '0a']


def test_a_line_outlives_who_it_is_about_and_says_what_was_acted_on(admin: str) -> None:
    ann = person()
    with transaction() as session:
        audit.note(session, 'share.made', session.get(User, ann), target='job-1', details={'by': 'link'})
        audit.note(session, 'password.changed', session.get(User, ann), target=ann, after={'sessions ended': 0})
    with transaction() as session:
        session.delete(session.get_one(User, ann))
    with reading() as session:
        rows = session.exec(select(AuditEntry).where(col(AuditEntry.performed_by) == 'ann@example.org')).all()
    assert [(row.user_id, row.entity, row.entity_id) for row in rows] == [(None, 'job', 'job-1'), (None, 'user', ann)]
    assert rows[0].details == '{"by": "link"}'
    assert audit_log.log(Wanted(about=ann)).found[0].action == 'password.changed'


@pytest.mark.nightly
def test_every_line_of_the_log_says_what_was_before_or_what_came_of_it() -> None:
    import ast
    from pathlib import Path

    import app

    places = [
        (f'{path.name}:{node.lineno}', {word.arg for word in node.keywords})
        for path in Path(app.__path__[0]).rglob('*.py')
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith('audit.note')
    ]
    assert len(places) > 30
    assert [place for place, words in places if not words & {'before', 'after'}] == []
