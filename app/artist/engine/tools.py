"""What a language model may look up of one artist: read-only, and of this artist alone, whatever it asks for.

An argument that a tool does not know, like the id of somebody, is passed over. Nothing here changes anything: the two
tools that propose only draw a button under the answer, which the person may press.
"""

import ast
import json
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.area_parts import FILE, NOTE, OWED, SESSION
from app.artist.adviser import answering, places, reckoning
from app.artist.adviser.known import Artist
from app.artist.adviser.says import Button, Source
from app.artist.engine.checking import fenced, masked
from app.artist.metrics import Kind
from app.errors import LevelMixError

MOST_DAYS, MOST_ROWS, MOST_CHARS = 92, 30, 12_000
REFUSED = 'refused: there is no such tool'


@dataclass(slots=True)
class Desk:
    """One answer under way: whose, what was looked up, where it is from, and the buttons that were proposed."""

    artist: Artist
    sources: list[tuple[Source, Any]] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def use(self, name: str, written: str) -> str:
        """What a tool answers, as JSON; a sentence where it cannot."""
        try:
            given = json.loads(written or '{}')
        except (ValueError, RecursionError):
            given = {}
        known = TOOLS.get(name)
        if known is None or not isinstance(given, dict):
            return json.dumps({'error': REFUSED})
        try:
            told, source = known.run(self, given)
        except (LevelMixError, ValueError, TypeError, KeyError, ArithmeticError) as error:
            said = str(error) if isinstance(error, LevelMixError) else 'these arguments cannot be used'
            return json.dumps({'error': said})
        told = masked(told)
        self.sources.append((source, told))
        return json.dumps(told, default=str, ensure_ascii=False)[:MOST_CHARS]


@dataclass(frozen=True, slots=True)
class Tool:
    """One of them: what it is for, what it takes, what it does."""

    words: str
    takes: Mapping[str, str]
    run: Callable[[Desk, Mapping[str, Any]], tuple[Any, Source]]


def _text(given: Mapping[str, Any], name: str, most: int = 200) -> str:
    return str(given.get(name) or '')[:most]


def _get_metric(desk: Desk, given: Mapping[str, Any]) -> tuple[Any, Source]:
    artist = desk.artist
    series = artist.series(_text(given, 'platform'), _text(given, 'metric'))
    end = _day(given.get('last')) or (series.days[-1] if series.days else artist.today)
    first = max(_day(given.get('first')) or end - timedelta(days=27), end - timedelta(days=MOST_DAYS))
    inside = series.between(first, end)
    told: dict[str, Any] = {
        'number': series.metric.full_label,
        'kind': series.metric.kind.value,
        'settled_until': artist.settled_until(series).isoformat(),
        'days': {day.isoformat(): value for day, value in zip(inside.days, inside.values, strict=True)},
    }
    if series.metric.kind == Kind.FLOW:
        total = series.total(first, end)
        told |= {'sum': total.value, 'days_known': total.known, 'days_asked': total.asked}
    return told, places.of_days(series, first, end)


def _list_numbers(desk: Desk, _: Mapping[str, Any]) -> tuple[Any, Source]:
    found = [
        {'platform': one.platform, 'metric': one.metric_type, 'first': str(one.first), 'last': str(one.last)}
        for one in desk.artist.known
    ]
    return {'numbers': found[:MOST_ROWS]}, Source('Your numbers', places.NUMBERS)


def _compare(desk: Desk, given: Mapping[str, Any]) -> tuple[Any, Source]:
    series = desk.artist.series(_text(given, 'platform'), _text(given, 'metric'))
    days = max(1, min(int(given.get('days') or 28), MOST_DAYS))
    found = reckoning.compared(desk.artist, series, days)
    if found is None:
        return {'error': 'too few days'}, places.of_series(series)
    told = {
        'first': str(found.first), 'last': str(found.last), 'days': days, 'sum': found.now.value,
        'sum_before': found.before.value, 'change_percent': round(100 * found.share, 1),
        'change_percent_without_days_apart': round(100 * found.share_without, 1),
        'days_apart': [{'day': str(one.day), 'value': one.value, 'usual': one.usual} for one in found.apart],
    }  # fmt: skip
    return told, places.of_days(series, found.before_first, found.last)


def _list_insights(desk: Desk, _: Mapping[str, Any]) -> tuple[Any, Source]:
    said = [answering.own_answer(desk.artist, '', name).content for name in ('week_review', 'why_change')]
    return {'insights': said}, Source('Insights', '/artist/insights')


_SIGNS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
}


def _calc(_: Desk, given: Mapping[str, Any]) -> tuple[Any, Source]:
    value = _reckoned(ast.parse(_text(given, 'expression'), mode='eval').body)
    return {'result': round(value, 6)}, Source('A sum of these numbers', kind='rule')


