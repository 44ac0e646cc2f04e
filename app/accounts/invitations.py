"""Invitations by mail: the link makes the account, with the tier and the roles that the admin has chosen."""

import json
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from app.accounts import audit, mail, roles, tokens
from app.accounts.admin_actions import check_tier
from app.accounts.admins import acting_as, require_admin
from app.accounts.mail import Letter
from app.accounts.password_sign_in import by_email, checked_email
from app.config import settings
from app.db import reading
from app.errors import Invalid, NotAllowed, NotFound
from models import User, VerificationToken
from models.types import utc_now


@dataclass(frozen=True, slots=True)
class Invitation:
    """One that nobody has followed yet; times in UTC."""

    id: str
    email: str
    tier: int
    roles: tuple[str, ...]
    sent_at: datetime | None
    expires_at: datetime


def invite(actor: User | str, email: str, *, tier: int = 1, with_roles: tuple[str, ...] = ()) -> str:
    """Invite an address; an older invitation of it stops working.

    Returns the link for the command line, and where no mail server delivers it; otherwise an empty text.

    Raises
    ------
    Invalid
        This is no address, or it has an account.
    """
    try:
        email = checked_email(email)
    except NotAllowed as error:
        raise Invalid({'email': str(error)}) from None
    check_tier(tier)
    with acting_as(actor) as session:
        if by_email(session, email) is not None:
            raise Invalid({'email': f'There is an account with the address {email} already.'})
        roles.check_codes(session, with_roles)
        chosen = json.dumps({'tier': tier, 'roles': list(with_roles)})
        token = tokens.issue(session, tokens.INVITATION, email=email, new_value=chosen)
        after = {'email': email, 'tier': tier, 'roles': list(with_roles)}
        audit.note(session, 'invitation.sent', actor, target=email, after=after)
        letter = _letter(token)
        mail.post(session, email, letter)
        return '' if isinstance(actor, User) and settings().smtp_host else letter.link


def waiting() -> list[Invitation]:
    """Those that nobody has followed yet, the newest first."""
    require_admin()
    open_ones = (col(VerificationToken.purpose) == tokens.INVITATION, col(VerificationToken.expires) > utc_now())
    with reading() as session:
        newest: sa.ColumnElement[int] = sa.literal_column('verification_tokens.rowid').desc()
        return [_invitation(row) for row in session.exec(select(VerificationToken).where(*open_ones).order_by(newest))]


def take_back(actor: User | str, invitation_id: str) -> None:
    """Let the link of an invitation work no more; raises NotFound where it does not already."""
    with acting_as(actor) as session:
        row = session.get(VerificationToken, invitation_id)
        if row is None or row.purpose != tokens.INVITATION:
            raise NotFound('This invitation was followed, taken back, or is too old.')
        session.delete(row)
        audit.note(session, 'invitation.taken', actor, target=row.identifier, before={'email': row.identifier})


def _invitation(row: VerificationToken) -> Invitation:
    chosen = json.loads(row.new_value or '{}')
    given = tuple(chosen.get('roles', ()))
    return Invitation(row.id, row.identifier, int(chosen.get('tier', 1)), given, row.sent_at, row.expires)


def _letter(token: str) -> Letter:
    said = 'You are invited to LevelMix. Choose a password, and your account is ready. The link works once, for a week.'
    return Letter('You are invited to LevelMix', (said,), 'Make my account', f'/confirm#{token}', _ENDING)


_ENDING = 'If you do not want this, do nothing: there is no account then.'
