"""Decisions on what others suggest: who may, once each, never on their own, and how a wrong one is set right.

What an approved fix makes is stored before the transaction that decides; in it, the fix must still be the one that was
seen, nobody else may have decided, and the map must be where it was, or all of it is done once more.
"""

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, paging
from app.accounts import audit
from app.db import reading, transaction
from app.drums import canonical, differences, forms, karma, map_files, maps, people, proposals, telling
from app.drums import version_writing as writing
from app.drums.drum_map import DrumMap
from app.drums.proposal_views import Proposals, ProposalView, behind, page_of, views
from app.drums.version_writing import NewVersion
from app.errors import Changed, NotAllowed, NotFound
from models import MapEditProposal, MapVerificationDecision, MapVersion, Song, SongMap, User
from models.types import utc_now

DECISIONS = {'approve': 'approved', 'reject': 'rejected', 'needs_changes': 'pending'}
"""What becomes of a fix by each decision."""
WORDS = {'approve': 'is accepted', 'reject': 'is not taken', 'needs_changes': 'needs changes'}
NOTES_MOST = 2000
TRIES = 3
OWN = 'Nobody decides on their own fix: somebody else has to look at it.'
NOT_THEIRS = 'Verifiers decide on fixes. Your karma page tells what is missing.'
ANOTHER = 'Somebody else has decided on this fix in the meantime.'


def queue(user_id: str, page: int = 1) -> Proposals:
    """The fixes that wait and that this user may decide on, those first that have waited longest.

    Raises
    ------
    NotAllowed
        They decide on none.
    """
    return page_of(user_id, _waiting(user_id), (col(MapEditProposal.submitted_at), col(MapEditProposal.id)), page)


def queue_behind(user_id: str, last: paging.Last, limit: int) -> list[ProposalView]:
    """The same from one fix on; raises as `queue`."""
    return behind(user_id, _waiting(user_id), last, limit, oldest_first=True)


def decide(
    user_id: str, proposal_id: str, decision: str, notes: str = '', *, revision: int, verifies: bool = False
) -> ProposalView:
    """Decide on a fix: `approve`, `reject` or `needs_changes`, after which it waits on.

    Parameters
    ----------
    revision : which writing of it they have seen.
    verifies : the map is right with it, too.

    Raises
    ------
    NotAllowed
        They are no verifier, it is their own, it was decided on, or does not fit the map any more.
    Changed
        It was written anew since they saw it.
    """
    if decision not in DECISIONS:
        raise NotAllowed(f'Decide one of {", ".join(DECISIONS)}.')
    said = forms.lines(notes, 0, NOTES_MOST, f'Notes have up to {NOTES_MOST:,} characters.')
    if decision != 'approve' and not said:
        raise NotAllowed('Say why, so that whoever suggested it can learn from that.')
    for _ in range(TRIES):
        new, based_on = _prepared(user_id, proposal_id) if decision == 'approve' else (None, '')
        try:
            return _decided(user_id, proposal_id, decision, said, revision, new, based_on, verifies)
        except _Moved:
            pass  # another version came in this moment: what is approved is made anew on it
    raise Changed('This map is being changed right now. Decide once more in a moment.')


