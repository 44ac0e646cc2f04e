"""Fixes that people suggest: a difference to a version with words, changed while it waits, taken to a newer version."""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, paging
from app.accounts import audit, throttle
from app.audio.errors import AudioError
from app.config import settings
from app.db import reading, transaction
from app.drums import differences, forms, map_files, roles, telling, version_writing, visible
from app.drums.differences import Difference, Rebased
from app.drums.drum_map import DrumMap
from app.drums.proposal_views import GONE, Proposals, ProposalView, behind, page_of, views
from app.errors import Changed, NotAllowed, NotFound, OverLimit
from models import MapEditProposal, MapVersion, Song, SongMap, User
from models.types import utc_now

WORDS_LEAST, WORDS_MOST = 3, 2000
MOST_WAITING, MOST_OF_A_MAP, MOST_BELOW_ZERO = 30, 5, 1
SUBMITS = throttle.Limit('drums-proposal', free=20, window_s=3600.0, pause_s=60.0, longest_s=3600.0)
SAY = f'Say in {WORDS_LEAST} to {WORDS_MOST:,} characters what you have changed, and why.'
DECIDED = 'This fix was decided on or withdrawn already.'


def submit(user_id: str, version_id: str, changed: DrumMap, summary: str) -> ProposalView:
    """Suggest a fix to a version: the map as it should be; raises as `submit_difference`."""
    with reading() as session:
        version, _, _ = visible.version_of(session, version_id, user_id)
    found = version_writing.difference(map_files.read(version.storage_uri), changed)
    return _submitted(user_id, version_id, found, summary)


def submit_difference(user_id: str, version_id: str, payload: Mapping[str, Any] | str, summary: str) -> ProposalView:
    """Suggest a fix to a version: what changes, as `differences.to_payload` writes it.

    Raises
    ------
    NotFound
        There is no such version.
    NotAllowed
        Nothing would change, it does not fit that version, or nothing is said of it.
    OverLimit
        As many of theirs wait as may at a time.
    """
    found = read(payload)
    with reading() as session:
        version, _, _ = visible.version_of(session, version_id, user_id)
    version_writing.applied(map_files.read(version.storage_uri), found)
    return _submitted(user_id, version_id, found, summary)


def get(user_id: str, proposal_id: str) -> ProposalView:
    """One fix, with its difference; raises NotFound."""
    with reading() as session:
        row, _, _, _ = seen(session, proposal_id, user_id)
        return views(session, [row], user_id)[0]


def mine(user_id: str, page: int = 1) -> Proposals:
    """The fixes that a user has suggested, the newest first."""
    newest = (col(MapEditProposal.submitted_at).desc(), col(MapEditProposal.id).desc())
    return page_of(user_id, col(MapEditProposal.proposer_id) == user_id, newest, page)


def of_map(map_id: str, user_id: str = '', page: int = 1) -> Proposals:
    """All fixes that were suggested to a map: those that wait first, then the newest; raises NotFound."""
    with reading() as session:
        visible.map_of(session, map_id, user_id)
    waiting_first = (col(MapEditProposal.status) != 'pending', col(MapEditProposal.submitted_at).desc())
    return page_of(user_id, _to_map(map_id), (*waiting_first, col(MapEditProposal.id).desc()), page)


def mine_behind(user_id: str, last: paging.Last, limit: int) -> list[ProposalView]:
    """The fixes that a user has suggested from one on, the newest first."""
    return behind(user_id, col(MapEditProposal.proposer_id) == user_id, last, limit)


def of_map_behind(map_id: str, user_id: str, last: paging.Last, limit: int) -> list[ProposalView]:
    """All fixes to a map from one on, the newest first; raises NotFound."""
    with reading() as session:
        visible.map_of(session, map_id, user_id)
    return behind(user_id, _to_map(map_id), last, limit)


def difference_of(row: MapEditProposal | ProposalView) -> Difference:
    """What a fix would change; raises NotAllowed where that cannot be read any more."""
    return read(row.diff_payload)


