"""The audit log: who did what to whom."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import Field

from app.accounts import audit_log
from app.api.v1.access import ReadsAdmin
from app.api.v1.answers import Moment, Resource
from app.api.v1.paging import Asked, Page, asked, page

router = APIRouter()


class AuditLine(Resource):
    """One thing that was done."""

    id: str
    at: Moment
    who: str = Field(description='The address of whoever did it.')
    what: str
    whom: str = Field(description='To whom or what: an id, a name or an address.')
    before: dict[str, Any]
    after: dict[str, Any]
    address: str
    user_agent: str

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Somebody got another tier."""
        return {
            'id': '019ab5f8-2b61-7d02-8f0a-9a0e5c1d3b77',
            'at': '2026-11-28T20:10:00Z',
            'who': 'admin@example.org',
            'what': 'user.tier',
            'whom': '019ab5d0-1111-7222-8333-444455556666',
            'before': {'tier': 1, 'expires': None},
            'after': {'tier': 2, 'expires': None},
            'address': '203.0.113.7',
            'user_agent': 'curl/8.5.0',
        }


@router.get('/audit', response_model=Page[AuditLine], summary='List the audit log')
def list_audit_log(
    caller: ReadsAdmin,
    wanted: Annotated[Asked, Depends(asked)],
    who: Annotated[str, Query(max_length=254, description='Whoever did it: an id, or an address or part of it.')] = '',
    what: Annotated[str, Query(max_length=254, description='What was done, or how its name begins.')] = '',
    whom: Annotated[str, Query(max_length=254, description='To whom: an id or an address.')] = '',
    about: Annotated[
        str, Query(max_length=254, description='The id of a user who did it or to whom it was done.')
    ] = '',
    first: Annotated[date | None, Query(description='From this day on (UTC).')] = None,
    last: Annotated[date | None, Query(description='Up to this day, which is included (UTC).')] = None,
) -> Response:
    """What was done, the latest first. All of it as a file: under Admin, Log."""
    asked_for = audit_log.Wanted(who, what, whom, about, first, last)
    before = None if wanted.after is None else str(wanted.after[0])
    found = audit_log.log(asked_for, before=before, most=wanted.limit + 1).found
    return page(wanted, found, AuditLine, lambda line: (line.id,), [_shown(line) for line in found])


def _shown(line: audit_log.Entry) -> AuditLine:
    return AuditLine(
        id=line.id,
        at=line.at,
        who=line.actor,
        what=line.action,
        whom=line.target,
        before=line.before,
        after=line.after,
        address=line.address,
        user_agent=line.user_agent,
    )
