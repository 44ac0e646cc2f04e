"""Contact forms (S11): robots do not reach the inbox, people do, and nothing that was sent is thrown away unseen."""

import re
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.artist import contact, contact_guard, inbox, profiles
from app.db import reading, transaction
from app.errors import Changed, Gone, Invalid, NotAllowed, NotFound
from models import ContactSubmission, Mail, Notification, Profile, User
from models.types import utc_now
from tests.app.artist.site_support import ASKED, asked, field, stranger, waited


def messages(box: str = 'inbox') -> list[str]:
    with reading() as session:
        rows = sa.select(col(ContactSubmission.message)).where(col(ContactSubmission.box) == box)
        return list(session.scalars(rows))


def verified(user_id: str) -> None:
    with transaction() as session:
        session.get_one(User, user_id).email_verified_at = utc_now()


def test_s11_a_person_without_scripts_reaches_the_house(olga: str) -> None:
    verified(olga)
    client = stranger()
    page = client.get('/contact')
    assert '<script' not in page.text.replace('<script src="/public', '').replace('<script type="application', '')
    assert page.headers['cache-control'] == 'no-store'
    assert field(page.text, 'website') == ''
    answer = asked(client, company='Trio')
    assert (answer.status_code, answer.headers['location']) == (303, '/contact/sent')
    assert 'has arrived' in client.get('/contact/sent').text
    (found,) = inbox.listed(olga, inbox.HOUSE)
    assert (found.name, found.email, found.company, found.status) == ('Gus', 'gus@example.org', 'Trio', 'new')
    with reading() as session:
        (mail,) = session.scalars(sa.select(Mail))
        (bell,) = session.scalars(sa.select(Notification))
    assert (mail.to, mail.subject) == ('olga@example.org', 'Gus has written to you')
    assert 'free evening in June' in mail.text
    assert (bell.user_id, bell.href) == (olga, '/artist/inbox')


def test_whoever_wrote_to_an_artist_is_led_back_to_their_page(ann: str) -> None:
    profiles.change(ann, name='Ann Lee', slug='ann', public=True)
    client = stranger()
    sent = client.post('/contact/ann', data={**ASKED, 'form': waited()}, follow_redirects=False)
    assert sent.headers['location'] == '/contact/sent?to=ann'
    assert 'href="/u/ann" data-testid="contact-back">Back to Ann Lee' in client.get(sent.headers['location']).text
    assert 'href="/" data-testid="contact-back"' in client.get('/contact/sent?to=nobody').text


def test_s11_the_field_that_people_leave_empty_is_labelled_and_beside_the_screen(olga: str) -> None:
    html = stranger().get('/contact').text
    label = re.search(r'<label class="off-screen">(.*?)</label>', html, re.DOTALL)
    assert label is not None
    assert 'Leave this field empty' in label[1], 'whoever hears the page is told what to do'
    assert 'tabindex="-1"' in label[1], 'and nobody comes by it with the keyboard'
    assert 'display' not in label[1]


def test_s11_a_robot_that_fills_everything_in_lands_in_spam_and_is_slowed_down(olga: str) -> None:
    client = stranger()
    seals = [waited() for _ in range(20)]
    answers = [
        client.post(
            '/contact', data={**ASKED, 'form': seal, 'website': 'https://pills.example', 'message': f'Buy {seal}'}
        )
        for seal in seals
    ]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429] * 15, 'it is thanked, and learns nothing'
    assert messages() == []
    assert messages('check') == []
    assert len(messages('spam')) == 5, 'not thrown away: somebody may look'


def test_s11_a_robot_that_posts_500_forms_reaches_nobody(olga: str) -> None:
    client = stranger()
    page = client.get('/contact').text
    seal = field(page, 'form')
    for number in range(500):
        form = contact.Form(**ASKED | {'message': f'Spam number {number}'})
        with pytest.raises(Changed, match='Nothing was sent'):
            contact.send(contact.HOUSE, form, ('', 'made.up.seal', seal, seal[:-1] + 'x')[number % 4])
    assert client.post('/contact', data={**ASKED, 'form': seal}).status_code == 422
    assert messages() == messages('check') == messages('spam') == []


def test_s11_one_form_sent_again_and_again_is_one_message(olga: str) -> None:
    client, seal = stranger(), waited()
    for number in range(3):
        data = {**ASKED, 'form': seal, 'message': f'Number {number} of the same form'}
        assert client.post('/contact', data=data).status_code == 303
    assert messages() == ['Number 0 of the same form']


@pytest.mark.nightly
def test_s11_the_same_text_from_many_addresses_counts_once(olga: str) -> None:
    text = 'We rank your page first in all search engines, write to us today!'
    for number in range(4):
        answer = asked(stranger(f'198.51.100.{number}'), message=text if number % 2 else text.upper() + '  ')
        assert answer.status_code == 303
    assert len(messages()) == 1
    assert len(messages('spam')) == 3
    asked(stranger('198.51.100.9'), message='Hello?')
    asked(stranger('198.51.100.10'), message='Hello?')
    assert 'Hello?' in messages('check'), 'short texts are alike by themselves'


def test_s11_two_links_go_to_check_and_one_does_not(olga: str) -> None:
    asked(stranger('198.51.100.1'), message='Hear us at https://ann.example/song, please.')
    asked(stranger('198.51.100.2'), message='Hear us at https://ann.example/song and www.ann.example/b')
    assert [one.startswith('Hear us at https://ann.example/song,') for one in messages()] == [True]
    (found,) = inbox.listed(olga, inbox.HOUSE, 'check')
    assert found.why == 'There are several links in it'
    inbox.change(olga, found.id, box='inbox')
    assert len(messages()) == 2


