"""What artists earn by what happens in other areas, as those tell it (`areas.happened`)."""

from sqlmodel import Session

from app.artist import points
from models import User

EARNS = {'studio.session_completed': 'session', 'studio.file_heard': 'heard'}
"""The rule by which something earns points, by what has happened."""
TAKES_BACK = {'studio.session_missed': 'session'}
"""The same for what was said too soon."""


def hears(session: Session, what: str, user_id: str, reference: str) -> None:
    """Write down what it earns, once for each thing."""
    if session.get(User, user_id) is None:
        return
    if rule := EARNS.get(what):
        points.earn(session, user_id, rule, reference)
    elif rule := TAKES_BACK.get(what):
        points.take_back(session, user_id, rule, reference)
