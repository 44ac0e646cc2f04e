"""Mails: written into the outbox in the transaction that they belong to, sent afterwards, tried again when that fails.

Without an SMTP server they stay in the outbox, and the log says so with their link: for trying things out, and for an
installation whose admin hands the links on.
"""

import asyncio
import html
import json
import logging
import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.clocks import bring_back, is_over
from app.config import settings
from app.db import reading, transaction
from app.errors import DatabaseAway
from models import Mail
from models.types import utc_now

log = logging.getLogger(__name__)

PERIOD_S = 2.0
TIMEOUT_S = 20.0
MOST_ATTEMPTS = 8
KEPT = timedelta(days=7)
TEXT_MESSAGE = 'Text message'


NOT_YOU = 'If this was not you, set another password at once, and sign out everywhere else.'


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says: paragraphs, one link with the words on its button, and a last line."""

    subject: str
    paragraphs: tuple[str, ...]
    action: str = ''
    path: str = ''
    ending: str = 'If you did not ask for this, do nothing: nothing has changed.'

    @property
    def link(self) -> str:
        """The whole address; what is secret in it stands behind the #, which no server writes into its logs."""
        return settings().address + self.path if self.path else ''

    def as_text(self) -> str:
        """The plain text."""
        parts = [*self.paragraphs, *([f'{self.action}:\n{self.link}'] if self.path else []), self.ending, 'LevelMix']
        return '\n\n'.join(part for part in parts if part) + '\n'

    def as_html(self) -> str:
        """The same for mail programs that show HTML: no picture, nothing from elsewhere."""
        said = ''.join(f'<p>{html.escape(paragraph)}</p>' for paragraph in self.paragraphs)
        look = 'display:inline-block;padding:12px 20px;border-radius:4px;background:#00775c;color:#fff;font-weight:600'
        link = html.escape(self.link, quote=True)
        pressed = f'<p><a href="{link}" style="{look};text-decoration:none">{html.escape(self.action)}</a></p>'
        return (
            '<div style="max-width:520px;margin:24px auto;padding:0 16px;font:16px/1.5 system-ui,sans-serif;'
            f'color:#15181a">{said}{pressed if self.path else ""}'
            f'<p style="color:#545a5e;font-size:14px">{html.escape(self.ending)}</p><p>LevelMix</p></div>'
        )


@dataclass(frozen=True, slots=True)
class Attachment:
    """A small file of text that goes with a mail; `media` is its type with what belongs to it, as in
    `text/calendar; method=REQUEST`."""

    name: str
    media: str
    text: str


def post(
    session: Session,
    to: str,
    letter: Letter,
    *,
    attachments: Sequence[Attachment] = (),
    good_until: datetime | None = None,
) -> str:
    """Put a mail into the outbox; returns its id, by which `withdraw` takes it out again.

    Parameters
    ----------
    good_until : a moment after which it says nothing any more; it is not sent then, however long a mail server is away.
    """
    mail = Mail(to=to, subject=letter.subject, text=letter.as_text(), html=letter.as_html(), good_until=good_until)
    mail.attachments = json.dumps([asdict(one) for one in attachments]) if attachments else ''
    session.add(mail)
    if not settings().smtp_host:
        log.warning('No mail server is set; for %s, “%s”: %s', to, letter.subject, letter.link or letter.paragraphs[0])
    return mail.id


def withdraw(session: Session, mail_id: str) -> bool:
    """Take a mail out of the outbox, in this transaction; whether it was still there, and not sent."""
    mail = session.get(Mail, mail_id)
    if mail is None or mail.sent_at is not None:
        return False
    session.delete(mail)
    return True


def post_text(session: Session, number: str, said: str) -> None:
    """Put a text message into the outbox, where the admin finds it: nothing that sends one is set up."""
    session.add(Mail(to=number, subject=TEXT_MESSAGE, text=said, html=''))
    log.warning('Nothing sends text messages; what is for %s lies in the outbox of the admin.', number)


def is_sent_here(to: str) -> bool:
    """Whether a mail server takes what is for this address, so that nobody but its owner needs to read it."""
    return '@' in to and bool(settings().smtp_host)