def before_and_after(user_id: str, proposal_id: str) -> tuple[DrumMap, DrumMap]:
    """The map as it is in the version that a fix is for, and as it would be; reviewers see and hear both."""
    with reading() as session:
        row, version, _, _ = seen(session, proposal_id, user_id)
    before = map_files.read(version.storage_uri)
    return before, version_writing.applied(before, difference_of(row))


def revise(user_id: str, proposal_id: str, changed: DrumMap, summary: str, revision: int) -> ProposalView:
    """Suggest it anew while it waits, as after somebody asked for changes.

    Raises
    ------
    Changed
        It was written anew elsewhere meanwhile.
    NotAllowed
        It is not theirs, or was decided on.
    """
    words = forms.lines(summary, WORDS_LEAST, WORDS_MOST, SAY)
    with reading() as session:
        _, version, _, _ = seen(session, proposal_id, user_id)
    found = version_writing.difference(map_files.read(version.storage_uri), changed)
    with transaction() as session:
        row = _own(session, user_id, proposal_id)
        _rewrite(row, revision, diff_payload=written(found), summary=words)
        session.add(row)
        session.flush()
        return views(session, [row], user_id)[0]


def withdraw(user_id: str, proposal_id: str) -> None:
    """Take a fix back that nobody has decided on; raises as `revise`."""
    with transaction() as session:
        row = _own(session, user_id, proposal_id)
        before = {'status': row.status}
        row.status = 'withdrawn'
        session.add(row)
        audit.note(session, 'proposal.withdrawn', session.get(User, user_id), target=row.id, before=before)


def look_rebased(user_id: str, proposal_id: str) -> Rebased:
    """What of a fix still fits the version that is current now, and what does not: told before `rebase` does it."""
    with reading() as session:
        row, _, on, _ = seen(session, proposal_id, user_id)
        current = session.get(MapVersion, on.current_version_id) if on.current_version_id else None
    if current is None:
        raise NotFound(visible.VERSION_GONE)
    return differences.rebase(difference_of(row), map_files.read(current.storage_uri))


def rebase(user_id: str, proposal_id: str, revision: int, *, drop: bool = False) -> ProposalView:
    """Take a fix over to the version that is current now; with `drop`, without what does not fit any more.

    Raises
    ------
    Changed
        Somebody has written the map or the fix anew in this moment.
    NotAllowed
        Some of it does not fit, as the sentence says, or nothing of it is left; nothing was changed then.
    """
    found = look_rebased(user_id, proposal_id)
    if found.conflicts and not drop:
        raise NotAllowed(conflict_words(found))
    if not found.difference:
        raise NotAllowed('The current version has all of this already: withdraw this fix.')
    with transaction() as session:
        row = _own(session, user_id, proposal_id)
        _, _, on, _ = seen(session, proposal_id, user_id)
        current = session.get_one(MapVersion, on.current_version_id)
        try:
            differences.apply(map_files.read(current.storage_uri), found.difference)
        except AudioError as error:
            raise Changed('The map was saved anew in this moment. Take the fix over once more.') from error
        _rewrite(row, revision, diff_payload=written(found.difference), map_version_id=current.id)
        session.add(row)
        session.flush()
        return views(session, [row], user_id)[0]


def conflict_words(found: Rebased) -> str:
    """What does not fit any more, in a sentence."""
    count = len(found.conflicts)
    first = '; '.join(one.words for one in found.conflicts[:3])
    more = f'; and {count - 3:,} more' if count > 3 else ''
    return f'The map was changed since this was suggested, and {count:,} changes do not fit any more: {first}{more}.'


def read(payload: Mapping[str, Any] | str) -> Difference:
    """A difference that was stored or sent; raises NotAllowed."""
    try:
        found = differences.from_payload(payload)
    except AudioError as error:
        raise NotAllowed(str(error)) from error
    if not found:
        raise NotAllowed('This changes nothing, so there is nothing to suggest.')
    return found


