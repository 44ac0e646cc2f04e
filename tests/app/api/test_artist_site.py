"""Programs write the blog, order the portfolio and read what visitors have written; only those who edit the site do."""

import pytest

from app import accounts
from app.accounts import Visitor
from app.api.v1 import rates
from app.artist import inbox
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem
from tests.app.artist.site_support import asked, stranger


@pytest.fixture
def olga(with_accounts: None) -> Program:
    rates.forget()
    accounts.let_in(Visitor())
    return Program(person('olga@example.org', name='Olga', is_admin=True), 'artist:write')


@pytest.fixture
def ann(olga: Program) -> Program:
    return Program(person('ann@example.org', name='Ann'), 'artist:write')


def test_a_post_is_written_planned_published_taken_back_and_deleted(olga: Program) -> None:
    made = olga.post('/artist/blog/posts', json={'title': 'A new room', 'content': 'It has a *piano*.'})
    assert (made.status_code, made.json()['state'], made.json()['slug']) == (201, 'draft', '')
    at = f'/artist/blog/posts/{made.json()["id"]}'
    plan = {'publish_at': '2028-03-26T02:30', 'zone': 'Europe/Berlin'}
    refused = olga.post(f'{at}/publish', json=plan)
    assert refused.status_code == 422
    assert '03:30' in refused.text, 'clocks go forward over half past two, and a time that there is is named'
    planned = olga.post(f'{at}/publish', json=plan | {'publish_at': '2028-03-26T03:30'}).json()
    assert (planned['state'], planned['publish_at']) == ('scheduled', '2028-03-26T01:30:00Z')
    out = olga.post(f'{at}/publish', json={}).json()
    assert (out['state'], out['slug']) == ('published', 'a-new-room')
    assert '<em>piano</em>' in stranger().get('/blog/a-new-room').text
    old = olga.get(at).headers['etag']
    assert olga.ask('PATCH', at, json={'excerpt': 'Come and see.'}).json()['excerpt'] == 'Come and see.'
    assert olga.ask('PATCH', at, json={'excerpt': 'Late.'}, headers={'If-Match': old}).status_code == 412
    assert olga.post(f'{at}/withdraw').json()['state'] == 'draft'
    assert stranger().get('/blog/a-new-room').status_code == 410
    assert olga.ask('DELETE', at).status_code == 204
    assert olga.get(at).status_code == 404
    assert [one['state'] for one in olga.get('/artist/blog/posts?state=deleted').json()['items']] == ['deleted']
    assert olga.post(f'{at}/restore').json()['title'] == 'A new room'


def test_a_project_has_the_address_of_the_title_with_which_it_is_shown(olga: Program) -> None:
    made = olga.post('/artist/portfolio', json={'title': 'New project'}).json()
    assert made['slug'] == ''
    at = f'/artist/portfolio/{made["id"]}'
    shown = olga.ask('PATCH', at, json={'title': 'Glasshouse', 'year': 2027, 'published': True}).json()
    assert (shown['slug'], shown['year']) == ('glasshouse', 2027)
    other = olga.post('/artist/portfolio', json={'title': 'Nightfall'}).json()['id']
    ordered = olga.ask('PUT', '/artist/portfolio/order', json={'ids': [other, made['id']]}).json()['items']
    assert [one['title'] for one in ordered] == ['Nightfall', 'Glasshouse']
    wrong = olga.ask('PATCH', at, json={'video_url': 'https://example.org/film.mp4'})
    assert wrong.status_code == 422
    assert olga.ask('DELETE', at).status_code == 204
    assert stranger().get('/portfolio/glasshouse').status_code == 410


