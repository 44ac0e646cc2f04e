"""What an invitation gives to the account that is made by it, in the transaction that makes it."""

import json

from sqlmodel import Session, col, select

from app.accounts import audit, tokens
from models import Role, User, UserRole, VerificationToken
from models.types import utc_now


def waiting_for(session: Session, email: str) -> VerificationToken | None:
    """The invitation of an address that still works."""
    about = (col(VerificationToken.purpose) == tokens.INVITATION, col(VerificationToken.identifier) == email)
    return session.exec(select(VerificationToken).where(*about, col(VerificationToken.expires) > utc_now())).first()


def accept(session: Session, user: User, invitation: VerificationToken) -> None:
    """Give a new user what they were invited with; a role that is gone meanwhile is left out."""
    chosen = json.loads(invitation.new_value or '{}')
    user.invited_at, user.subscription_tier = invitation.sent_at, int(chosen.get('tier', 1))
    session.add(user)
    session.flush()
    for role in session.exec(select(Role).where(col(Role.code).in_(chosen.get('roles', ())))):
        session.add(UserRole(user_id=user.id, role_id=role.id or 0))
    audit.note(session, 'invitation.followed', user, target=user.id, after=chosen)
