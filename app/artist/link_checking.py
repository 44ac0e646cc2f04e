"""Looks once a week whether the links of public releases still lead somewhere, where the installation allows that.

A link is gone once it has led nowhere on two days: nothing at its address (404, 410), or no server at its name. Whoever
answers with a login, a refusal or trouble of their own has said nothing about it, so what was known stays. A look is
noted before its answer comes: whoever is killed in between asks no second time that week.
"""

import time
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import notifications, outbound
from app.accounts import standing
from app.artist import link_looks, links
from app.artist.link_looks import Look
from app.config import settings
from app.db import reading, transaction
from app.errors import AddressRefused, NoAnswer, NoServer
from app.outbound import Limits
from models import ProfileProject, User
from models.types import utc_now

KIND = 'artist.link_gone'
NOTIFICATIONS = {KIND: 'A link of a release leads nowhere'}
ABOUT = 'release links'
MOST = 24
"""So many requests a round."""
BUDGET_S = 10.0
"""No further request begins after that; the other links follow in the next round."""
PAUSE_S = 1.0
"""So long one host has rest between two requests."""
LIMITS = Limits(whole_s=5.0, silence_s=5.0, redirects=3)
AT_ONCE = 100
"""So many releases are looked through a round."""
GONE = (404, 410)


def is_any_due(now: datetime | None = None) -> bool:
    """Whether it is the turn of any release, where links are looked at."""
    if not settings().check_links:
        return False
    with reading() as session:
        return session.scalar(_waiting(now or utc_now()).limit(1)) is not None


def look_due(now: datetime | None = None) -> int:
    """Look at links whose turn it is, one after the other; returns how many were asked for. None where the setting is
    off."""
    if not settings().check_links:
        return 0
    now, begun, count = now or utc_now(), time.monotonic(), 0
    asked, silent = dict[str, float](), set[str]()
    for release_id, address in _due(now):
        if count == MOST or time.monotonic() - begun > BUDGET_S:
            break
        host = links.host_of(address)
        if host in silent or not _begin(release_id, address, now):
            continue
        if host in asked:
            time.sleep(max(0.0, asked[host] + PAUSE_S - time.monotonic()))
        is_gone, count = _ask(address), count + 1
        asked[host] = time.monotonic()
        if is_gone is None:
            silent.add(host)  # perhaps it has had too many requests already
        else:
            _end(release_id, address, is_gone, now)
    return count


def _due(now: datetime) -> list[tuple[str, str]]:
    """Ids of releases with links whose turn it is, those that have waited longest first."""
    with reading() as session:
        rows = list(session.scalars(_waiting(now)))
    found = [(row.id, address) for row in rows for address in link_looks.due(row, now)]
    idle = [row for row in rows if not link_looks.due(row, now)]
    if idle:
        with transaction() as session:
            for row in idle:
                if fresh := session.get(ProfileProject, row.id):
                    _keep(session, fresh, link_looks.read(fresh), now)
    return found


def _waiting(now: datetime) -> sa.Select[Any]:
    """Releases that everybody can see with their links: before its day, a link of one may well lead nowhere yet."""
    table = ProfileProject
    turn = col(table.links_due_at)
    is_out = sa.or_(col(table.release_date).is_(None), col(table.release_date) <= now.date(), col(table.links_early))
    found = sa.select(table).join(User, col(User.id) == col(table.user_id))
    found = found.where(col(table.is_public), col(table.deleted_at).is_(None), is_out)
    found = found.where(standing.is_open(now), col(User.delete_after).is_(None))
    found = found.where(sa.or_(turn.is_(None), turn <= now, turn > now + link_looks.EVERY))
    return found.order_by(turn, col(table.id)).limit(AT_ONCE)


def _begin(release_id: str, address: str, now: datetime) -> bool:
    """Note that a link is looked at; False where its turn is over, or it is shown no more."""
    with transaction() as session:
        row = session.get(ProfileProject, release_id)
        if row is None or not row.is_public or row.deleted_at is not None or address not in link_looks.due(row, now):
            return False
        looks = link_looks.read(row)
        looks[address] = replace(looks.get(address, Look(now)), at=now)
        _keep(session, row, looks, now)
        return True


def _ask(address: str) -> bool | None:
    """Whether a link leads nowhere; None where that cannot be said. Of an answer no more than its head is read."""
    try:
        if outbound.read(address).netloc == settings().public_host:
            return None  # our own name may well lead elsewhere from in here
        with outbound.fetch(address, {}, LIMITS) as answer:
            status = answer.status
    except NoServer:
        return True
    except (AddressRefused, NoAnswer):
        return None
    if status in GONE:
        return True
    return False if 200 <= status < 400 else None


def _end(release_id: str, address: str, is_gone: bool, now: datetime) -> None:
    """Write down what a look has shown, and tell the artist of a link that is gone from now on."""
    with transaction() as session:
        row = session.get(ProfileProject, release_id)
        looks = link_looks.read(row) if row is not None and row.deleted_at is None else {}
        if row is None or address not in looks:
            return  # it was changed meanwhile
        was = looks[address]
        looks[address] = found = was.judged(is_gone, now)
        if found == was:
            return  # one that is still gone is told no second time
        _keep(session, row, looks, now)
        if found.is_gone:
            _tell(session, row, looks)


def _keep(session: Session, row: ProfileProject, looks: dict[str, Look], now: datetime) -> None:
    """Store what is known of a release's links. It counts as no change: nobody who edits it is told of one, and its
    page stays as it is."""
    kept = {'link_looks': link_looks.written(looks), 'links_due_at': link_looks.next_at(row, looks, now)}
    own = sa.update(ProfileProject).where(col(ProfileProject.id) == row.id)
    own = own.values(**kept, updated_at=col(ProfileProject.updated_at))
    session.execute(own.execution_options(synchronize_session=False))


def _tell(session: Session, row: ProfileProject, looks: dict[str, Look]) -> None:
    hosts = dict.fromkeys(links.host_of(address) for address, one in looks.items() if one.is_gone)
    notifications.notify(
        session,
        row.user_id,
        KIND,
        f'A link of “{row.project_name}” leads nowhere',
        body=f'On {" and ".join(hosts)} nothing was found on two days. Visitors still see the link: check it.',
        href=f'/artist/releases/{row.id}',
        entity=ABOUT,
        entity_id=row.id,
    )
