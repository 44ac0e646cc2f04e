"""Text messages: the port to whoever sends them, and what stands in while nobody does.

A provider is one more class with `post`, and a line in `service`; what asks for messages does not change.
"""

from typing import Protocol

from sqlmodel import Session

from app.accounts import mail


class Service(Protocol):
    """Whoever takes text messages to phones."""

    def post(self, session: Session, number: str, said: str) -> None:
        """Have a message sent to a number like +493012345678, if this transaction is committed."""


class Outbox:
    """The stand-in: messages lie in the admin's outbox, who hands on what they say."""

    def post(self, session: Session, number: str, said: str) -> None:
        mail.post_text(session, number, said)


def service() -> Service:
    """The one that is set up here."""
    return Outbox()


def post(session: Session, number: str, said: str) -> None:
    """Have a message sent, as `Service.post`."""
    service().post(session, number, said)
