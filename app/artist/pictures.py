"""Pictures on pages: sent as uploads, made ready by a worker, known to strangers by their public id alone.

What a picture is for stands in its upload's choice, `{"use": "portrait"}`, and what it shall be tied to in `of`, like
the id of a release. Whoever owns such places says so in `USES`: who may send one, and what is written down once it is
ready. So it is tied though no page is open. Columns that name a picture hold its public id.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, files, jobs, uploads
from app.accounts import audit
from app.artist.house import check_edits_house, edits_house
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.files import Need
from app.pictures import WIDTHS
from models import ArtistPicture, Status, Upload, User

AREA, KIND = 'artist', 'artist.picture'
HOUSE_USE = 'artist.house_picture'
"""Who needs the pictures of the house: not whoever sent them, so that they stay when an editor leaves."""
PREFIX = '/pictures/'
RENDITION = 'picture'
STAGES = {'fetch': 'Fetching the picture from the storage', 'size': 'Making its sizes', 'store': 'Storing them'}
ALT_MOST = 300
MOST = 1000
"""Pictures of one person, those that failed included."""
GONE = 'This picture does not exist any more.'
BAD = 'This does not say what the picture is for. Choose it once more on the page where it shall be.'
TOO_LONG = f'What is to be seen in a picture is told in up to {ALT_MOST} characters.'


@dataclass(frozen=True, slots=True)
class Use:
    """Something that pictures are for.

    Parameters
    ----------
    check : given session, whoever sends it and what it shall be tied to; raises NotAllowed or NotFound.
    tie : given session and the finished picture, writes down where it belongs; None where it is only named in texts.
    of_house : whether it belongs to the house, and stays when whoever sent it leaves.
    """

    check: Callable[[Session, User, str], object]
    tie: Callable[[Session, ArtistPicture, str], None] | None = None
    of_house: bool = False


USES: dict[str, Use] = {}
"""By their names; each module adds those of its own places, see `used_for`."""


def used_for(name: str, use: Use) -> None:
    """Make known what pictures of this use are for."""
    USES[name] = use


used_for('card', Use(lambda session, user, of: check_edits_house(user), of_house=True))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an upload's choice says: what the picture is for, what it is tied to, and what is to be seen in it."""

    use: str
    of: str = ''
    alt: str = ''


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture as pages show it; `width` and `height` are of its largest size, in pixels, 0 until it is ready."""

    public_id: str
    job_id: str
    use: str
    alt: str
    name: str
    status: str
    wrong: str
    width: int
    height: int

    @property
    def is_ready(self) -> bool:
        """Whether it can be shown."""
        return self.status == Status.COMPLETED

    @property
    def src(self) -> str:
        """Its address in the middle size, as JPEG, which every browser shows."""
        return address(self.public_id, '640.jpg')

    @property
    def srcset(self) -> str:
        """Its WebP sizes with their widths, for `srcset`."""
        widths = [one for place, one in enumerate(WIDTHS) if not place or self.width > WIDTHS[place - 1]]
        return ', '.join(f'{address(self.public_id, f"{one}.webp")} {min(one, self.width or one)}w' for one in widths)

    @property
    def card(self) -> str:
        """Its address as a card of 1200 by 630 pixels."""
        return address(self.public_id, 'card.jpg')


def address(public_id: str, name: str) -> str:
    """Where everybody finds a picture, in a size like `640.webp` or `card.jpg`."""
    return f'{PREFIX}{public_id}/{name}'


def read(sent: Mapping[str, Any]) -> Wanted:
    """What a choice says; raises NotAllowed for anything else."""
    texts = {name: sent.get(name) or '' for name in ('use', 'of', 'alt')}
    if any(not isinstance(one, str) for one in texts.values()) or texts['use'] not in USES:
        raise NotAllowed(BAD)
    return Wanted(texts['use'], texts['of'], alt_text(texts['alt']))


def alt_text(text: str) -> str:
    """What is to be seen in a picture, as it is stored; raises NotAllowed for too much of it."""
    told = ' '.join(text.split())
    if len(told) > ALT_MOST:
        raise NotAllowed(TOO_LONG)
    return told


def submit_sent(user_id: str, upload_id: str, sent: Mapping[str, Any]) -> str:
    """Have a sent picture made ready; returns the id of the job, which is the upload's. Sent twice, it is one.

    Raises
    ------
    NotFound
        There is no such upload, or nothing that it could be tied to.
    NotAllowed
        They may not put a picture there, or have too many.
    """
    wanted = read(sent)
    with reading() as session:
        known = session.get(ArtistPicture, upload_id)
    if known is not None and known.user_id == user_id:
        return upload_id
    upload = uploads.get(user_id, upload_id)
    with transaction() as session:
        if session.get(ArtistPicture, upload_id) is None:
            _submit(session, accounts.acting(session, user_id), upload, wanted)
    return upload_id


def _submit(session: Session, user: User, upload: Upload, wanted: Wanted) -> None:
    use = USES[wanted.use]
    use.check(session, user, wanted.of)
    mine = sa.select(sa.func.count()).select_from(ArtistPicture).where(col(ArtistPicture.user_id) == user.id)
    if (session.scalar(mine) or 0) >= MOST:
        raise NotAllowed(f'You have {MOST:,} pictures here already. Delete some that no page shows.')
    row = ArtistPicture(
        id=upload.id,
        user_id=user.id,
        kind=KIND,
        priority=5,
        public_id=secrets.token_urlsafe(12),
        use=wanted.use,
        tied_to=wanted.of,
        alt=wanted.alt,
        file_name=upload.filename,
        original_key=uploads.storage_key(upload),
    )
    jobs.submit(session, row)
    uploads.take(session, upload, row)
    after = {'use': row.use, 'name': row.file_name}
    audit.note(session, 'picture.added', user, target=row.id, entity='picture', after=after)


def tie(session: Session, row: ArtistPicture) -> None:
    """Write down where a finished picture belongs, if that is still there; the worker calls this."""
    use = USES.get(row.use)
    if use is not None and use.tie is not None:
        use.tie(session, row, row.tied_to)


def need(row: ArtistPicture) -> Need:
    """Who needs the files of a picture: whoever sent it, or the house."""
    if row.use in USES and USES[row.use].of_house:
        return Need(HOUSE_USE, row.id, None, AREA)
    return Need(KIND, row.id, row.user_id, AREA)


def view(session: Session, public_id: str | None) -> PictureView | None:
    """A picture that can be shown; None where there is none, or it is not ready."""
    found = views(session, [public_id]).get(public_id or '')
    return found if found is not None and found.is_ready else None


def views(session: Session, public_ids: list[str | None]) -> dict[str, PictureView]:
    """Some pictures by their public ids, ready or not."""
    wanted = [one for one in public_ids if one]
    rows = session.scalars(sa.select(ArtistPicture).where(col(ArtistPicture.public_id).in_(wanted)))
    return {row.public_id: _view(row) for row in rows}


def of_job(user_id: str, job_id: str) -> PictureView:
    """A picture that somebody has just sent, by its upload; raises NotFound."""
    with reading() as session:
        row = session.get(ArtistPicture, job_id)
    if row is None or row.user_id != user_id:
        raise NotFound(GONE)
    return _view(row)


def mine(user_id: str, use: str, of: str = '') -> list[PictureView]:
    """What somebody has sent for this use, the newest first, at most a hundred; with `of`, for this one thing."""
    which = [col(ArtistPicture.user_id) == user_id, col(ArtistPicture.use) == use]
    if of:
        which.append(col(ArtistPicture.tied_to) == of)
    with reading() as session:
        rows = session.scalars(sa.select(ArtistPicture).where(*which).order_by(col(ArtistPicture.id).desc()).limit(100))
        return [_view(row) for row in rows]


def describe(user_id: str, public_id: str, alt: str) -> None:
    """Say what is to be seen in a picture; raises NotFound, and NotAllowed for too much of it."""
    told = alt_text(alt)
    with transaction() as session:
        row = _editable(session, accounts.acting(session, user_id), public_id)
        row.alt = told
        session.add(row)


def delete(user_id: str, public_id: str) -> None:
    """Delete a picture; pages that show it show none. Raises NotFound."""
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = _editable(session, user, public_id)
        before = {'use': row.use, 'name': row.file_name}
        audit.note(session, 'picture.deleted', user, target=row.id, entity='picture', before=before)
        forget(session, row)


def forget(session: Session, row: ArtistPicture) -> None:
    """Let a picture and its files go; the bytes follow once that is committed."""
    files.release(session, row.id)
    session.delete(row)


def stored_as(public_id: str, name: str) -> tuple[str, str]:
    """The storage key and the mark of a picture in a size; of a smaller picture the largest there is.

    Raises
    ------
    NotFound
        There is no such picture, or it is not ready.
    """
    with reading() as session:
        row = session.scalar(sa.select(ArtistPicture).where(col(ArtistPicture.public_id) == public_id))
    made = json.loads(row.renditions) if row is not None and row.status == Status.COMPLETED else {}
    width, _, suffix = name.partition('.')
    smaller = [f'{one}.{suffix}' for one in reversed(WIDTHS) if width.isdecimal() and one <= int(width[:5])]
    found = next((one for one in (name, *smaller) if one in made), '')
    if not found or (width.isdecimal() and int(width[:5]) not in WIDTHS):
        raise NotFound(GONE)
    return made[found], f'{public_id}-{found}'


def _editable(session: Session, user: User, public_id: str) -> ArtistPicture:
    row = session.scalar(sa.select(ArtistPicture).where(col(ArtistPicture.public_id) == public_id))
    if row is None:
        raise NotFound(GONE)
    of_house = row.use in USES and USES[row.use].of_house
    if row.user_id != user.id and not (of_house and edits_house(user)):
        raise NotFound(GONE)
    return row


def _view(row: ArtistPicture) -> PictureView:
    name, status, wrong = row.file_name, row.status, row.error_message or ''
    return PictureView(row.public_id, row.id, row.use, row.alt, name, status, wrong, row.width or 0, row.height or 0)
