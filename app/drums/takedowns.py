"""Take-downs: a rights holder says, without an account, that a song is theirs and must go; an admin decides.

Who brought the song is told, and may answer. What they answer goes to the rights holder by mail, to the letter.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.accounts import audit, mail, throttle
from app.accounts.mail import Letter
from app.accounts.password_sign_in import checked_email
from app.accounts.visitor import visitor
from app.config import settings
from app.db import reading, transaction
from app.drums import forms, people, telling, visible
from app.errors import Invalid, NotAllowed, NotFound
from models import Song, TakedownClaim
from models.types import utc_now

CLAIMS = throttle.Limit('drums-claim', free=5, window_s=3600.0, pause_s=600.0, longest_s=3600.0)
NAME_MOST, LEAST, MOST = 200, 30, 5000
GONE = 'This claim does not exist.'
UNHEARD = 'This server is one person’s own, and has no form for claims. Write to whoever runs it.'
ENDING = 'You get this mail because you asked for a song to be taken down, or because it is about one that you brought.'


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim as the admin sees it, and who brought the song without the name and address of the claimant."""

    id: str
    song_id: str
    title: str
    artist: str
    by: str
    claimant: str
    email: str
    statement: str
    state: str
    notes: str
    counter_notice: str
    created_at: datetime
    decided_at: datetime | None


def are_heard() -> bool:
    """Whether anybody decides on claims here: without accounts the server is one person's own, and nobody does."""
    return settings().accounts == 'on'


def check_heard() -> None:
    """Raise NotFound where nobody decides on claims."""
    if not are_heard():
        raise NotFound(UNHEARD)


def claim(song_id: str, claimant: str, email: str, statement: str, *, good_faith: bool) -> str:
    """Say that a song is somebody's and must go; returns the id of the claim.

    Raises
    ------
    Invalid
        Something is missing, as its fields say.
    TooManyTries
        There were many from this address lately.
    NotFound
        There is no such song, or nobody who decides.
    """
    check_heard()
    told = Invalid.read(
        {
            'claimant': lambda: forms.line(claimant, 2, NAME_MOST, 'Say who you are, or for whom you speak.'),
            'email': lambda: checked_email(email),
            'statement': lambda: forms.lines(
                statement,
                LEAST,
                MOST,
                f'Say in {LEAST} to {MOST:,} characters what is yours, and how that can be seen.',
            ),
            'good_faith': lambda: _meant(good_faith),
        }
    )
    told.pop('good_faith')
    throttle.count(CLAIMS, visitor().place)
    with transaction() as session:
        song = visible.song(session, song_id)
        made = TakedownClaim(song_id=song.id, **told)
        session.add(made)
        session.flush()
        audit.note(session, 'claim.made', None, target=made.id, after={'song': song.id})
        said = f'We have your claim about {telling.called(song)}. A person looks at it and writes to you.'
        mail.post(session, made.email, Letter('Your claim has arrived', (said,), ending=ENDING))
        return made.id


def open_claims() -> list[Claim]:
    """What waits for an admin, the oldest first: claims, and answers to upheld ones; raises NotFound for others."""
    accounts.require_admin()
    waiting = sa.select(TakedownClaim, Song).join(Song, col(Song.id) == col(TakedownClaim.song_id))
    waiting = waiting.where(col(TakedownClaim.state).in_(('open', 'countered')))
    with reading() as session:
        rows = session.execute(waiting.order_by(col(TakedownClaim.created_at), col(TakedownClaim.id)).limit(200)).all()
        called = people.names(session, [song.created_by for _, song in rows])
        return [_view(row, song, called[song.created_by]) for row, song in rows]


def against_mine(user_id: str) -> list[Claim]:
    """The claims for which songs of this user were taken down; the claimant's name and address are left out."""
    found = sa.select(TakedownClaim, Song).join(Song, col(Song.id) == col(TakedownClaim.song_id))
    found = found.where(col(Song.created_by) == user_id, col(TakedownClaim.state).in_(('upheld', 'countered')))
    with reading() as session:
        rows = session.execute(found.order_by(col(TakedownClaim.created_at).desc()).limit(100)).all()
        return [_view(row, song, '', private=True) for row, song in rows]


