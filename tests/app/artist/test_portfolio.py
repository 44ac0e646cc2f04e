"""The portfolio and what clients say: edited in place, ordered by hand (S16), shown by category."""

import json
from collections.abc import Callable

import pytest

from app.artist import ordering, portfolio, testimonials
from app.errors import Changed, Invalid, NotAllowed, NotFound
from tests.app.accounts_support import person
from tests.app.artist.picture_support import sent
from tests.app.artist.site_support import stranger


def shown(editor: str, title: str, **given: object) -> portfolio.ProjectView:
    return portfolio.add(editor, title=title, published=True, **given)


def test_a_project_is_shown_with_its_video_as_a_facade(olga: str, worker: Callable[[], int]) -> None:
    made = shown(olga, 'Night Owls', category='Video', video_url='youtu.be/dQw4w9WgXcQ', year='2026', client='Owls')
    sent(olga, use='portfolio', of=made.id)
    worker()
    client = stranger()
    answer = client.get('/portfolio/night-owls')
    assert 'data-frame="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ' in answer.text
    assert 'href="https://www.youtube.com/watch?v=dQw4w9WgXcQ"' in answer.text, 'without a script it is a link'
    assert '<iframe' not in answer.text
    assert '/pictures/' in answer.text
    assert 'frame-src' in answer.headers['content-security-policy']
    assert json.loads(answer.text.partition('ld+json">')[2].partition('</script>')[0])['dateCreated'] == '2026'


def test_work_is_shown_by_category_and_drafts_are_not(olga: str) -> None:
    shown(olga, 'Song A', category='Audio')
    shown(olga, 'Film B', category='Video')
    shown(olga, 'Song C', category='Audio', featured=True)
    shown(olga, 'Loose')
    portfolio.add(olga, title='Secret')
    html = stranger().get('/portfolio').text
    places = [html.index(one) for one in ('>Audio<', 'Song C', 'Song A', '>Video<', 'Film B', '>More work<', 'Loose')]
    assert places == sorted(places)
    assert 'Secret' not in html
    assert stranger().get('/portfolio/secret').status_code == 404
    sitemap = stranger().get('/sitemap.xml').text
    assert '/portfolio/song-a' in sitemap
    assert '/portfolio/secret' not in sitemap


def test_old_addresses_lead_on_and_deleted_work_is_gone(olga: str) -> None:
    made = shown(olga, 'First')
    portfolio.save(olga, made.id, made.revision, slug='second')
    client = stranger()
    assert client.get('/portfolio/first').headers['location'] == '/portfolio/second'
    portfolio.delete(olga, made.id)
    assert client.get('/portfolio/second').status_code == 410
    assert portfolio.restore(olga, made.id).title == 'First'
    assert client.get('/portfolio/second').status_code == 200


def test_s16_the_last_order_wins_whole_and_has_no_holes(olga: str) -> None:
    a, b, c = (shown(olga, title).id for title in 'ABC')
    seen = ordering.mark([one.id for one in portfolio.listed(olga)])
    portfolio.order(olga, [c, a, b], seen)
    with pytest.raises(Changed, match='Somebody else'):
        portfolio.order(olga, [b, c, a], seen)
    assert [one.id for one in portfolio.listed(olga)] == [c, a, b], 'the second is told, and nothing is mixed'
    found = portfolio.order(olga, [b, 'unknown', b, c])
    assert [(one.id, one.sort_order) for one in found] == [(b, 0), (c, 1), (a, 2)]
    portfolio.delete(olga, c)
    portfolio.order(olga, [a, b])
    assert [(one.id, one.sort_order) for one in portfolio.listed(olga)] == [(a, 0), (b, 1)]


def test_s16_holds_for_testimonials_too(olga: str) -> None:
    a, b = (testimonials.add(olga, client_name=name, content='Good.').id for name in 'AB')
    seen = ordering.mark([a, b])
    testimonials.order(olga, [b, a], seen)
    with pytest.raises(Changed):
        testimonials.order(olga, [a, b], seen)
    assert [one.id for one in testimonials.listed(olga)] == [b, a]


