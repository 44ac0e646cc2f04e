"""Links by which strangers get a result, as programs read of them; each area has routes of its own for them."""

from typing import Annotated, Any

from fastapi import Path
from pydantic import Field

from app.api.v1.answers import Moment, Resource, Wanted
from app.config import settings
from app.jobs.sharing import SHARE_DAYS, Share

ShareId = Annotated[str, Path(max_length=64, description='The id of a link.')]


class ShareLink(Resource):
    """One link. What it carries is told once, when it is made."""

    id: str
    url: str | None = Field(description='The link itself, in the answer that makes it; null from then on.')
    created_at: Moment
    expires_at: Moment
    downloads: int = Field(description='How often it was used.')
    last_used_at: Moment | None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A link that was just made."""
        return {
            'id': '019ab5f0-9a51-7f1e-8a44-0b7c9a5b6d11',
            'url': 'https://levelmix.example.org/shared/2f6f0c4b',
            'created_at': '2026-11-28T20:02:00Z',
            'expires_at': '2026-12-05T20:02:00Z',
            'downloads': 0,
            'last_used_at': None,
        }


class NewShare(Wanted):
    """A link that is wanted."""

    days: int = Field(description=f'How long it lasts: one of {", ".join(map(str, SHARE_DAYS))} days.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """For a week."""
        return {'days': 7}


def shown(link: Share, token: str = '') -> ShareLink:
    """A link as it is told, with its address where it was just made."""
    return ShareLink(
        id=link.id,
        url=f'{settings().address}/shared/{token}' if token else None,
        created_at=link.created_at,
        expires_at=link.expires_at,
        downloads=link.downloads,
        last_used_at=link.last_used_at,
    )
