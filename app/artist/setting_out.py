"""The beginning of an artist: what they are called, the address of their page, and whose days they live by."""

from app import accounts
from app.accounts import profile as account
from app.artist import checklist, choices, profiles
from app.artist.choices import Choices
from app.db import together, transaction

NEEDED = ('name', 'slug', 'zone')


def set_out(user_id: str, name: str, slug: str, zone: str) -> None:
    """Save all three, or nothing.

    Raises
    ------
    Invalid
        For `name`, `slug` or `time_zone`, with a sentence each.
    """
    with together():
        account.change(user_id, {'time_zone': zone})
        profiles.change(user_id, name=name, slug=slug)
        with transaction() as session:
            checklist.zone_chosen(session, user_id)
    checklist.look(user_id)


def skip(user_id: str) -> None:
    """Begin without any of it; each step can still be taken."""
    for step in checklist.NEEDED:
        checklist.skip(user_id, step)


def show(user_id: str, public: bool) -> profiles.ProfileView:
    """Show the page to everybody, or to nobody; raises Invalid where it has no name or address yet."""
    shown = profiles.change(user_id, public=public)
    checklist.look(user_id)
    return shown


def decide(user_id: str, **words: object) -> Choices:
    """Change what the area does for somebody, by the words of `Choices`; raises Invalid for what cannot be."""
    with transaction() as session:
        accounts.acting(session, user_id)
        profile = profiles.ensure(session, user_id)
        chosen = choices.change(profile, **words)
        session.add(profile)
    return chosen


def decided(user_id: str) -> Choices:
    """What somebody has decided about the area."""
    return profiles.of(user_id).choices