def test_what_clients_say_is_public_once_somebody_says_so(olga: str, ann: str) -> None:
    made = testimonials.add(
        olga, client_name='Mo <b>', content='They *listen*.', rating=5, company='Owls', role='Singer'
    )
    assert 'They' not in stranger().get('/portfolio').text
    testimonials.save(olga, made.id, made.updated_at, is_public=True, featured=True)
    for path in ('/portfolio', '/contact'):
        html = stranger().get(path).text
        assert 'They *listen*.' in html
        assert 'Mo &lt;b&gt;' in html
        assert 'aria-label="5 of 5 stars"' in html
        assert 'Singer, Owls' in html
    testimonials.delete(olga, made.id)
    assert 'They' not in stranger().get('/portfolio').text
    assert testimonials.restore(olga, made.id).content == 'They *listen*.'
    for refused in (
        lambda: testimonials.save(ann, made.id, featured=False),
        lambda: testimonials.listed(ann),
        lambda: portfolio.listed(ann),
        lambda: portfolio.add(ann, title='Mine'),
        lambda: testimonials.order(ann, []),
    ):
        with pytest.raises(NotAllowed, match='admins'):
            refused()


def test_what_cannot_be_taken_is_said_by_its_field(olga: str) -> None:
    with pytest.raises(Invalid) as told:
        portfolio.add(olga, title='', year='soon', video_url='https://example.org/film.mp4', duration_minutes=0)
    assert set(told.value.fields) == {'title', 'year', 'video_url', 'duration_minutes'}
    with pytest.raises(Invalid) as told:
        testimonials.add(olga, client_name='', content=' ', rating=6)
    assert set(told.value.fields) == {'client_name', 'content', 'rating'}
    made = portfolio.add(olga, title='One')
    portfolio.save(olga, made.id, made.revision, year=2020)
    with pytest.raises(Changed):
        portfolio.save(olga, made.id, made.revision, year=2021)
    with pytest.raises(NotFound):
        portfolio.get(olga, 'nowhere')


def test_what_is_typed_is_kept(olga: str) -> None:
    made = portfolio.add(olga, title='One')
    portfolio.keep(olga, made.id, made.revision, {'description': 'half a sent'})
    kept = portfolio.get(olga, made.id).unsaved
    assert kept is not None
    assert kept.fields == {'description': 'half a sent'}
    dropped = portfolio.drop_unsaved(olga, made.id)
    assert dropped is not None
    assert (dropped.title, dropped.unsaved) == ('One', None)


def test_a_new_project_goes_when_it_is_cancelled_before_anything_was_saved(
    olga: str, worker: Callable[[], int]
) -> None:
    blank, typed = (portfolio.add(olga, title=portfolio.NEW) for _ in range(2))
    assert portfolio.drop_unsaved(olga, blank.id) is None
    portfolio.keep(olga, typed.id, typed.revision, {'title': 'Not what I wanted'})
    assert portfolio.drop_unsaved(olga, typed.id) is None
    assert portfolio.listed(olga) == []
    with pytest.raises(NotFound):
        portfolio.restore(olga, typed.id)
    written, pictured = (portfolio.add(olga, title=portfolio.NEW) for _ in range(2))
    portfolio.save(olga, written.id, written.revision, client='Owls')
    sent(olga, use='portfolio', of=pictured.id)
    worker()
    for kept in (written, pictured):
        assert portfolio.drop_unsaved(olga, kept.id) is not None


def test_a_new_project_that_somebody_else_types_into_stays_when_it_is_cancelled(olga: str) -> None:
    other = person('otto@example.org', name='Otto', is_admin=True)
    made = portfolio.add(olga, title=portfolio.NEW)
    portfolio.keep(other, made.id, made.revision, {'title': 'Ours'})
    kept = portfolio.drop_unsaved(olga, made.id)
    assert kept is not None
    assert kept.unsaved is not None
    assert kept.unsaved.fields == {'title': 'Ours'}