def reverse(user_id: str, proposal_id: str, notes: str) -> None:
    """Set a wrong approval right: what it changed is taken out again, and so is the karma that it brought.

    Raises
    ------
    NotAllowed
        They are no curator, it was not approved or is reversed already, or later changes stand on it.
    """
    said = forms.lines(notes, 3, NOTES_MOST, f'Say in 3 to {NOTES_MOST:,} characters what was wrong with it.')
    with reading() as session:
        row, _, on, _ = proposals.seen(session, proposal_id, user_id)
        _check_reversible(session, session.get_one(User, user_id), row)
        applied = session.get_one(MapVersion, row.applied_version_id)
        current = session.get_one(MapVersion, on.current_version_id)
    undone = _without(applied, current)
    found = writing.difference(map_files.read(current.storage_uri), undone)
    new = writing.prepared(undone, 'edit', user_id, reversed=proposal_id, note=said, **writing.said_of(found))
    try:
        with transaction() as session:
            user = accounts.acting(session, user_id)
            row, _, on, song = proposals.seen(session, proposal_id, user_id)
            decision = _check_reversible(session, user, row)
            writing.check_current(session, on, current.id)
            writing.add(session, on, song, new)
            canonical.follow(session, song)
            _take_karma_back(session, row, decision)
            decision.reversed_at = utc_now()
            session.add(decision)
            audit.note(
                session,
                'decision.reversed',
                user,
                target=decision.id,
                before={'decision': decision.decision},
                details={'notes': said},
            )
            title = f'Your fix to {telling.called(song)} was taken out again'
            href = f'/drums/proposals/{row.id}'
            told = [row.proposer_id, decision.verifier_id]
            data = {'map_id': on.id, 'song_id': song.id, 'decision': 'reversed', 'version_id': on.current_version_id}
            telling.tell(
                session, told, telling.DECIDED, title, body=said, href=href, about=row.id, but=user_id, data=data
            )
    except BaseException:
        new.take_back()
        raise


class _Moved(Exception):
    """The map has another current version than the one that was prepared on."""


def _waiting(user_id: str) -> sa.ColumnElement[bool]:
    with reading() as session:
        if not people.reviews(session, session.get_one(User, user_id)):
            raise NotAllowed(NOT_THEIRS)
    return (col(MapEditProposal.status) == 'pending') & col(MapEditProposal.proposer_id).is_distinct_from(user_id)


def _prepared(user_id: str, proposal_id: str) -> tuple[NewVersion, str]:
    """The version that an approval would make, its files stored, and the version that it is made on."""
    with reading() as session:
        row, _, on, _ = proposals.seen(session, proposal_id, user_id)
        _check_may(session, session.get_one(User, user_id), row)
        current = session.get_one(MapVersion, on.current_version_id)
    found, before = proposals.difference_of(row), map_files.read(current.storage_uri)
    if row.map_version_id != current.id:
        rebased = differences.rebase(found, before)
        if rebased.conflicts:
            raise NotAllowed(proposals.conflict_words(rebased))
        if not rebased.difference:
            raise NotAllowed('The current version has all of this already: reject it, and say so.')
        found = rebased.difference
    said = {'note': row.summary, 'proposal': row.id, **writing.said_of(found)}
    return writing.prepared(writing.applied(before, found), 'edit', row.proposer_id, **said), current.id


def _decided(
    user_id: str,
    proposal_id: str,
    decision: str,
    notes: str,
    revision: int,
    new: NewVersion | None,
    based_on: str,
    verifies: bool,
) -> ProposalView:
    try:
        with transaction() as session:
            user = accounts.acting(session, user_id)
            row, _, on, song = proposals.seen(session, proposal_id, user_id)
            _check_may(session, user, row)
            _claim(session, row, decision, revision)
            if new is not None:
                if on.current_version_id != based_on:
                    raise _Moved
                row.applied_version_id = writing.add(session, on, song, new).id
                if verifies:
                    maps.set_verified(session, on, song, user_id)
                canonical.follow(session, song)
            _write_down(session, user, row, decision, notes)
            _tell(session, row, on, song, decision, notes, user_id)
            return views(session, [row], user_id)[0]
    except BaseException:
        if new is not None:
            new.take_back()
        raise


def _claim(session: Session, row: MapEditProposal, decision: str, revision: int) -> None:
    """Of several who decide at once, one does; raises for the others."""
    mine = sa.update(MapEditProposal).where(
        col(MapEditProposal.id) == row.id,
        col(MapEditProposal.status) == 'pending',
        col(MapEditProposal.revision) == revision,
    )
    # A fix that waits on counts one further, or else a second reviewer would decide on what the first sent back.
    after = {'status': DECISIONS[decision], 'revision': revision + 1, 'updated_at': utc_now()}
    done = session.execute(mine.values(after).execution_options(synchronize_session=False))
    if done.rowcount == 0:  # type: ignore[attr-defined]
        raise Changed(f'{ANOTHER} Load the page again.')
    session.refresh(row)


