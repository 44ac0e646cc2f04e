"""When an artist's account ends: what opened their platforms is given back, their addresses rest, nothing says who.

Their rows go with the account; what stays are addresses, which lead to nothing for ninety days and to nobody else, and
jobs, which say no more what they were about.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.artist import addresses, syncing
from app.db import reading, transaction
from models import ArtistAddress, ArtistPicture, ArtistTask, MetricImport, OAuthToken, Profile, ShowcaseTrack
from models.types import utc_now

GONE = 'deleted'
"""What stands in place of a name."""
EMPTIED: dict[Any, dict[str, Any]] = {
    ArtistPicture: {'alt': '', 'file_name': GONE},
    ArtistTask: {'found': '{}', 'subject_id': None},
    MetricImport: {'file_name': GONE, 'answers': '{}', 'found': '{}', 'fingerprint': ''},
    ShowcaseTrack: {'custom_title': '', 'custom_description': '', 'notice': '', 'peaks': '[]', 'is_public': False},
}
"""What jobs say of the person or their music, and what they say afterwards."""


def erase(user_id: str) -> bool:
    """Take an artist's things out of everybody's sight; called twice, it changes nothing more. True, since nothing of
    it has to wait: a platform that does not answer is told no second time."""
    with reading() as session:
        rows = list(session.scalars(sa.select(OAuthToken).where(col(OAuthToken.user_id) == user_id)))
    for row in rows:
        syncing.revoke(row)
    with transaction() as session:
        session.execute(sa.delete(OAuthToken).where(col(OAuthToken.user_id) == user_id))
        _give_up_addresses(session, user_id)
        for table, emptied in EMPTIED.items():
            theirs = sa.update(table).where(col(table.user_id) == user_id).values(**emptied)
            session.execute(theirs.execution_options(synchronize_session=False))
    return True


def _give_up_addresses(session: Session, user_id: str) -> None:
    """Nobody else gets the address of their page or of a release for a while, and the page is closed at once."""
    profile = session.scalar(sa.select(Profile).where(col(Profile.user_id) == user_id))
    if profile is not None:
        profile.is_public = False
        session.add(profile)
        addresses.give_up(session, addresses.ARTIST, profile.id)
    of_releases = sa.update(ArtistAddress).where(col(ArtistAddress.scope) == addresses.releases_of(user_id))
    resting = of_releases.values(blocked_until=utc_now() + addresses.RESTS)
    session.execute(resting.execution_options(synchronize_session=False))
