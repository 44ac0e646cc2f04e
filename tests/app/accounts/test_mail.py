"""Mails on their way to a real server: encrypted, signed in, refused, tried again, given up."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app import accounts, config
from app.accounts import mail
from app.accounts.mail import Letter
from app.db import transaction
from models import Mail
from models.types import utc_now
from tests.app.accounts_support import mails, person, session_of, visiting
from tests.mail_server import PASSWORD, USER, MailServer, Security, certificate, mail_server

pytestmark = pytest.mark.filterwarnings('ignore:Requiring AUTH while not requiring TLS')
Change = Callable[[str, object], None]
LETTER = Letter('Grüße from LevelMix', ('A mix of yours is “ready”.',), 'Look at it', '/jobs/1#secret')


@pytest.fixture(autouse=True)
def with_accounts(owner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('LEVELMIX_ACCOUNTS', 'on')
    monkeypatch.setenv('LEVELMIX_SMTP_HOST', '127.0.0.1')
    monkeypatch.setenv('LEVELMIX_SMTP_SECURITY', 'none')
    monkeypatch.setenv('LEVELMIX_MAIL_FROM', 'mixes@example.org')
    config.forget_settings()


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own certificate is one that this machine trusts."""
    monkeypatch.setenv('SSL_CERT_FILE', str(certificate(tmp_path)))


def use(server: MailServer, change: Change, **settings: object) -> None:
    for name, value in {'smtp_port': server.port, **settings}.items():
        change(name, value)


def write(to: str = 'ann@example.org') -> None:
    with transaction() as session:
        mail.post(session, to, LETTER)


def kept(to: str = 'ann@example.org') -> Mail:
    return mails(to)[-1]


def now() -> datetime:
    """The moment that the outbox takes for the present."""
    return mail.__dict__['utc_now']()  # type: ignore[no-any-return]