def _reckoned(node: ast.AST) -> float:
    """Plus, minus, times, divided by, of numbers; anything else raises ValueError."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return float(node.value)
    if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
        return float(_SIGNS[type(node.op)](_reckoned(node.left), _reckoned(node.right)))
    if isinstance(node, ast.UnaryOp) and type(node.op) in _SIGNS:
        return float(_SIGNS[type(node.op)](_reckoned(node.operand)))
    raise ValueError('no sum')


def _search_memory(desk: Desk, given: Mapping[str, Any]) -> tuple[Any, Source]:
    found = desk.artist.told(_text(given, 'question'), 5)
    told = [{'fact': one.fact.content, 'told_on': one.fact.created_at.date().isoformat()} for one in found]
    return {'facts': told}, Source('What you told me', places.MEMORY, rows=tuple(one.fact.id for one in found))


def _list_releases(desk: Desk, _: Mapping[str, Any]) -> tuple[Any, Source]:
    found = desk.artist.releases[:MOST_ROWS]
    told = [{'title': one.title, 'kind': one.kind, 'day': str(one.day)} for one in found]
    return {'releases': told}, Source('Your releases', places.RELEASES, rows=tuple(one.id for one in found))


def _list_bookings(desk: Desk, _: Mapping[str, Any]) -> tuple[Any, Source]:
    def told(kind: str) -> list[dict[str, Any]]:
        return [
            {
                'studio': one.title, 'room': one.place, 'begins': _local(one.at, one.zone),
                'ends': _local(one.until, one.zone), 'state': one.state, 'amount': one.cents / 100,
                'currency': one.currency,
            }
            for one in desk.artist.knows(kind)[:MOST_ROWS]
        ]  # fmt: skip

    return {'sessions': told(SESSION), 'owed': told(OWED)}, Source('Your sessions', '/studio/sessions')


def _list_deliverables(desk: Desk, _: Mapping[str, Any]) -> tuple[Any, Source]:
    files = [
        {'name': fenced(one.title), 'lufs': one.lufs, 'day': _local(one.at, 'UTC')}
        for one in desk.artist.knows(FILE)[:MOST_ROWS]
    ]
    notes = [{'by': one.by, 'day': _local(one.at, 'UTC'), **fenced(one.text)} for one in desk.artist.knows(NOTE)[:5]]
    return {'files': files, 'notes': notes}, Source('Your files', '/studio/files')


def _page_stats(desk: Desk, _: Mapping[str, Any]) -> tuple[Any, Source]:
    said = [answering.own_answer(desk.artist, '', name).content for name in ('link_clicks', 'level', 'profile_missing')]
    return {'page': said}, Source('Your page', places.PAGE)


def _propose_memory(desk: Desk, given: Mapping[str, Any]) -> tuple[Any, Source]:
    content = ' '.join(_text(given, 'content', 500).split())
    if content:
        desk.buttons.append(Button(f'Remember “{content[:60]}”', 'keep', {'content': content}))
    return {'shown': 'a button that the person may press; nothing is kept yet'}, Source('A proposal', kind='rule')


ACTIONS = {'book_session': ('See free starts', 'When is the studio free?'), 'import_numbers': ('Import numbers', '')}


def _propose_action(desk: Desk, given: Mapping[str, Any]) -> tuple[Any, Source]:
    label, question = ACTIONS[_text(given, 'action')]
    if question:
        desk.buttons.append(Button(label, 'ask', {'question': question}))
    else:
        desk.buttons.append(Button(label, 'open', {'href': places.IMPORT}))
    return {'shown': 'a button that the person may press; nothing is done yet'}, Source('A proposal', kind='rule')


TOOLS: dict[str, Tool] = {
    'list_numbers': Tool('Which numbers there are, and from when to when.', {}, _list_numbers),
    'get_metric': Tool(
        'One number by day, with its sum where it may be summed.',
        {'platform': 'like spotify', 'metric': 'like streams', 'first': 'YYYY-MM-DD', 'last': 'YYYY-MM-DD'},
        _get_metric,
    ),
    'compare': Tool(
        'The last settled days against as many before them.',
        {'platform': 'like spotify', 'metric': 'like streams', 'days': 'how many days'},
        _compare,
    ),
    'list_insights': Tool('What stands out in the numbers.', {}, _list_insights),
    'calc': Tool('Reckon with numbers from other tools.', {'expression': 'like (3580-3200)/3200*100'}, _calc),
    'search_memory': Tool('What the artist told to remember.', {'question': 'what it is about'}, _search_memory),
    'list_releases': Tool('The releases that have come out.', {}, _list_releases),
    'list_bookings': Tool('Sessions ahead, and what is to be paid.', {}, _list_bookings),
    'list_deliverables': Tool('Files that were delivered, and notes of engineers.', {}, _list_deliverables),
    'page_stats': Tool('Clicks, level, and what is missing on the page.', {}, _page_stats),
    'propose_memory': Tool('Offer to remember a fact, by a button.', {'content': 'the fact'}, _propose_memory),
    'propose_action': Tool(
        f'Offer something to do, by a button: {", ".join(ACTIONS)}.', {'action': 'which'}, _propose_action
    ),
}


def described() -> list[dict[str, Any]]:
    """All tools, as the protocol tells them."""
    return [
        {
            'type': 'function',
            'function': {
                'name': name,
                'description': one.words,
                'parameters': {
                    'type': 'object',
                    'properties': {word: {'type': 'string', 'description': said} for word, said in one.takes.items()},
                },
            },
        }
        for name, one in TOOLS.items()
    ]


def _day(written: Any) -> date | None:
    return date.fromisoformat(str(written)[:10]) if written else None


def _local(at: Any, zone: str) -> str:
    from zoneinfo import ZoneInfo

    return at.astimezone(ZoneInfo(zone)).isoformat(timespec='minutes') if at is not None else ''
