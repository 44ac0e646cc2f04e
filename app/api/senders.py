"""Who sends a file: a key that is limited to some areas opens what one of these shall take, or no area yet."""

from app import accounts, uploads
from models import User


def sender() -> User:
    """The user, of an upload of which nobody has said yet which area shall take it."""
    return accounts.current_user(accounts.ANY_AREA)


def check_purpose(purpose: str) -> None:
    """Raise NotAllowed where the area that shall take an upload is none that the sender's key is for."""
    if purpose and accounts.visitor().api_key:
        accounts.current_user(purpose)


def sender_of(upload_id: str) -> User:
    """The user, of an upload that has begun."""
    user = sender()
    if accounts.visitor().api_key:
        check_purpose(uploads.purpose_of(user.id, upload_id))
    return user