def test_s11_who_is_too_quick_or_too_late_is_told_and_keeps_what_they_wrote(olga: str) -> None:
    client = stranger()
    for age in (-60, 25 * 3600):
        answer = client.post('/contact', data={**ASKED, 'form': contact_guard.seal(time.time() - age)})
        assert answer.status_code == 422
        assert 'Nothing was sent' in answer.text
        assert 'free evening in June' in answer.text
        contact_guard.check(field(answer.text, 'form'), time.time() + 4)
    assert messages() == []
    contact_guard.check(contact_guard.seal(1000), 1003)
    with pytest.raises(Changed):
        contact_guard.check(contact_guard.seal(1000), 1002.9)


def test_what_is_wrong_is_said_beside_it(olga: str) -> None:
    answer = asked(stranger(), email='nobody', message='x', name='')
    assert answer.status_code == 422
    for name in ('email', 'message', 'name'):
        assert f'id="wrong-{name}"' in answer.text
        assert f'aria-describedby="wrong-{name}"' in answer.text


def test_an_artist_has_a_form_of_their_own(olga: str, ann: str, bea: str) -> None:
    client = stranger()
    assert client.get('/contact/ann').status_code == 404
    profiles.change(ann, name='Ann', slug='ann', public=True)
    assert 'Write to Ann' in client.get('/contact/ann').text
    assert asked(client, '/contact/ann').status_code == 303
    (found,) = inbox.listed(ann)
    assert not found.to_house
    assert inbox.listed(olga, inbox.HOUSE) == []
    for other in (bea, olga):
        with pytest.raises(NotFound):
            inbox.open_one(other, found.id)
        with pytest.raises(NotFound):
            inbox.delete(other, found.id)
    with pytest.raises(NotAllowed):
        inbox.listed(ann, inbox.HOUSE)
    profiles.change(ann, slug='ann-lee')
    assert client.get('/contact/ann').headers['location'] == '/contact/ann-lee'
    inbox.set_up(ann, takes_messages=False)
    assert client.get('/contact/ann-lee').status_code == 404
    assert inbox.settings_of(ann) == (False, True)


def test_s17_the_form_of_an_artist_who_has_left_is_gone(olga: str, ann: str) -> None:
    profiles.change(ann, name='Ann', slug='ann', public=True)
    asked(stranger(), '/contact/ann')
    with transaction() as session:
        session.execute(sa.delete(Profile))
        session.delete(session.get_one(User, ann))
    assert stranger().get('/contact/ann').status_code == 410
    with pytest.raises(Gone):
        contact.recipient('ann')
    assert messages() == [], 'and what was written to them went along'


def test_messages_are_read_answered_deleted_and_brought_back(olga: str) -> None:
    asked(stranger())
    (one,) = inbox.listed(olga, inbox.HOUSE)
    assert inbox.counts(olga, inbox.HOUSE).new['inbox'] == 1
    assert inbox.open_one(olga, one.id).status == 'read'
    assert inbox.counts(olga, inbox.HOUSE).new['inbox'] == 0
    assert inbox.change(olga, one.id, status='answered').status == 'answered'
    assert inbox.change(olga, one.id, box='spam').why == 'Put here by hand'
    inbox.delete(olga, one.id)
    assert inbox.listed(olga, inbox.HOUSE, 'spam') == []
    with pytest.raises(NotFound):
        inbox.get(olga, one.id)
    assert inbox.restore(olga, one.id).box == 'spam'
    assert inbox.empty_spam(olga, inbox.HOUSE) == 1
    with pytest.raises(NotAllowed):
        inbox.change(olga, one.id, status='burnt')


def test_messages_go_when_their_time_is_over(olga: str) -> None:
    for number, text in enumerate(
        ('Old spam and more of it', 'Deleted long ago and more', 'Old but dear to us', 'New one')
    ):
        asked(stranger(f'198.51.100.{number}'), message=text)
    old = utc_now() - timedelta(days=31)
    with transaction() as session:
        rows = {row.message: row for row in session.scalars(sa.select(ContactSubmission))}
        rows['Old spam and more of it'].box = 'spam'
        for row in rows.values():
            row.created_at = old
        rows['Deleted long ago and more'].deleted_at = old
    assert inbox.expire() == 2
    assert sorted(messages()) == ['New one', 'Old but dear to us']
    assert inbox.expire(utc_now() + timedelta(days=731)) == 2


@pytest.mark.nightly
def test_boxes_do_not_grow_without_end(olga: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contact, 'MOST', 1)
    monkeypatch.setattr(contact, 'MOST_SPAM', 2)
    asked(stranger('198.51.100.1'), message='The first one fits')
    assert asked(stranger('198.51.100.2'), message='The second does not').status_code == 503
    for number in range(4):
        asked(stranger(f'198.51.101.{number}'), message=f'spam {number}', website='x')
    assert messages('spam') == ['spam 2', 'spam 3'], 'the oldest went'


def test_who_wants_no_mails_gets_the_bell_alone(olga: str, ann: str) -> None:
    verified(ann)
    profiles.change(ann, name='Ann', slug='ann', public=True)
    inbox.set_up(ann, contact_mails=False)
    asked(stranger(), '/contact/ann')
    with reading() as session:
        assert list(session.scalars(sa.select(Mail))) == []
        assert len(list(session.scalars(sa.select(Notification)))) == 1


def test_a_text_is_known_again_in_other_clothes() -> None:
    same = {contact_guard.fingerprint(one) for one in ('Buy now!', 'BUY  NOW', ' buy-now ')}
    assert len(same) == 1
    with pytest.raises(Changed):
        contact_guard.check('')
    with pytest.raises(Changed):
        contact_guard.check('x' * 500)
    with pytest.raises(Invalid):
        contact.send(contact.HOUSE, contact.Form(), waited())
