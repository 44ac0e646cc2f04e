"""Accounts by invitation: whoever gets the mail makes theirs."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app import accounts
from app.accounts import invitations
from app.api.v1.access import ReadsAdmin, WritesAdmin
from app.api.v1.answers import Moment, Resource, Wanted, one
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.errors import NotFound

router = APIRouter()


class Invitation(Resource):
    """One that nobody has followed yet."""

    id: str
    email: str
    tier: int = Field(description='1 free, 2 premium, 3 premium+.')
    roles: list[str]
    sent_at: Moment | None
    expires_at: Moment
    link: str | None = Field(
        default=None, description='In the answer that makes it, and only where no mail server delivers it.'
    )

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that was just sent."""
        return {
            'id': '019ab600-5a3c-7c11-9d2a-6a0b7f0e1c22',
            'email': 'bea@example.org',
            'tier': 1,
            'roles': [],
            'sent_at': '2026-11-28T20:00:00Z',
            'expires_at': '2026-12-05T20:00:00Z',
            'link': None,
        }


class NewInvitation(Wanted):
    """Whom to invite."""

    email: str = Field(max_length=254)
    tier: int = Field(default=1, ge=1, le=3, description='1 free, 2 premium, 3 premium+.')
    roles: list[str] = Field(default_factory=list, max_length=20)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Somebody new."""
        return {'email': 'bea@example.org'}


@router.get('/invitations', response_model=Page[Invitation], summary='List invitations')
def list_invitations(who: ReadsAdmin, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """Those that nobody has followed yet, the newest first."""
    return short_page(wanted, [_shown(one) for one in invitations.waiting()], Invitation)


@router.post('/invitations', status_code=201, response_model=Invitation, summary='Invite somebody')
def create_invitation(request: Request, who: WritesAdmin, _: Once, wanted: NewInvitation) -> Response:
    """Mail somebody a link with which they make their account, within a week; an older one stops working."""
    link = accounts.admin_action(
        invitations.invite, wanted.email, tier=wanted.tier, with_roles=tuple(dict.fromkeys(wanted.roles))
    )
    email = wanted.email.strip().lower()
    made = next((found for found in invitations.waiting() if found.email == email), None)
    if made is None:  # followed, or taken back, a moment ago
        raise NotFound('This invitation was followed, taken back, or is too old.')
    return one(request, _shown(made, link or None), status=201)


@router.delete('/invitations/{invitation_id}', status_code=204, summary='Take an invitation back')
def delete_invitation(
    who: WritesAdmin, invitation_id: Annotated[str, Path(max_length=64, description='The id of an invitation.')]
) -> None:
    """Its link works no more."""
    accounts.admin_action(invitations.take_back, invitation_id)


def _shown(found: invitations.Invitation, link: str | None = None) -> Invitation:
    return Invitation(
        id=found.id,
        email=found.email,
        tier=found.tier,
        roles=list(found.roles),
        sent_at=found.sent_at,
        expires_at=found.expires_at,
        link=link,
    )
