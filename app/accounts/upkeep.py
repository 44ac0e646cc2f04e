"""What runs out by itself: sessions, links, limits of tries, old mails, answers, the month with its credits."""

from app.accounts import credits, idempotency, identities, mail, sessions, throttle, tokens, usage
from app.db import transaction


def upkeep() -> None:
    """Clean away what has run out; any number of processes may do this side by side."""
    with transaction() as session:
        sessions.sweep(session)
        tokens.sweep(session)
        mail.sweep(session)
        identities.sweep(session)
        idempotency.sweep(session)
    throttle.sweep()
    usage.reset_month()
    credits.renew_due()
