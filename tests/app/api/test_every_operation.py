"""Every route of the API as its document tells of it, so that a new one is taken in by itself: as nobody, with another
user's key, with one that only reads, and with one for another area. And the document itself is whole."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from app import accounts, areas, leveling, library, uploads
from app.accounts import Visitor
from app.api.v1 import rates
from app.api.v1.description import operations
from app.api.v1.problems import CATALOGUE, MEDIA
from app.db import transaction
from app.leveling import LevelingOptions
from app.leveling.probing import Facts
from app.practice import classes, journal
from models import AiJob
from tests.app.accounts_support import person
from tests.app.api.programs import Program, document, problem
from tests.app.practice.support import piece

PUBLIC = {'/problems', '/problems/{name}'}
TOLD_WHOLE = {'/problems'}
"""Lists without pages: a program reads the catalogue once, and all of it."""
MAKES_NOTHING_TWICE = {
    'POST /jobs/{job_id}/cancel',
    'POST /jobs/{job_id}/retry',
    'POST /uploads/parts/{upload_id}/{number}',
    'POST /uploads/tus/{upload_id}',
    'POST /notifications/read',
    'POST /leveling/jobs/{job_id}/previews',
    'POST /leveling/jobs/{job_id}/forecast',
    'POST /leveling/uploads/{upload_id}/lookahead',
    'POST /leveling/tracklists/read',
    'POST /voice/read',
    'POST /voice/own/check',
    'POST /practice/sessions/{session_id}/end',
    'POST /practice/sessions/{session_id}/pause',
    'POST /practice/sessions/{session_id}/resume',
    'POST /drums/recognise',
    'POST /studio/bookings/{booking_id}/pay',
    'POST /drums/transcriptions/{transcription_id}/cancel',
    'POST /admin/users/{user_id}/sign-out',
    'POST /admin/queue/{queued_id}/cancel',
    'POST /admin/queue/{queued_id}/retry',
    'POST /admin/payment-failures/{failure_id}/replay',
    'POST /admin/payment-failures/{failure_id}/resolve',
}
"""What asks for a state of something that is there, or only looks: sent twice, it is as if it was sent once."""
SAFE = ('get', 'head', 'options')


@dataclass(frozen=True)
class Operation:
    """One route as the document tells of it."""

    method: str
    path: str
    said: dict[str, Any]
    document: dict[str, Any]

    @property
    def scopes(self) -> list[str]:
        return [scope for way in self.said.get('security', ()) for scope in way['key']]

    @property
    def body(self) -> Any:
        """What the document shows as a body; None where there is none."""
        content = self.said.get('requestBody', {}).get('content', {})
        if 'application/json' not in content:
            return None
        return shown(content['application/json'], self.document)

    def usual(self, name: str) -> str:
        """What may stand at this place of the address."""
        (schema,) = (one['schema'] for one in self.said['parameters'] if (one['in'], one['name']) == ('path', name))
        if 'enum' in schema:
            return str(schema['enum'][0])
        return '1' if schema.get('type') == 'integer' else 'none'

    def send(self, program: Program, **ids: str) -> Any:
        """Ask as this program, about these things."""
        path = re.sub(r'{(\w+)}', lambda match: ids.get(match[1], self.usual(match[1])), self.path)
        headers = {one['name']: str(shown(one, self.document)) for one in self.said.get('parameters', ())
                   if one['in'] == 'header' and one['name'].startswith(('Tus-', 'Upload-L', 'Upload-O'))}  # fmt: skip
        sent: dict[str, Any] = {'json': self.body} if self.body is not None else {}
        if 'application/offset+octet-stream' in self.said.get('requestBody', {}).get('content', {}):
            headers['Content-Type'] = 'application/offset+octet-stream'
        if 'multipart/form-data' in self.said.get('requestBody', {}).get('content', {}):
            sent = {'files': {'file': ('mix.wav', b'RIFF')}}
        return program.ask(self.method.upper(), path, headers=headers, **sent)

    def __str__(self) -> str:
        return f'{self.method.upper()} {self.path}'


def shown(told: dict[str, Any], document: dict[str, Any]) -> Any:
    """The example that the document shows of something; None where it shows none."""
    if 'example' in told:
        return told['example']
    schema = told.get('schema', told)
    for part in (schema, *schema.get('oneOf', ()), *schema.get('anyOf', ())):
        named = document['components']['schemas'].get(part.get('$ref', '').rpartition('/')[2], part)
        if named.get('examples'):
            return named['examples'][0]
        items = named.get('properties', {}).get('items', {}).get('items')
        if items and shown(items, document) is not None:
            return {'items': [shown(items, document)], 'next': None}
    return None


def every() -> list[Operation]:
    found = [Operation(method, path, said, document()) for method, path, said in operations(document())]
    assert len(found) > 30
    return found


def closed() -> list[Operation]:
    return [one for one in every() if one.path not in PUBLIC]


@pytest.fixture(autouse=True)
def two_areas(with_accounts: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr('app.leveling.service.probe', lambda _: Facts('wav', 60.0, 44100, 2, None))
    other = replace(areas._areas['leveling'], name='other', kinds=(), routes=tuple)
    monkeypatch.setitem(areas._areas, 'other', other)
    rates.forget()
    yield
    accounts.let_in(Visitor())


@pytest.fixture
def hers() -> dict[str, str]:
    """What belongs to Ann, by the names that stand in the addresses."""
    ann = person('ann@example.org', subscription_tier=3)
    sent = []
    for _ in range(2):
        writer = uploads.begin(ann, 'hers alone.wav', 4, '', ('leveling', '{"target_lufs": -14}'))
        writer.write(b'RIFF')
        sent.append(writer.finish().id)
    job_id = leveling.submit(ann, sent[0], LevelingOptions(-14.0))
    practised = {
        'piece_id': piece(ann, 'hers alone'),
        'session_id': journal.start(ann, title='hers alone').id,
        'class_id': classes.create(ann, 'hers alone').id,
    }
    with transaction() as session:
        heard = AiJob(user_id=ann, requested_by=ann, kind='drums.map', title='hers alone')
        session.add(heard)
        practised['transcription_id'] = heard.id
    item_id = library.items(ann).found[0].id
    return {'user': ann, 'job_id': job_id, 'upload_id': sent[1], 'item_id': item_id, **practised}


def about_hers(operation: Operation, hers: dict[str, str]) -> bool:
    return bool(set(re.findall(r'{(\w+)}', operation.path)) & set(hers))


def test_nobody_opens_anything(hers: dict[str, str]) -> None:
    nobody, wrong = Program(), Program(key='lmx_made_up')
    for one in closed():
        rates.forget()  # there are more routes than somebody without a key may ask in a minute
        assert (str(one), problem(one.send(nobody, **hers))) == (str(one), (401, 'signed-out'))
        assert one.send(wrong, **hers).status_code == 401, str(one)


def test_another_user_finds_nothing_of_hers(hers: dict[str, str]) -> None:
    eve = Program(person('eve@example.org', is_admin=True), 'write', 'admin:write')
    for one in closed():
        answer = one.send(eve, **hers)
        assert answer.status_code < 500, str(one)
        assert 'hers alone' not in answer.text, str(one)
        if about_hers(one, hers):
            assert (str(one), answer.status_code) in {(str(one), 404), (str(one), 400 if 'parts' in one.path else 404)}
    assert uploads.get(hers['user'], hers['upload_id']), 'and nothing of it is gone'
    assert leveling.get(hers['user'], hers['job_id']).active


def test_a_key_that_reads_changes_nothing(hers: dict[str, str]) -> None:
    reads = Program(hers['user'], 'read')
    changing = [one for one in closed() if one.method not in SAFE]
    assert changing
    for one in changing:
        assert (str(one), problem(one.send(reads, **hers))) == (str(one), (403, 'wrong-key'))


def test_a_key_for_another_area_sees_nothing_of_this_one(hers: dict[str, str]) -> None:
    other = Program(hers['user'], 'other:write')
    for one in closed():
        answer = one.send(other, **hers)
        assert 'hers alone' not in answer.text, str(one)
        if about_hers(one, hers) or not all(scope.startswith('any:') for scope in one.scopes):
            assert (str(one), problem(answer)) == (str(one), (403, 'wrong-key'))


def test_no_key_reads_what_admins_do_unless_it_was_made_for_that(hers: dict[str, str]) -> None:
    everything, boss = Program(hers['user'], 'write'), Program(person('boss@example.org', is_admin=True), 'write')
    for one in every():
        if any(scope.startswith('admin:') for scope in one.scopes):
            assert problem(one.send(everything)) == problem(one.send(boss)) == (403, 'wrong-key'), str(one)


def test_the_document_is_whole() -> None:
    for operation in every():
        said, of = operation.said, str(operation)
        assert said['summary'], of
        assert said['description'], f'what {of} does, in a sentence'
        assert len(said['tags']) == 1, of
        assert re.fullmatch(r'[a-z]+(_[a-z0-9]+)+', said['operationId']), of
        assert bool(operation.scopes) == (operation.path not in PUBLIC), of
        if 'application/json' in said.get('requestBody', {}).get('content', {}):
            assert operation.body is not None, f'an example of what is sent to {of}'
        wanted = {'500', '503'} | ({'401', '403', '429'} if operation.scopes else set())
        assert wanted <= set(said['responses']), of
        for status, answer in said['responses'].items():
            tell_of_answer(operation, status, answer)


def tell_of_answer(operation: Operation, status: str, answer: dict[str, Any]) -> None:
    assert answer['description'], (str(operation), status)
    if status >= '400' and answer.get('content'):
        assert set(answer['content']) == {MEDIA}, (str(operation), status)
    elif 'application/json' in answer.get('content', {}):
        example = shown(answer['content']['application/json'], operation.document)
        assert example is not None, f'an example of {status} of {operation}'


def takes(operation: Operation, name: str) -> bool:
    return any(one['name'] == name for one in operation.said.get('parameters', ()))


def test_whatever_makes_something_takes_a_name_by_which_it_makes_it_once() -> None:
    without = {str(one) for one in every() if one.method == 'post' and not takes(one, 'Idempotency-Key')}
    assert without == MAKES_NOTHING_TWICE, 'a POST that makes something is told `Once`'
    assert not [str(one) for one in every() if '201' in one.said['responses'] and str(one) in without]


def test_every_list_comes_in_pages_of_which_some_fields_are_told() -> None:
    lists = [one for one in every() if one.method == 'get' and one.path not in TOLD_WHOLE and told_items(one)]
    assert len(lists) > 20
    for one in lists:
        assert [name for name in ('cursor', 'limit', 'fields') if not takes(one, name)] == [], str(one)


def told_items(operation: Operation) -> bool:
    """Whether the answer is a list."""
    schema = operation.said['responses'].get('200', {}).get('content', {}).get('application/json', {}).get('schema', {})
    named = operation.document['components']['schemas'].get(schema.get('$ref', '').rpartition('/')[2], {})
    return 'items' in named.get('properties', {})


def test_operations_have_names_of_their_own() -> None:
    names = [one.said['operationId'] for one in every()]
    assert sorted(names) == sorted(set(names))


def test_what_can_go_wrong_is_explained_at_its_address() -> None:
    nobody = Program()
    told = nobody.get('/problems').json()['items']
    assert [one['name'] for one in told] == list(CATALOGUE)
    for one in told:
        assert nobody.get(one['type'].removeprefix('/api/v1')).json() == one
