"""Fixes: suggested to a version, listed, changed while they wait, taken to a newer version, withdrawn, decided on."""

import base64
import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.api.v1.answers import Fields, IfMatch, IfNoneMatch, Moment, Resource, Wanted, if_still, one
from app.api.v1.description import may_fail
from app.api.v1.drums.asking import (
    EXAMPLE_ID,
    MAP_ID,
    SONG_ID,
    VERSION_ID,
    Asking,
    MapFile,
    MapId,
    MapText,
    MidiText,
    ProposalId,
    VersionId,
    by_time,
    known,
    read,
)
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked, last, page
from app.drums import proposals, reviews
from app.drums.proposal_views import ProposalView
from app.drums.proposals import WORDS_LEAST, WORDS_MOST

router = APIRouter()
Revision = Annotated[int, Field(ge=1, description='Which writing of it you have seen.')]
Summary = Annotated[str, Field(min_length=WORDS_LEAST, max_length=WORDS_MOST, description='What changes, and why.')]
_SUBMITTED = by_time('submitted_at')


class Decided(BaseModel):
    """What was decided last."""

    model_config = ConfigDict(from_attributes=True)

    decision: str = Field(description='`approve`, `reject` or `needs_changes`.')
    notes: str
    by: str
    decided_at: Moment
    is_reversed: bool


class Proposal(Resource):
    """A fix that somebody suggests."""

    id: str
    song_id: str
    map_id: str
    title: str
    artist: str
    difficulty: str
    version_id: str = Field(description='The version that it is for.')
    version_number: int
    current_version_id: str | None
    is_behind: bool = Field(description='Whether the map has had another version since.')
    summary: str = Field(description='What whoever suggests it says of it.')
    words: str = Field(description='What it changes, like “+12 −3, moved 40 by 8 ms”.')
    changes: dict[str, Any]
    status: str = Field(description='`pending`, `approved`, `rejected` or `withdrawn`.')
    revision: int
    by: str
    is_mine: bool
    decision: Decided | None
    submitted_at: Moment
    updated_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that waits."""
        return {
            'id': EXAMPLE_ID,
            'song_id': SONG_ID,
            'map_id': MAP_ID,
            'title': 'Four to the floor',
            'artist': 'The Testers',
            'difficulty': 'Expert',
            'version_id': VERSION_ID,
            'version_number': 3,
            'current_version_id': VERSION_ID,
            'is_behind': False,
            'summary': 'The snare on two was missing',
            'words': '+1',
            'changes': {'version': 1, 'added': [[1000, 'snare', 100]]},
            'status': 'pending',
            'revision': 1,
            'by': 'Bea',
            'is_mine': False,
            'decision': None,
            'submitted_at': '2026-11-28T20:00:00Z',
            'updated_at': '2026-11-28T20:00:00Z',
        }


class ProposalWanted(Wanted):
    """A fix: the map as it should be, or what changes, as `changes` of other fixes tells it."""

    map: MapText | None = None
    midi: MidiText | None = None
    changes: dict[str, Any] | None = None
    summary: Summary

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One more hit."""
        return {'changes': Proposal.example()['changes'], 'summary': 'The snare on two was missing'}

    @model_validator(mode='after')
    def _says_one(self) -> 'ProposalWanted':
        if [self.map, self.midi, self.changes].count(None) != 2:
            raise ValueError('Send the `map` or `midi` as it should be, or the `changes`')
        return self


class ProposalAnew(MapFile):
    """A fix, written anew."""

    summary: Summary
    revision: Revision

    @classmethod
    def example(cls) -> dict[str, Any]:
        """The second writing."""
        return {'map': '{"format": "bsm", …}', 'summary': 'Both snares', 'revision': 1}


