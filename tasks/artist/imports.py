"""Reads files of numbers, shows what they would change, saves them whole, and takes them back."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.artist import import_jobs, import_undoing, metrics, series
from app.artist.import_jobs import KIND, UNDO_WITHIN
from app.artist.import_views import PREVIEW, READ, SAVED, UNDO, UNDONE
from app.artist.imports import mapping
from app.artist.imports.asking import Question, Refusal, Told, Unreadable
from app.artist.imports.files import Marks, Reading
from app.artist.series import Point
from app.db import reading, transaction
from app.errors import LeaseLost, NotAllowed, NotFound, WorkerStops
from app.jobs.runner import Finished, Heartbeat, Report, handles
from app.jobs.scratch import scratch
from app.jobs.transfer import fetch_to_scratch
from models import MetricImport, User
from models.types import utc_now

_FETCHED, _LOOKED, _MARKED = 0.1, 0.4, 0.9
AT_ONCE = 5000
"""Values that are written in one transaction: all of most files; of a long one each takes a fraction of a second."""
SHOWN, REFUSED_SHOWN = 5, 50


@handles(KIND)
def bring(row: MetricImport, heartbeat: Heartbeat) -> Finished:
    """Do the step that an import is at."""
    if row.step == UNDO:
        return _undo(row, heartbeat)
    if row.original_key is None:
        raise NotFound('The file of this import is gone. Bring it again.')
    fetching = heartbeat.within(0.0, _FETCHED)
    with scratch(row.id, row.attempts) as folder, fetch_to_scratch(row.original_key, folder, fetching) as path:
        try:
            return _read(row, path, heartbeat) if row.step == READ else _save(row, path, heartbeat)
        except Unreadable as error:
            raise NotAllowed(str(error)) from error


def _read(row: MetricImport, path: Path, heartbeat: Heartbeat) -> Finished:
    found = _opened(row, path)
    told: dict[str, Any] = {'label': found.label}
    asked = found.questions() or found.look(_at(heartbeat.within(_FETCHED, _LOOKED), 'look'))
    if asked:
        told |= _questions(found, asked)
    else:
        told |= _compared(row, found, heartbeat)
    told['notes'] = found.notes
    values = {'step': PREVIEW, 'service': found.service, 'fingerprint': found.table.fingerprint}
    return Finished(values | {'found': json.dumps(told)})


def _opened(row: MetricImport, path: Path) -> Reading:
    """The file with its answers; what was said of a file with the same heading before is taken for said."""
    answers = json.loads(row.answers)
    today = _today(row)
    found = Reading(path, Told(row.file_name, today, answers))
    if found.service != 'mapped' or 'columns' in answers:
        return found
    with reading() as session:
        before = import_jobs.remembered(session, row.user_id or '', found.table.fingerprint)
    return Reading(path, Told(row.file_name, today, {**before, **answers})) if before else found


def _today(row: MetricImport) -> date:
    """The day on which the file was brought, where its artist is."""
    with reading() as session:
        user = session.get(User, row.user_id or '')
    return row.created_at.astimezone(ZoneInfo(user.timezone if user else 'UTC')).date()


def _questions(found: Reading, asked: list[Question]) -> dict[str, Any]:
    questions = [
        {
            'name': one.name,
            'words': one.words,
            'choices': dict(one.choices),
            'suggested': one.suggested,
            'is_day': one.is_day,
        }
        for one in asked
    ]
    told: dict[str, Any] = {'questions': questions}
    if any(one.name == mapping.COLUMNS for one in asked):
        table = found.table
        told |= {'heading': table.heading, 'samples': table.samples, 'guessed': mapping.guessed(table)}
    return told


def _compared(row: MetricImport, found: Reading, heartbeat: Heartbeat) -> dict[str, Any]:
    """What saving would do: counts, the first rows, and what is refused. What stands twice is looked for meanwhile."""
    marks = Marks()
    compared = _Comparison(row.user_id or '', marks)
    compared.take(found.points(_at(heartbeat.within(_LOOKED, _MARKED), 'compare')))
    twice = marks.twice()
    if twice:
        compared = _Comparison(row.user_id or '', None)
        compared.take(found.points(_at(heartbeat.within(_MARKED, 0.99), 'compare'), twice))
    return compared.told() | {'twice': sorted(twice)}


class _Comparison:
    """Compares values with what is known, a thousand at a time."""

    def __init__(self, user_id: str, marks: Marks | None) -> None:
        self._user_id, self._marks = user_id, marks
        self._counts = series.Written()
        self._rows = list[dict[str, Any]]()
        self._refused = list[tuple[int, str, str]]()
        self._refusals = 0
        self._days: tuple[date, date] | None = None
        self._what = dict[str, int]()

    def take(self, points: Iterator[Point | Refusal]) -> None:
        taken = self._without_refused(points)
        while some := list(islice(taken, series.BATCH)):
            with reading() as session:
                found = series.compare(session, self._user_id, some, 'csv')
            self._counts.count(one.word for one in found)
            for one in found[: SHOWN - len(self._rows)]:
                self._rows.append(_shown(one))

    def told(self) -> dict[str, Any]:
        counts = self._counts
        first, last = self._days or (None, None)
        return {
            'counts': {'new': counts.new, 'changed': counts.changed, 'equal': counts.equal, 'kept': counts.kept},
            'rows': self._rows,
            'refused': self._refused,
            'refusals': self._refusals,
            'first': first and first.isoformat(),
            'last': last and last.isoformat(),
            'what': self._what,
        }

    def _without_refused(self, points: Iterator[Point | Refusal]) -> Iterator[Point]:
        for one in points:
            if isinstance(one, Refusal):
                self._refusals += 1
                if len(self._refused) < REFUSED_SHOWN:
                    self._refused.append((one.line, one.why, one.member))
                continue
            if self._marks is not None:
                self._marks.add(one)
            first, last = self._days or (one.day, one.day)
            self._days = min(first, one.day), max(last, one.day)
            label = metrics.find(one.platform, one.metric_type).full_label
            self._what[label] = self._what.get(label, 0) + 1
            yield one


def _shown(one: series.Verdict) -> dict[str, Any]:
    metric = metrics.find(one.point.platform, one.point.metric_type)
    return {
        'what': metric.full_label,
        'subject': one.point.subject,
        'day': one.point.day.isoformat(),
        'value': one.point.value,
        'was': one.old[1] if one.old is not None else None,
        'word': one.word,
    }


def _save(row: MetricImport, path: Path, heartbeat: Heartbeat) -> Finished:
    found = _opened(row, path)
    if found.questions() or found.look(_at(heartbeat.within(_FETCHED, _LOOKED), 'look')):
        raise NotAllowed('This import still has something to ask. Answer it, then save.')
    told, written = json.loads(row.found), series.Written()
    twice = set(told.get('twice', ()))
    taken = (one for one in found.points(_at(heartbeat.within(_LOOKED, 0.99), 'save'), twice) if isinstance(one, Point))
    try:
        while some := list(islice(taken, AT_ONCE)):
            with transaction() as session:
                written.add(series.write(session, row.user_id or '', some, 'csv', row.id))
    except (LeaseLost, WorkerStops):
        raise  # another worker goes on: what is written already is equal then
    except BaseException:
        import_undoing.roll_back(row.id)
        raise
    now = utc_now()

    def also(session: Session, saved: MetricImport) -> None:
        import_jobs.saved(session, saved)

    if row.attempts <= 1:  # what a worker before this one has written is counted as known already
        told['counts'] = asdict(written)
    values = {'step': SAVED, 'found': json.dumps(told), 'saved_at': now, 'undo_until': now + UNDO_WITHIN}
    return Finished(values, also=also)


def _undo(row: MetricImport, heartbeat: Heartbeat) -> Finished:
    whole = max(1, import_undoing.left(row.id))
    done = 0
    while some := import_undoing.step(row.id):
        done += some
        heartbeat.report(min(0.99, done / whole), 'undo')

    def also(session: Session, undone: MetricImport) -> None:
        import_jobs.undone(session, undone)

    return Finished({'step': UNDONE, 'undone_at': utc_now(), 'undo_until': None}, also=also)


def _at(report: Report, stage: str) -> Callable[[float], None]:
    return lambda done: report(done, stage)