def later(minutes: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let some time pass."""
    then = now() + timedelta(minutes=minutes)
    monkeypatch.setattr(mail, 'utc_now', lambda: then)


@pytest.mark.usefixtures('trusted')
@pytest.mark.parametrize('security', ['starttls', 'tls'])
def test_a_mail_arrives_encrypted_as_plain_text_and_as_html(
    security: Security, tmp_path: Path, change_setting: Change
) -> None:
    with mail_server(tmp_path, security, sign_in=True) as server:
        use(server, change_setting, smtp_security=security, smtp_user=USER, smtp_password=PASSWORD)
        write()
        assert mail.send_due() == 1
        assert mail.send_due() == 0, 'once'
    (message,) = server.taken
    assert server.encrypted == [True]
    assert server.signed_in == [USER]
    assert (message['From'], message['To'], message['Subject']) == (
        'mixes@example.org', 'ann@example.org', 'Grüße from LevelMix',
    )  # fmt: skip
    assert message['Auto-Submitted'] == 'auto-generated'
    assert message['Message-ID'].endswith('@example.org>')
    plain, html = message.get_body(('plain',)), message.get_body(('html',))
    assert plain is not None
    assert html is not None
    assert 'A mix of yours is “ready”.' in plain.get_content()
    assert '/jobs/1#secret' in plain.get_content()
    assert '/jobs/1#secret" style=' in html.get_content()
    assert 'Look at it</a>' in html.get_content()
    assert (kept().sent_at is not None, kept().text, kept().html) == (True, '', ''), 'its link is kept no longer'


@pytest.mark.parametrize('security', ['starttls', 'tls'])
def test_a_server_that_cannot_prove_who_it_is_gets_nothing(
    security: Security, tmp_path: Path, change_setting: Change
) -> None:
    with mail_server(tmp_path, security) as server:
        use(server, change_setting, smtp_security=security)
        write()
        assert mail.send_due() == 0
    assert server.taken == []
    assert 'CERTIFICATE_VERIFY_FAILED' in (kept().error or '')


def test_a_server_without_encryption_gets_nothing_where_it_is_asked_for(tmp_path: Path, change_setting: Change) -> None:
    with mail_server(tmp_path) as server:
        use(server, change_setting, smtp_security='starttls')
        write()
        assert mail.send_due() == 0
    assert server.taken == []
    assert 'STARTTLS' in (kept().error or '')


def test_a_refusal_for_now_is_tried_again_later_and_later(
    tmp_path: Path, change_setting: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(tmp_path) as server:
        use(server, change_setting)
        server.refuse['ann@example.org'] = '451 Try again later'
        write()
        write('bea@example.org')
        assert mail.send_due() == 1, 'the others do not wait for it'
        pauses = []
        for _ in range(3):
            waits = kept().next_try_at
            assert waits is not None
            pauses.append((waits - now()).total_seconds() / 60)
            later(pauses[-1] - 0.1, monkeypatch)
            assert mail.send_due() == 0
            later(0.2, monkeypatch)
            assert mail.send_due() == 0
        assert [round(pause) for pause in pauses] == [2, 4, 8]
        assert kept().error == '451 Try again later'
        server.refuse.clear()
        later(60, monkeypatch)
        assert mail.send_due() == 1
    assert kept().error is None
    assert [str(message['To']) for message in server.taken] == ['bea@example.org', 'ann@example.org']


def test_a_refusal_for_good_is_given_up_until_the_admin_wants_it_again(tmp_path: Path, change_setting: Change) -> None:
    with mail_server(tmp_path) as server:
        use(server, change_setting)
        server.refuse['ann@example.org'] = '550 No such user here'
        write()
        assert mail.send_due() == 0
        with visiting(session_of(person('admin@example.org', is_admin=True))):
            (letter,) = accounts.outbox().found
            assert (letter.given_up, letter.error) == (True, '550 No such user here')
            server.refuse.clear()
            assert mail.send_due() == 0
            accounts.send_again(letter.id)
            assert mail.send_due() == 1
            assert not accounts.outbox().found[0].waits


def test_wrong_words_for_the_server_or_no_server_at_all_are_noted_and_tried_again(
    tmp_path: Path, change_setting: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(tmp_path, sign_in=True) as server:
        use(server, change_setting, smtp_user=USER, smtp_password='not it')
        write()
        assert mail.send_due() == 0
        assert '535' in (kept().error or '')
        assert 'not it' not in (kept().error or '')
    later(3, monkeypatch)
    assert mail.send_due() == 0
    assert 'refused' in (kept().error or '').lower(), 'nobody listens any more'
    with mail_server(tmp_path, sign_in=True) as server:
        use(server, change_setting, smtp_password=PASSWORD)
        later(5, monkeypatch)
        assert mail.send_due() == 1


def test_after_eight_tries_it_rests(change_setting: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    change_setting('smtp_port', 9)
    write()
    for _ in range(12):
        mail.send_due()
        later(60 * 24, monkeypatch)
    assert kept().attempts == mail.MOST_ATTEMPTS
    assert utc_now() - kept().created_at < timedelta(days=1)


def test_a_file_goes_with_a_mail_and_is_forgotten_once_it_is_sent(tmp_path: Path, change_setting: Change) -> None:
    invitation = mail.Attachment('session.ics', 'text/calendar; method=REQUEST; charset=utf-8', 'BEGIN:VCALENDAR\r\nü')
    with mail_server(tmp_path) as server:
        use(server, change_setting)
        with transaction() as session:
            mail.post(session, 'ann@example.org', LETTER, attachments=[invitation])
        assert mail.send_due() == 1
    (message,) = server.taken
    (file,) = message.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ('session.ics', 'text/calendar')
    assert file.get_content() == invitation.text
    assert dict(file['Content-Type'].params)['method'] == 'REQUEST'
    body = message.get_body()
    assert body is not None
    assert body.get_content_type() == 'text/html', 'the letter is still what is read'
    assert kept().attachments == ''


def test_what_says_nothing_any_more_is_not_sent_late(
    tmp_path: Path, change_setting: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction() as session:
        mail.post(session, 'ann@example.org', LETTER, good_until=utc_now() + timedelta(minutes=10))
    with mail_server(tmp_path) as server:
        use(server, change_setting)
        later(11, monkeypatch)
        assert mail.send_due() == 0
    assert server.taken == []


def test_what_was_taken_out_of_the_outbox_is_not_sent(tmp_path: Path, change_setting: Change) -> None:
    with transaction() as session:
        posted = mail.post(session, 'ann@example.org', LETTER)
    with transaction() as session:
        assert mail.withdraw(session, posted)
    with transaction() as session:
        assert not mail.withdraw(session, posted)
    with mail_server(tmp_path) as server:
        use(server, change_setting)
        assert mail.send_due() == 0
