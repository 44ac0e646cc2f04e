"""The audit log as the admin reads it: by who, what, whom and when; a page at a time, or all of it as a file."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlmodel import col, select

from app.accounts import audit
from app.accounts.admins import administering, require_admin
from app.accounts.password_sign_in import ADDRESS
from app.db import reading
from models import AuditEntry

PAGE_SIZE, BATCH = 25, 1000
FEW = 100
FORMATS: tuple[Literal['csv', 'json'], ...] = ('csv', 'json')
_FORMULA = ('=', '+', '-', '@', '\t', '\r')


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit log."""

    id: str
    at: datetime
    actor: str
    action: str
    target: str
    before: dict[str, object]
    after: dict[str, object]
    address: str
    user_agent: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: `who` did it (an address, an id, or a part of an address), `what` was done (an action, or how it
    begins), to `whom` (an id or an address); `about` is the id of a user who did it or to whom it was done. Both days
    (UTC) are included. `names` stands in for `who` once it is known whom that means."""

    who: str = ''
    what: str = ''
    whom: str = ''
    about: str = ''
    first: date | None = None
    last: date | None = None
    names: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """One page, the newest first. `older` and `newer` are the places where the pages before and after it begin."""

    found: list[Entry]
    older: str | None
    newer: str | None


def log(wanted: Wanted, *, before: str | None = None, after: str | None = None, most: int = PAGE_SIZE) -> Log:
    """One page of what was done: the lines before (older than) or after the line with an id, or the newest ones."""
    require_admin()
    lines = select(AuditEntry).where(*_conditions(_with_names(wanted))).limit(most + 1)
    if after is not None:
        lines = lines.where(col(AuditEntry.id) > after).order_by(col(AuditEntry.id))
    else:
        lines = lines.order_by(col(AuditEntry.id).desc())
        if before is not None:
            lines = lines.where(col(AuditEntry.id) < before)
    with reading() as session:
        rows = [entry(row) for row in session.exec(lines)]
    more, rows = len(rows) > most, rows[:most]
    if after is not None:
        rows.reverse()
        return Log(rows, rows[-1].id if rows else None, rows[0].id if more else None)
    return Log(rows, rows[-1].id if more else None, rows[0].id if rows and before is not None else None)


def actions() -> list[str]:
    """Every action that the log has."""
    require_admin()
    with reading() as session:
        return list(session.exec(select(AuditEntry.action).distinct().order_by(col(AuditEntry.action))))


def exported(wanted: Wanted, form: Literal['csv', 'json']) -> Iterator[str]:
    """All lines that are wanted, the oldest first, in parts: CSV with a header, or a JSON array. The log notes it.

    Checks at once that the visitor is an admin; what is returned may be read later and elsewhere.
    """
    require_admin()
    told = {name: value for name, value in asdict(wanted).items() if value}
    with administering() as (session, admin):
        audit.note(session, 'log.exported', admin, after={'format': form, **told})
    return _csv(wanted) if form == 'csv' else _json(wanted)


def _json(wanted: Wanted) -> Iterator[str]:
    mark = '['
    for batch in _batches(wanted):
        for line in batch:
            yield f'{mark}\n{json.dumps(asdict(line), default=_plain, ensure_ascii=False)}'
            mark = ','
    yield '[]\n' if mark == '[' else '\n]\n'


def _csv(wanted: Wanted) -> Iterator[str]:
    yield _rows([list(Entry.__dataclass_fields__)])
    for batch in _batches(wanted):
        yield _rows([[_cell(value) for value in asdict(line).values()] for line in batch])


def _rows(rows: list[list[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _cell(value: object) -> str:
    """As text that a spreadsheet takes for text: an address or a name may begin like a formula."""
    text = json.dumps(value, default=_plain) if isinstance(value, dict) and value else _plain(value or '')
    return f"'{text}" if text.startswith(_FORMULA) else text


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _batches(wanted: Wanted) -> Iterator[list[Entry]]:
    """Each batch is a short read of its own: a slow download keeps nobody waiting."""
    last = ''
    while True:
        lines = select(AuditEntry).where(col(AuditEntry.id) > last, *_conditions(wanted)).order_by(col(AuditEntry.id))
        with reading() as session:
            batch = [entry(row) for row in session.exec(lines.limit(BATCH))]
        if not batch:
            return
        yield batch
        last = batch[-1].id


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    asked = replace(wanted, who=wanted.who.strip(), what=wanted.what.strip(), whom=wanted.whom.strip())
    found: list[sa.ColumnElement[bool]] = []
    if asked.names is not None:
        found.append(col(AuditEntry.performed_by).in_(asked.names))
    elif asked.who:
        exact = sa.or_(col(AuditEntry.performed_by) == asked.who.lower(), col(AuditEntry.user_id) == asked.who)
        found.append(exact if _is_whole(asked.who) else sa.func.instr(AuditEntry.performed_by, asked.who.lower()) > 0)
    if asked.what:
        found.append(col(AuditEntry.action) >= asked.what)
        found.append(col(AuditEntry.action) < asked.what + '\uffff')
    if asked.whom:
        found.append(col(AuditEntry.entity_id) == asked.whom)
    if asked.about:
        found.append(sa.or_(col(AuditEntry.entity_id) == asked.about, col(AuditEntry.user_id) == asked.about))
    if asked.first is not None:
        found.append(col(AuditEntry.created_at) >= _midnight(asked.first))
    if asked.last is not None and asked.last < date.max:  # there is no day after that one
        found.append(col(AuditEntry.created_at) < _midnight(asked.last + timedelta(days=1)))
    return found


def _with_names(wanted: Wanted) -> Wanted:
    """With the few who are meant by a part of an address: their lines are found by an index, however long the log is.

    Where there are many, any stretch of the log has lines of theirs, and looking through it ends soon.
    """
    part = wanted.who.strip().lower()
    if not part or _is_whole(wanted.who.strip()):
        return wanted
    named = sa.select(col(AuditEntry.performed_by)).where(sa.func.instr(AuditEntry.performed_by, part) > 0).distinct()
    with reading() as session:
        names = session.scalars(named.limit(FEW + 1)).all()
    return replace(wanted, names=tuple(map(str, names))) if len(names) <= FEW else wanted


def _is_whole(who: str) -> bool:
    return ADDRESS.fullmatch(who) is not None or len(who) == 36


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def entry(row: AuditEntry) -> Entry:
    """A row, detached."""
    before, after = (json.loads(text) if text else {} for text in (row.old_data, row.new_data))
    whom, address, agent = (text or '' for text in (row.entity_id, row.ip_address, row.user_agent))
    return Entry(row.id, row.created_at, row.performed_by or '', row.action, whom, before, after, address, agent)
