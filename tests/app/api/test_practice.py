"""Programs have pieces made, change them, take them along, hear the band, and have takes scored."""

from collections.abc import Callable

import pytest

from app import accounts
from app.accounts import Visitor
from app.api.v1 import rates
from app.practice import pieces
from app.practice.expecting import expected
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem
from tests.app.limits_support import uploaded

LICK = {'type': 'JAZZ_LICK', 'key': 'Gb', 'difficulty': 'EXPERT', 'seed': 7}
PLAYED = {'at': 0.5, 'length': 0.4, 'pitch': 60}


@pytest.fixture
def ann(with_accounts: None) -> Program:
    rates.forget()
    accounts.let_in(Visitor())
    return Program(person(name='Ann'), 'practice:write')


@pytest.fixture
def bea(ann: Program) -> Program:
    accounts.let_in(Visitor())
    return Program(person('bea@example.org', name='Bea'), 'practice:write')


def made(program: Program, **more: object) -> str:
    answer = program.post('/practice/pieces', json={**LICK, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()['id'])


def test_a_piece_is_made_found_renamed_and_deleted(ann: Program) -> None:
    answer = ann.post('/practice/pieces', json=LICK, headers={'Idempotency-Key': 'monday'})
    told = answer.json()
    assert (answer.status_code, told['type'], told['key'], told['difficulty']) == (201, 'JAZZ_LICK', 'Gb', 'EXPERT')
    again = ann.post('/practice/pieces', json=LICK, headers={'Idempotency-Key': 'monday'})
    assert (again.json(), again.headers['Idempotency-Replayed']) == (told, 'true')
    other = made(ann, key='F', type='MELODY')
    assert [one['id'] for one in ann.get('/practice/pieces').json()['items']] == [other, told['id']]
    assert [one['id'] for one in ann.get('/practice/pieces?key=Gb&type=JAZZ_LICK').json()['items']] == [told['id']]
    where = f'/practice/pieces/{told["id"]}'
    renamed = ann.ask(
        'PATCH', where, json={'title': 'The one for Mondays'}, headers={'If-Match': answer.headers['ETag']}
    )
    assert renamed.json()['title'] == 'The one for Mondays'
    assert [one['id'] for one in ann.get('/practice/pieces?search=mond').json()['items']] == [told['id']]
    late = ann.ask('DELETE', where, headers={'If-Match': answer.headers['ETag']})
    assert problem(late) == (412, 'changed'), 'somebody renamed it meanwhile'
    assert ann.ask('DELETE', where).status_code == 204
    assert problem(ann.get(where)) == (404, 'not-found')


def test_a_list_goes_on_behind_what_was_told_last(ann: Program) -> None:
    first, second, third = (made(ann, type='SCALE_PATTERN', seed=seed) for seed in (1, 2, 3))
    page = ann.get('/practice/pieces?limit=2&fields=id').json()
    assert [one['id'] for one in page['items']] == [third, second]
    made(ann, seed=4)
    rest = ann.get(f'/practice/pieces?limit=2&fields=id&cursor={page["next"]}').json()
    assert ([one['id'] for one in rest['items']], rest['next']) == ([first], None)


def test_what_cannot_be_made_says_which_words_are_wrong(ann: Program) -> None:
    answer = ann.post('/practice/pieces', json={'key': 'H', 'time_signature': '9/9'})
    assert problem(answer) == (422, 'invalid')
    assert {one['pointer'] for one in answer.json()['errors']} == {'/key', '/time_signature'}
    for wrong in ({'tempo': 0}, {'bars': 500}, {'type': 'OPERA'}, {'colour': 'blue'}):
        assert problem(ann.post('/practice/pieces', json=wrong)) == (422, 'invalid')
    assert ann.get('/practice/pieces').json()['items'] == []


def test_chords_are_swapped_and_set_back_notes_moved_and_all_of_it_transposed(ann: Program) -> None:
    piece = made(ann, type='CHORD_PROGRESSION', key='C', difficulty='BEGINNER')
    where = f'/practice/pieces/{piece}'
    bars = ann.get(f'{where}/bars').json()['items']
    before = [[chord['name'] for chord in bar['chords']] for bar in bars]
    offer = ann.get(f'{where}/bars/1/chords/0/offers').json()['items'][0]
    stamp = ann.get(where).headers['ETag']
    swapped = ann.ask('PUT', f'{where}/bars/1/chords/0', json={'chord': offer['chord']}, headers={'If-Match': stamp})
    assert swapped.status_code == 200, swapped.text
    bar = ann.get(f'{where}/bars').json()['items'][1]
    assert (bar['chords'][0]['name'], bool(bar['substitution'])) == (offer['chord'], True)
    assert ann.ask('DELETE', f'{where}/bars/1/substitution').status_code == 200
    bars = ann.get(f'{where}/bars').json()['items']
    assert [[chord['name'] for chord in bar['chords']] for bar in bars] == before
    nothing = ann.ask('DELETE', f'{where}/bars/1/substitution')
    assert (problem(nothing)[0], 'nothing to undo' in nothing.json()['detail']) == (400, True)
    assert problem(ann.get(f'{where}/bars/1/chords/9/offers')) == (400, 'not-allowed')
    moved = ann.post(f'{where}/transpose', json={'semitones': 2})
    assert moved.json()['key'] == 'D'
    assert ann.post(f'{where}/transpose', json={'key': 'C'}).json()['key'] == 'C'
    assert problem(ann.post(f'{where}/transpose', json={})) == (422, 'invalid')


def test_another_one_is_harder_and_knows_what_it_is_made_of(ann: Program) -> None:
    piece = made(ann, difficulty='BEGINNER')
    harder = ann.post(f'/practice/pieces/{piece}/another', json={'how': 'harder'})
    told = harder.json()
    assert (harder.status_code, told['difficulty'], told['based_on_id']) == (201, 'INTERMEDIATE', piece)
    assert problem(ann.post(f'/practice/pieces/{piece}/another', json={'how': 'easier'})) == (400, 'not-allowed')


def test_a_piece_is_taken_along_in_every_form_and_brought_back(ann: Program) -> None:
    piece = made(ann)
    begins = {'musicxml': b'<?xml', 'mid': b'MThd', 'pdf': b'%PDF', 'png': b'\x89PNG', 'svg': b'<', 'chart': b'<svg'}
    for form, begin in begins.items():
        answer = ann.get(f'/practice/pieces/{piece}/files/{form}')
        assert (answer.status_code, answer.content[: len(begin)]) == (200, begin), form
        assert (
            answer.headers['content-disposition'].endswith(f'.{form}') or form in answer.headers['content-disposition']
        )
    music = ann.get(f'/practice/pieces/{piece}/files/musicxml').text
    brought = ann.post('/practice/pieces/import', json={'musicxml': music})
    assert brought.status_code == 201
    assert [len(pieces.score(ann.user_id, one).bars) for one in (piece, brought.json()['id'])] == [4, 4]
    wrong = ann.post('/practice/pieces/import', json={'musicxml': 'not music'})
    assert problem(wrong) == (400, 'not-allowed')


def test_the_band_is_recorded_and_each_part_is_fetched(ann: Program, worker: Callable[[], int]) -> None:
    import tasks  # noqa: F401

    piece = made(ann, bars=2)
    assert 'trio' in [one['id'] for one in ann.get('/practice/bands').json()['items']]
    job = ann.post(f'/practice/pieces/{piece}/play-alongs', json={'tempo': 240}).json()
    assert (job['area'], job['kind']) == ('practice', 'practice.sound')
    where = f'/practice/play-alongs/{job["id"]}'
    assert problem(ann.get(f'{where}/stems/mix')) == (404, 'not-found')
    worker()
    told = ann.get(where).json()
    assert (told['status'], told['tempo'], told['piece_id']) == ('completed', 240, piece)
    for part in ('mix', *told['stems']):
        assert ann.get(f'{where}/stems/{part}').content[:4] == b'fLaC', part
    assert problem(ann.get(f'{where}/stems/tuba')) == (404, 'not-found')
    assert [one['id'] for one in ann.get(f'/practice/pieces/{piece}/play-alongs').json()['items']] == [job['id']]


def test_a_take_is_scored_note_by_note(ann: Program, worker: Callable[[], int]) -> None:
    import tasks  # noqa: F401

    piece = made(ann, key='C')
    notes = [
        {'at': 0.5 + one.at, 'length': one.length, 'pitch': one.pitch, 'velocity': one.velocity}
        for one in expected(pieces.score(ann.user_id, piece))
    ]
    job = ann.post(f'/practice/pieces/{piece}/keyboard-takes', json={'notes': notes}).json()
    assert ann.get(f'/practice/takes/{job["id"]}').json()['result'] is None
    worker()
    take = ann.get(f'/practice/takes/{job["id"]}').json()
    assert (take['status'], take['source']) == ('completed', 'midi')
    assert take['score'] >= 95
    assert {one['kind'] for one in take['result']['notes']} == {'hit'}
    (entry,) = ann.get(f'/practice/pieces/{piece}/takes').json()['items']
    assert (entry['id'], 'result' in entry) == (job['id'], False)
    progress = ann.get('/practice/progress?days=1').json()
    assert [one['piece_id'] for one in progress['scores']] == [piece]
    assert list(progress['skills']) == ['improvisation']


def test_a_recording_becomes_a_take_and_is_heard_again(ann: Program) -> None:
    piece = made(ann)
    upload = uploaded(ann.user_id, 'take.wav', b'RIFF')
    job = ann.post(f'/practice/pieces/{piece}/takes', json={'upload_id': upload, 'first': 0, 'last': 1})
    assert (job.status_code, job.json()['kind']) == (201, 'practice.take'), job.text
    assert ann.get(f'/practice/takes/{job.json()["id"]}/recording').content == b'RIFF'
    refused = ann.post(f'/practice/pieces/{piece}/takes', json={'upload_id': 'none'})
    assert problem(refused) == (404, 'not-found')


def test_nobody_else_sees_or_touches_a_piece_until_it_is_published(ann: Program, bea: Program) -> None:
    piece = made(ann)
    where = f'/practice/pieces/{piece}'
    for method, path, sent in (
        ('GET', '', None),
        ('GET', '/bars', None),
        ('GET', '/files/pdf', None),
        ('DELETE', '', None),
        ('PUT', '/like', None),
        ('POST', '/another', {'how': 'again'}),
        ('POST', '/keyboard-takes', {'notes': [PLAYED]}),
    ):
        assert problem(bea.ask(method, where + path, json=sent)) == (404, 'not-found'), path
    assert ann.ask('PUT', f'{where}/publication').json()['is_public']
    (shown,) = bea.get('/practice/community').json()['items']
    assert (shown['id'], shown['mine'], shown['owner']) == (piece, False, 'Ann')
    assert bea.ask('PUT', f'{where}/like').json() == bea.ask('PUT', f'{where}/like').json() == {'likes': 1}
    assert problem(bea.ask('PATCH', where, json={'title': 'Mine'})) == (404, 'not-found')
    assert bea.post(f'{where}/reports', json={'reason': 'It is an insult.'}).status_code == 204
    assert ann.ask('DELETE', f'{where}/publication').status_code == 200
    assert problem(bea.get(where)) == (404, 'not-found')


def test_a_list_of_what_is_liked_goes_on_where_it_was(ann: Program, bea: Program) -> None:
    some = [made(ann, type='SCALE_PATTERN', seed=seed) for seed in (1, 2, 3)]
    for piece in some:
        ann.ask('PUT', f'/practice/pieces/{piece}/publication')
    for piece in some[:2]:
        bea.ask('PUT', f'/practice/pieces/{piece}/like')
    where = '/practice/community?sort=liked&limit=1&fields=id'
    seen: list[str] = []
    cursor: str | None = ''
    while cursor is not None:
        page = bea.get(where + (f'&cursor={cursor}' if cursor else '')).json()
        seen += [one['id'] for one in page['items']]
        cursor = page['next']
    assert seen == [some[1], some[0], some[2]]


def test_a_key_that_reads_makes_nothing_and_one_for_another_area_sees_nothing(ann: Program) -> None:
    piece = made(ann)
    reads, other = Program(ann.user_id, 'practice:read'), Program(ann.user_id, 'voice:write')
    assert reads.get(f'/practice/pieces/{piece}').status_code == 200
    assert problem(reads.post('/practice/pieces', json=LICK)) == (403, 'wrong-key')
    assert problem(other.get(f'/practice/pieces/{piece}')) == (403, 'wrong-key')


def test_the_sixth_piece_of_a_day_is_refused_and_says_where_there_is_more(
    ann: Program, change_setting: Callable[[str, object], None]
) -> None:
    change_setting('limits', 'hard')
    change_setting('payments', 'stand-in')
    for seed in range(5):
        made(ann, type='SCALE_PATTERN', seed=seed)
    refused = ann.post('/practice/pieces', json=LICK)
    assert problem(refused) == (403, 'over-limit')
    assert refused.json()['detail'].startswith('Your plan has 5 pieces a day')
    assert '/account/plan' in refused.json()['detail']
    assert len(ann.get('/practice/pieces').json()['items']) == 5