async def run() -> None:
    """Send what is due again and again, until cancelled."""
    while True:
        try:
            with suppress(DatabaseAway):  # logged once, where it happens
                await asyncio.to_thread(send_due)
        except Exception:
            log.exception('The outbox could not be looked at; trying again.')
        await asyncio.sleep(PERIOD_S)


def send_due() -> int:
    """Send every mail that is due; returns how many were sent."""
    sent = 0
    while settings().smtp_host and (mail := _claim()) is not None:
        try:
            _send(mail)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            for_good = all(500 <= code < 600 for code in codes)
            log.warning('A mail was refused (%s)%s.', codes, '' if for_good else '; it is tried again later')
            given_up = {'attempts': MOST_ATTEMPTS, 'next_try_at': None} if for_good else {}
            _note(mail.id, error=_words(error), **given_up)
        except (OSError, smtplib.SMTPException) as error:
            log.warning('A mail could not be sent (%s); it is tried again later.', error)
            _note(mail.id, error=_words(error))
        else:
            sent += 1
            _note(mail.id, sent_at=utc_now(), text='', html='', attachments='', error=None)
    return sent


def sweep(session: Session) -> None:
    """Remove old mails, sent or not: their links are dead."""
    bring_back(session, Mail, 'created_at', 'next_try_at')
    session.execute(sa.delete(Mail).where(col(Mail.created_at) < utc_now() - KEPT))


def _claim() -> Mail | None:
    """Take one due mail: no other process sends it within the next pause."""
    now = utc_now()
    due = (
        col(Mail.sent_at).is_(None),
        col(Mail.attempts) < MOST_ATTEMPTS,
        col(Mail.to).contains('@'),  # not a text message
        sa.or_(col(Mail.good_until).is_(None), col(Mail.good_until) > now),
        sa.or_(col(Mail.next_try_at).is_(None), is_over(col(Mail.next_try_at), now, _pause(MOST_ATTEMPTS))),
    )
    with reading() as session:
        if session.exec(select(Mail.id).where(*due).limit(1)).first() is None:
            return None
    with transaction() as session:
        mail = session.exec(select(Mail).where(*due).order_by(col(Mail.created_at)).limit(1)).first()
        if mail is not None:
            mail.attempts += 1
            mail.next_try_at = now + _pause(mail.attempts)
            session.add(mail)
        return mail


def _pause(attempts: int) -> timedelta:
    return timedelta(seconds=60 * 2**attempts)


def _note(mail_id: str, **values: object) -> None:
    with transaction() as session:
        session.execute(sa.update(Mail).where(col(Mail.id) == mail_id).values(**values))


def _words(error: Exception) -> str:
    """What the admin reads about it, in the mail server's words."""
    said = list(error.recipients.values()) if isinstance(error, smtplib.SMTPRecipientsRefused) else [error.args]
    words = [part.decode('utf-8', 'replace') if isinstance(part, bytes) else str(part) for one in said for part in one]
    return ' '.join(words)[:300] or type(error).__name__


def _send(mail: Mail) -> None:
    known = settings()
    message = EmailMessage()
    message['From'], message['To'], message['Subject'] = known.sender, mail.to, mail.subject
    message['Date'], message['Message-ID'] = formatdate(), make_msgid(domain=known.sender.rpartition('@')[2])
    message['Auto-Submitted'] = 'auto-generated'
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype='html')
    for one in json.loads(mail.attachments or '[]'):
        _attach(message, Attachment(**one))
    trust = ssl.create_default_context()  # without one, smtplib takes every certificate
    where = (known.smtp_host, known.smtp_port)
    tls = known.smtp_security == 'tls'
    with (
        smtplib.SMTP_SSL(*where, timeout=TIMEOUT_S, context=trust) if tls else smtplib.SMTP(*where, timeout=TIMEOUT_S)
    ) as server:
        if known.smtp_security == 'starttls':
            server.starttls(context=trust)
        if known.smtp_user:
            server.login(known.smtp_user, known.smtp_password.get_secret_value())
        server.send_message(message)


def _attach(message: EmailMessage, file: Attachment) -> None:
    main, _, sub = (described := policy.default.header_factory('Content-Type', file.media)).content_type.partition('/')
    message.add_attachment(
        file.text.encode(), main, sub, cte='base64', filename=file.name, params=dict(described.params)
    )