class RebaseWanted(Wanted):
    """How a fix is taken to the version that is current now."""

    revision: Revision
    drop: bool = Field(False, description='Without what does not fit any more.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """All of it."""
        return {'revision': 1}


class DecisionWanted(Wanted):
    """What becomes of a fix."""

    decision: Literal['approve', 'reject', 'needs_changes']
    notes: str = Field('', max_length=reviews.NOTES_MOST, description='Why; needed but to approve.')
    revision: Revision
    verifies: bool = Field(False, description='Whether the map is right with it.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Taken."""
        return {'decision': 'approve', 'revision': 1}


class ReversalWanted(Wanted):
    """What was wrong with an approval."""

    notes: str = Field(min_length=3, max_length=reviews.NOTES_MOST)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A reason."""
        return {'notes': 'There is no snare on two in this bar.'}


@router.get('/proposals', response_model=Page[Proposal], summary='List your fixes')
def list_proposals(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """What you have suggested, the newest first."""
    found = proposals.mine_behind(who.id, last(wanted), wanted.limit + 1)
    return page(wanted, found, Proposal, _SUBMITTED, map(told, found))


@router.get('/maps/{map_id}/proposals', response_model=Page[Proposal], summary='List the fixes to a map')
def list_map_proposals(who: Asking, wanted: Annotated[Asked, Depends(asked)], map_id: MapId) -> Response:
    """All that was suggested to a map, the newest first."""
    found = proposals.of_map_behind(map_id, who.id, last(wanted), wanted.limit + 1)
    return page(wanted, found, Proposal, _SUBMITTED, map(told, found))


@router.get(
    '/reviews', response_model=Page[Proposal], summary='List what you may decide on',
    openapi_extra=may_fail('not-allowed'),
)  # fmt: skip
def list_reviews(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """The fixes that wait, but for your own, those first that have waited longest. Verifiers decide on them."""
    found = reviews.queue_behind(who.id, last(wanted), wanted.limit + 1)
    return page(wanted, found, Proposal, _SUBMITTED, map(told, found))


@router.post(
    '/versions/{version_id}/proposals',
    status_code=201,
    response_model=Proposal,
    summary='Suggest a fix',
    openapi_extra=may_fail('over-limit'),
)
def create_proposal(request: Request, who: Asking, _: Once, version_id: VersionId, wanted: ProposalWanted) -> Response:
    """Suggest a fix to a version, with words."""
    if wanted.changes is None:
        data = base64.b64decode(wanted.midi) if wanted.midi is not None else (wanted.map or '').encode()
        made = proposals.submit(who.id, version_id, read(who.id, data), wanted.summary)
    else:
        made = proposals.submit_difference(who.id, version_id, wanted.changes, wanted.summary)
    return one(request, told(made), status=201, Location=f'/api/v1/drums/proposals/{made.id}')


@router.get('/proposals/{proposal_id}', response_model=Proposal, summary='Get a fix')
def get_proposal(
    request: Request, who: Asking, proposal_id: ProposalId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """One fix, with all that it changes."""
    return one(request, told(proposals.get(who.id, proposal_id)), fields)


@router.put(
    '/proposals/{proposal_id}', response_model=Proposal, summary='Write a fix anew', openapi_extra=may_fail('changed')
)
def replace_proposal(request: Request, who: Asking, proposal_id: ProposalId, wanted: ProposalAnew) -> Response:
    """Suggest it anew while it waits, as after somebody asked for changes."""
    changed = read(who.id, wanted.content)
    return one(request, told(proposals.revise(who.id, proposal_id, changed, wanted.summary, wanted.revision)))


@router.delete('/proposals/{proposal_id}', status_code=204, response_class=Response, summary='Withdraw a fix')
def withdraw_proposal(who: Asking, proposal_id: ProposalId, match: IfMatch = None) -> Response:
    """Take a fix back that nobody has decided on."""
    with if_still(match, lambda: told(proposals.get(who.id, proposal_id))):
        proposals.withdraw(who.id, proposal_id)
    return Response(status_code=204)


@router.put(
    '/proposals/{proposal_id}/version',
    response_model=Proposal,
    summary='Take a fix to the current version',
    openapi_extra=may_fail('changed'),
)
def rebase_proposal(request: Request, who: Asking, proposal_id: ProposalId, wanted: RebaseWanted) -> Response:
    """Take a fix over to the version that is current now. What does not fit any more is told, and nothing done."""
    return one(request, told(proposals.rebase(who.id, proposal_id, wanted.revision, drop=wanted.drop)))


@router.put(
    '/proposals/{proposal_id}/decision',
    response_model=Proposal,
    summary='Decide on a fix',
    openapi_extra=may_fail('changed'),
)
def decide_on_proposal(request: Request, who: Asking, proposal_id: ProposalId, wanted: DecisionWanted) -> Response:
    """Take it, leave it, or ask for changes: verifiers do, and never on their own."""
    decided = reviews.decide(
        who.id, proposal_id, wanted.decision, wanted.notes, revision=wanted.revision, verifies=wanted.verifies
    )
    return one(request, told(decided))


@router.post(
    '/proposals/{proposal_id}/reversal',
    status_code=201,
    response_model=Proposal,
    summary='Set a decision right',
    openapi_extra=may_fail('changed'),
)
def reverse_decision(
    request: Request, who: Asking, _: Once, proposal_id: ProposalId, wanted: ReversalWanted
) -> Response:
    """Take out again what was approved wrongly, with the karma that it brought: curators do."""
    reviews.reverse(who.id, proposal_id, wanted.notes)
    return one(request, told(proposals.get(who.id, proposal_id)), status=201)


def told(view: ProposalView) -> Proposal:
    """A fix as the API tells it."""
    decision = None if view.decision is None else Decided.model_validate(view.decision)
    return Proposal.model_validate(known(Proposal, view, changes=json.loads(view.diff_payload), decision=decision))
