"""What a studio has set for what it hands over; what it has not, or what makes no sense, is as usual."""

from app.studio.policies import Policy
from models import Studio

RETENTION_DAYS = Policy().retention_days


def of(studio: Studio | None) -> Policy:
    """What a studio has set: how long it keeps files, when their clients are told before they go, whether they are
    downloaded only once all is paid."""
    try:
        return Policy.from_json(studio.policy) if studio is not None else Policy()
    except ValueError:
        return Policy()