def written(found: Difference) -> str:
    """A difference as it is stored; raises NotAllowed for too large a one."""
    try:
        return json.dumps(differences.to_payload(found), ensure_ascii=False, separators=(',', ':'))
    except AudioError as error:
        raise NotAllowed(str(error)) from error


def seen(session: Session, proposal_id: str, user_id: str) -> tuple[MapEditProposal, MapVersion, SongMap, Song]:
    """A fix with what it is for; raises NotFound."""
    row = session.get(MapEditProposal, proposal_id)
    if row is None:
        raise NotFound(GONE)
    return row, *visible.version_of(session, row.map_version_id, user_id)


def _to_map(map_id: str) -> sa.ColumnElement[bool]:
    its = sa.select(col(MapVersion.id)).where(col(MapVersion.map_id) == map_id)
    return col(MapEditProposal.map_version_id).in_(its)


def _submitted(user_id: str, version_id: str, found: Difference, summary: str) -> ProposalView:
    words, payload = forms.lines(summary, WORDS_LEAST, WORDS_MOST, SAY), written(found)
    if settings().accounts == 'on':
        throttle.count(SUBMITS, user_id)
    with transaction() as session:
        user = accounts.acting(session, user_id)
        version, on, song = visible.version_of(session, version_id, user_id)
        if version.archived_at is not None:
            raise NotAllowed('This version was archived: suggest your change to the current one.')
        _check_room(session, user, on)
        row = MapEditProposal(map_version_id=version.id, proposer_id=user_id, summary=words, diff_payload=payload)
        session.add(row)
        session.flush()
        roles.grant_due(session, user)
        telling.follow(session, on.id, user_id)
        telling.tell(
            session, [on.created_by], telling.SUGGESTED, f'A fix is suggested to {telling.called(song)}',
            body=f'{differences.summary(found)}. {words}', href=f'/drums/reviews/{row.id}', about=row.id, but=user_id,
            data={'map_id': on.id, 'song_id': song.id, 'changes': differences.counts(found)},
        )  # fmt: skip
        return views(session, [row], user_id)[0]


def _check_room(session: Session, user: User, on: SongMap) -> None:
    """Whoever was rejected more than accepted has one fix wait at a time; others some, and a few of a map."""
    theirs = (col(MapEditProposal.proposer_id) == user.id, col(MapEditProposal.status) == 'pending')
    counted = sa.select(sa.func.count()).select_from(MapEditProposal).where(*theirs)
    of_map = counted.join(MapVersion, col(MapVersion.id) == col(MapEditProposal.map_version_id))
    waiting = session.scalar(counted) or 0
    if user.karma_score < 0 and waiting >= MOST_BELOW_ZERO:
        raise OverLimit('Your karma is below zero, so one fix of yours waits at a time. Nothing was sent.')
    if waiting >= MOST_WAITING:
        raise OverLimit(f'{MOST_WAITING} fixes of yours wait already: withdraw one, or wait for a decision.')
    if (session.scalar(of_map.where(col(MapVersion.map_id) == on.id)) or 0) >= MOST_OF_A_MAP:
        raise OverLimit(f'{MOST_OF_A_MAP} fixes of yours to this map wait already: put several changes into one.')


def _own(session: Session, user_id: str, proposal_id: str) -> MapEditProposal:
    accounts.acting(session, user_id)
    row, _, _, _ = seen(session, proposal_id, user_id)
    if row.proposer_id != user_id:
        raise NotAllowed('Only who suggested a fix changes it.')
    if row.status != 'pending':
        raise NotAllowed(DECIDED)
    return row


def _rewrite(row: MapEditProposal, revision: int, **values: str) -> None:
    if row.revision != revision:
        raise Changed('This fix was written anew elsewhere meanwhile. Load the page again; what you see here is kept.')
    for name, value in values.items():
        setattr(row, name, value)
    row.revision, row.updated_at = revision + 1, utc_now()