def test_what_clients_say_is_added_changed_and_ordered(olga: Program) -> None:
    first, second = (
        olga.post('/artist/testimonials', json={'client_name': name, 'content': 'They listen.'}).json()['id']
        for name in ('Mo', 'Lu')
    )
    assert (
        olga.ask('PATCH', f'/artist/testimonials/{first}', json={'rating': 5, 'is_public': True}).json()['rating'] == 5
    )
    assert problem(olga.ask('PATCH', f'/artist/testimonials/{first}', json={'rating': 6}))[0] == 422
    olga.ask('PUT', '/artist/testimonials/order', json={'ids': [second, first]})
    assert [one['client_name'] for one in olga.get('/artist/testimonials').json()['items']] == ['Lu', 'Mo']
    assert olga.ask('DELETE', f'/artist/testimonials/{second}').status_code == 204
    assert len(olga.get('/artist/testimonials').json()['items']) == 1


@pytest.mark.nightly
def test_messages_to_the_house_are_read_sorted_and_deleted(olga: Program, ann: Program) -> None:
    asked(stranger())
    (found,) = olga.get('/artist/messages?whose=house').json()['items']
    at = f'/artist/messages/{found["id"]}'
    assert (found['status'], found['to_house'], olga.get(at).json()['status']) == ('new', True, 'new')
    assert olga.ask('PATCH', at, json={'status': 'answered'}).json()['status'] == 'answered'
    assert olga.ask('PATCH', at, json={'box': 'spam'}).json()['why'] == 'Put here by hand'
    assert olga.get('/artist/messages?whose=house').json()['items'] == []
    assert problem(ann.get(at))[0] == 404
    assert problem(ann.get('/artist/messages?whose=house')) == (400, 'not-allowed')
    assert olga.ask('DELETE', at).status_code == 204
    assert inbox.counts(olga.user_id, inbox.HOUSE).all['spam'] == 0


def test_who_does_not_edit_the_site_changes_nothing_of_it(olga: Program, ann: Program) -> None:
    post = olga.post('/artist/blog/posts', json={'title': 'Ours'}).json()['id']
    for method, path, sent in (
        ('GET', '/artist/blog/posts', None),
        ('GET', f'/artist/blog/posts/{post}', None),
        ('PATCH', f'/artist/blog/posts/{post}', {'title': 'Mine'}),
        ('POST', '/artist/blog/posts', {'title': 'Mine'}),
        ('POST', f'/artist/blog/posts/{post}/publish', {}),
        ('DELETE', f'/artist/blog/posts/{post}', None),
        ('GET', '/artist/portfolio', None),
        ('POST', '/artist/portfolio', {'title': 'Mine'}),
        ('PUT', '/artist/testimonials/order', {'ids': []}),
    ):
        answer = ann.ask(method, path, **({} if sent is None else {'json': sent}))
        assert (method, path, problem(answer)) == (method, path, (400, 'not-allowed'))
    assert olga.get(f'/artist/blog/posts/{post}').json()['title'] == 'Ours'


@pytest.mark.parametrize(
    ('path', 'made', 'cleared'),
    [
        ('releases', {'title': 'Glasshouse', 'date': '2027-06-14'}, 'date'),
        ('portfolio', {'title': 'Glasshouse', 'year': 2027}, 'year'),
        ('portfolio', {'title': 'Glasshouse', 'duration_minutes': 4}, 'duration_minutes'),
        ('testimonials', {'client_name': 'Mo', 'content': 'They listen.', 'rating': 5}, 'rating'),
    ],
)
def test_null_clears_what_may_be_unknown_and_what_is_left_out_stays(
    olga: Program, path: str, made: dict[str, object], cleared: str
) -> None:
    first = olga.post(f'/artist/{path}', json=made).json()
    at, name = f'/artist/{path}/{first["id"]}', next(iter(made))
    assert first[cleared] == made[cleared]
    other = olga.ask('PATCH', at, json={name: 'Nightfall'}).json()
    assert (other[name], other[cleared]) == ('Nightfall', made[cleared])
    empty = olga.ask('PATCH', at, json={cleared: None, name: None}).json()
    assert (empty[name], empty[cleared]) == ('Nightfall', None)
