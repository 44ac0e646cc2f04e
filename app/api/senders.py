"""Who sends a file: a key limited to some areas is good for uploads to one of these, or to no area yet."""

from app import accounts, uploads
from models import User


def sender() -> User:
    """The user who begins an upload, before anybody has said which area takes it."""
    return accounts.current_user(accounts.ANY_AREA)


def check_purpose(purpose: str) -> None:
    """Raise NotAllowed if the sender's key is not for the area that an upload is meant for."""
    if purpose and accounts.visitor().api_key:
        accounts.current_user(purpose)


def sender_of(upload_id: str) -> User:
    """The user who goes on with an upload."""
    user = sender()
    if accounts.visitor().api_key:
        check_purpose(uploads.purpose_of(user.id, upload_id))
    return user
