"""Who edits the house's own site: its admins, and the one local user where there are no accounts."""

from sqlmodel import Session

from app import accounts
from app.config import settings
from app.errors import NotAllowed
from models import User

NOT_YOURS = 'Only the admins of this server edit its site. Ask one of them.'


def edits_house(user: User) -> bool:
    """Whether somebody may edit the site of the house."""
    return user.is_super_admin or settings().accounts == 'off'


def check_edits_house(user: User) -> None:
    """Raise NotAllowed for whoever may not edit the site of the house."""
    if not edits_house(user):
        raise NotAllowed(NOT_YOURS)


def editor(session: Session, user_id: str) -> User:
    """Whoever edits the site, as their row stands in this transaction; raises NotAllowed."""
    user = accounts.acting(session, user_id)
    check_edits_house(user)
    return user