def decide(claim_id: str, uphold: bool, notes: str = '') -> None:
    """Take the song down, or leave it or bring it back; who claimed and who brought it are told.

    Raises
    ------
    NotFound
        There is no such claim, or the visitor is no admin.
    NotAllowed
        It was decided already.
    """
    said = forms.lines(notes, 0, MOST, f'Notes have up to {MOST:,} characters.')
    with accounts.administering() as (session, admin):
        row = _claim(session, claim_id)
        if row.state not in ('open', 'countered'):
            raise NotAllowed('This claim was decided already.')
        song = session.get_one(Song, row.song_id)
        before = {'state': row.state, 'hidden': song.hidden_at}
        row.state, row.decided_at, row.decided_by, row.notes = (
            'upheld' if uphold else 'declined',
            utc_now(),
            admin.id,
            said or row.notes,
        )
        session.add(row)
        song.hidden_at = (song.hidden_at or utc_now()) if uphold or _others_upheld(session, row) else None
        session.add(song)
        audit.note(session, 'claim.decided', admin, target=row.id, before=before, after={'state': row.state})
        _tell(session, row, song, said)


def counter(user_id: str, claim_id: str, text: str) -> None:
    """Answer a claim for which a song of one's own was taken down; the answer goes to the claimant by mail.

    Raises
    ------
    NotFound
        There is no such claim about a song of theirs.
    NotAllowed
        It was answered already, or nothing is said.
    """
    said = forms.lines(text, LEAST, MOST, f'Say in {LEAST} to {MOST:,} characters why the song may stay.')
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = _claim(session, claim_id)
        song = session.get_one(Song, row.song_id)
        if song.created_by != user_id or row.state == 'open':
            raise NotFound(GONE)
        if row.state != 'upheld' or row.counter_notice is not None:
            raise NotAllowed('This claim was answered already: a person looks at it.')
        row.state, row.counter_notice, row.countered_at = 'countered', said, utc_now()
        session.add(row)
        audit.note(
            session, 'claim.countered', user, target=row.id, before={'state': 'upheld'}, after={'state': row.state}
        )
        about = f'Who brought {telling.called(song)} has answered your claim:'
        mail.post(session, row.email, Letter('Your claim was answered', (about, said), ending=ENDING))


def _meant(good_faith: bool) -> bool:
    if not good_faith:
        raise NotAllowed('Say that what you write is true to the best of your knowledge.')
    return True


def _claim(session: Session, claim_id: str) -> TakedownClaim:
    row = session.get(TakedownClaim, claim_id)
    if row is None:
        raise NotFound(GONE)
    return row


def _others_upheld(session: Session, row: TakedownClaim) -> bool:
    """Whether the song stays down for somebody else's claim."""
    others = sa.select(sa.literal(1)).where(
        col(TakedownClaim.song_id) == row.song_id,
        col(TakedownClaim.id) != row.id,
        col(TakedownClaim.state).in_(('upheld', 'countered')),
    )
    return session.scalar(others.limit(1)) is not None


def _tell(session: Session, row: TakedownClaim, song: Song, said: str) -> None:
    called, down = telling.called(song), song.hidden_at is not None
    outcome = f'{called} was taken down.' if row.state == 'upheld' else f'We have looked at your claim: {called} stays.'
    parts = tuple(part for part in (outcome, said) if part)
    mail.post(session, row.email, Letter('Your claim was decided', parts, ending=ENDING))
    title = f'{called} was taken down' if down else f'{called} stays'
    body = (
        'A rights holder asked for it. You may answer: see your songs.'
        if down
        else 'The claim against it was declined.'
    )
    href = f'/drums/songs/{song.id}'
    telling.tell(session, [song.created_by], telling.TAKEN_DOWN, title, body=body, href=href, about=song.id)


def _view(row: TakedownClaim, song: Song, by: str, *, private: bool = False) -> Claim:
    return Claim(
        id=row.id,
        song_id=song.id,
        title=song.title,
        artist=song.artist,
        by=by,
        claimant='' if private else row.claimant,
        email='' if private else row.email,
        statement=row.statement,
        state=row.state,
        notes=row.notes or '',
        counter_notice=row.counter_notice or '',
        created_at=row.created_at,
        decided_at=row.decided_at,
    )