def _write_down(session: Session, user: User, row: MapEditProposal, decision: str, notes: str) -> None:
    """The decision, over the one before; every one of them in the audit log, and once the karma for it."""
    which = col(MapVerificationDecision.proposal_id) == row.id
    known = session.scalar(sa.select(MapVerificationDecision).where(which))
    before = {'decision': known.decision, 'by': known.verifier_id} if known is not None else None
    entry = known or MapVerificationDecision(proposal_id=row.id, decision=decision)
    entry.decision, entry.verifier_id, entry.notes, entry.decided_at = decision, user.id, notes, utc_now()
    session.add(entry)
    session.add(row)
    session.flush()
    after = {'decision': decision, 'by': user.id, 'notes': notes, 'revision': row.revision}
    audit.note(session, 'proposal.decided', user, target=row.id, before=before, after=after)
    if decision == 'needs_changes':
        return
    reason = 'fix_accepted' if decision == 'approve' else 'fix_rejected'
    karma.book(session, row.proposer_id, reason, about='proposal', entity_id=row.id, by=user.id)
    karma.book(session, user.id, 'verification_complete', about='decision', entity_id=entry.id, by=row.proposer_id)


def _check_may(session: Session, user: User, row: MapEditProposal) -> None:
    if not people.reviews(session, user):
        raise NotAllowed(NOT_THEIRS)
    if row.proposer_id == user.id:
        raise NotAllowed(OWN)
    if row.status != 'pending':
        raise NotAllowed(ANOTHER if row.status != 'withdrawn' else 'This fix was withdrawn.')


def _check_reversible(session: Session, user: User, row: MapEditProposal) -> MapVerificationDecision:
    if not people.curates(session, user):
        raise NotAllowed('Curators set decisions right that were wrong.')
    which = col(MapVerificationDecision.proposal_id) == row.id
    decision = session.scalar(sa.select(MapVerificationDecision).where(which))
    if row.status != 'approved' or row.applied_version_id is None or decision is None:
        raise NotFound('This fix was not approved, so there is nothing to take out.')
    if decision.reversed_at is not None:
        raise NotAllowed('This decision was set right already.')
    found: MapVerificationDecision = decision
    return found


def _without(applied: MapVersion, current: MapVersion) -> DrumMap:
    """The current map without what one version brought; raises NotAllowed where later changes stand on that."""
    with reading() as session:
        earlier = sa.select(MapVersion).where(
            col(MapVersion.map_id) == applied.map_id, col(MapVersion.version_number) < applied.version_number
        )
        before = session.scalar(earlier.order_by(col(MapVersion.version_number).desc()).limit(1))
    if before is None:
        raise NotFound('There is no version before this fix.')
    back = differences.compare(map_files.read(applied.storage_uri), map_files.read(before.storage_uri))
    here = map_files.read(current.storage_uri)
    rebased = differences.rebase(back, here)
    if rebased.conflicts:
        raise NotAllowed('Later changes stand on this fix: bring an earlier version back, or suggest a fix by hand.')
    return writing.applied(here, rebased.difference)


def _take_karma_back(session: Session, row: MapEditProposal, decision: MapVerificationDecision) -> None:
    given = karma.given_for(session, row.proposer_id, 'fix_accepted', row.id)
    if given:
        karma.book(session, row.proposer_id, 'fix_reversed', about='proposal', entity_id=row.id, delta=-given)
    karma.book(session, decision.verifier_id, 'verification_reversed', about='decision', entity_id=decision.id)


def _tell(session: Session, row: MapEditProposal, on: SongMap, song: Song, decision: str, notes: str, by: str) -> None:
    telling.tell(
        session,
        [row.proposer_id],
        telling.DECIDED,
        f'Your fix to {telling.called(song)} {WORDS[decision]}',
        body=notes,
        href=f'/drums/proposals/{row.id}',
        about=row.id,
        but=by,
        data={'map_id': on.id, 'song_id': song.id, 'decision': decision, 'version_id': row.applied_version_id},
    )
