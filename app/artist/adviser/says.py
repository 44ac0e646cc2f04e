"""An answer in the making: sentences whose numbers know where they come from.

A sentence is a template without a single digit; every number, date and name of a row is a `Figure` with the source that
it was read from. So no number can get into an answer that nobody could follow to its row. Knows no database.
"""

import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.artist.series_values import Series

ROW, RULE, ASKED = 'row', 'rule', 'asked'
"""Where a number comes from: from rows of the artist's, from how LevelMix reckons, from what the person has written."""
OURS = 'levelmix'
"""Who answers by our own rules."""
MOST_ROWS = 120
BEGINS, ENDS = '\ue000', '\ue001'
_LABEL = re.compile(f'{BEGINS}[^{ENDS}]*{ENDS}')
_FIELD = re.compile(r'\{\w+\}')
_WORDS = ('no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve')


@dataclass(frozen=True, slots=True)
class Source:
    """Where something in an answer comes from: in words, the address at which it is seen, and the ids of its rows."""

    label: str
    page: str = ''
    kind: str = ROW
    rows: tuple[str, ...] = ()


THE_RULE = Source('How LevelMix reckons', kind=RULE)
THE_QUESTION = Source('What you wrote', kind=ASKED)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, a date or a name as it stands in a sentence, and where it comes from."""

    words: str
    source: Source


@dataclass(frozen=True, slots=True)
class Button:
    """Something that is done by a press: `do` is one of `talk.DEEDS`, or 'ask', or 'open', with what it is done to."""

    label: str
    do: str
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Answer:
    """What is said: plain text, and which stretches of it come from which source.

    Parameters
    ----------
    spans : beginning, end and place of the source, for each figure.
    is_unsure : whether something could not be answered, because it is not in the data.
    topic : what a question that goes on from this one takes over, as `follow_ups` keeps it.
    """

    intent: str = ''
    content: str = ''
    spans: list[tuple[int, int, int]] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    is_unsure: bool = False
    by: str = OURS
    topic: dict[str, Any] = field(default_factory=dict)

    def say(self, template: str, **figures: Figure) -> 'Answer':
        """Add a sentence; `{name}` in it is a figure."""
        if any(one.isdigit() for one in _LABEL.sub('', _FIELD.sub('', template))):
            raise ValueError(f'A number without a source: {template}')
        template = template.replace(BEGINS, '').replace(ENDS, '')
        if self.content and not self.content.endswith('\n'):
            self.content += ' '
        for words, name, _, _ in string.Formatter().parse(template):
            self.content += words
            if name is not None:
                self._figure(figures[name])
        return self

    def line(self, template: str = '', **figures: Figure) -> 'Answer':
        """Add a sentence on a line of its own."""
        if self.content:
            self.content = f'{self.content.rstrip()}\n'
        return self.say(template, **figures) if template else self

    def offer(self, label: str, do: str, **given: Any) -> 'Answer':
        """Add a button."""
        self.buttons.append(Button(label, do, given))
        return self

    def open(self, label: str, href: str) -> 'Answer':
        """Add a button that leads somewhere."""
        return self.offer(label, 'open', href=href)

    def not_known(self) -> 'Answer':
        """Mark that something asked for is not in the data."""
        self.is_unsure = True
        return self

    def led_by(self, first: 'Answer') -> 'Answer':
        """Put what another says before this, on a line of its own."""
        begins, sources = len(first.content) + 1, [*first.sources]
        sources += [one for one in self.sources if one not in sources]
        moved = [(start + begins, end + begins, sources.index(self.sources[one])) for start, end, one in self.spans]
        self.content, self.sources, self.spans = f'{first.content}\n{self.content}', sources, [*first.spans, *moved]
        return self

    def details(self) -> dict[str, Any]:
        """All but the text, as it is kept beside the message."""
        return {
            'intent': self.intent,
            'by': self.by,
            'unsure': self.is_unsure,
            'spans': [list(one) for one in self.spans],
            'sources': [asdict(one) for one in self.sources],
            'buttons': [asdict(one) for one in self.buttons],
            **({'topic': self.topic} if self.topic else {}),
        }

    def _figure(self, shown: Figure) -> None:
        if shown.source not in self.sources:
            self.sources.append(shown.source)
        start = len(self.content)
        self.content += shown.words
        self.spans.append((start, len(self.content), self.sources.index(shown.source)))


def label(series: Series) -> str:
    """What a number is called, as it stands in a template: its own digits (“in 28 days”) need no source."""
    return f'{BEGINS}{series.metric.full_label}{ENDS}'


def number(value: float, source: Source, unit: str = '') -> Figure:
    """1,980, with a unit behind it if there is one; below ten with one decimal where it has one."""
    return Figure(f'{amount(value)}{" " if unit else ""}{unit}', source)


def value_of(series: Series, value: float, source: Source) -> Figure:
    """A value of a series, with its unit where the name of the series does not tell it: 140 minutes."""
    metric = series.metric
    return number(value, source, '' if metric.unit.lower() in metric.label.lower() else metric.unit)


def amount(value: float) -> str:
    """1,980; 1.5."""
    if abs(value) < 10 and abs(value - round(value)) > 0.049:
        return f'{value:.1f}'.replace('-', '−')
    return f'{value:,.0f}'.replace('-', '−')


def change(value: float, source: Source) -> Figure:
    """+28, −3."""
    return Figure(f'{"+" if value > 0 else ""}{amount(value)}', source)


def percent(share: float, source: Source) -> Figure:
    """+11.9 %, −32 %: one decimal below twenty."""
    value = 100 * share
    if abs(value) < 0.05:
        return Figure('0 %', source)
    said = f'{value:+.1f}' if abs(value) < 20 else f'{value:+.0f}'
    return Figure(said.removesuffix('.0').replace('-', '−') + ' %', source)


def on(day: date, source: Source, today: date | None = None) -> Figure:
    """16 June; with its year where that is not this one."""
    return Figure(day_words(day, today), source)


def day_words(day: date, today: date | None = None) -> str:
    """16 June, 16 June 2026."""
    year = f' {day.year}' if today is not None and day.year != today.year else ''
    return f'{day.day} {day:%B}{year}'


def span(first: date, last: date, source: Source, today: date | None = None) -> Figure:
    """21 to 27 June; 31 May to 27 June; with their year where that is not this one."""
    if first == last:
        return Figure(day_words(first, today), source)
    begin = str(first.day) if (first.year, first.month) == (last.year, last.month) else day_words(first, last)
    return Figure(f'{begin} to {day_words(last, today)}', source)


def name(words: str, source: Source) -> Figure:
    """“Glasshouse”."""
    return Figure(f'“{words}”', source)


def quoted(words: str, source: Source, most: int = 400) -> Figure:
    """What somebody wrote, as they did, in quotation marks, on one line."""
    flat = ' '.join(words.split())
    return Figure(f'“{flat if len(flat) <= most else flat[: most - 1] + "…"}”', source)


def moment(at: datetime, zone: str, source: Source) -> Figure:
    """Sat 3 July 18:30."""
    local = at.astimezone(ZoneInfo(zone))
    return Figure(f'{local:%a} {local.day} {local:%B} {local:%H:%M}', source)


def in_words(count: int) -> str:
    """Two, for 2; what is more than twelve in digits."""
    return _WORDS[count] if 0 <= count < len(_WORDS) else f'{count:,}'


def listed(words: Iterable[str]) -> str:
    """A, B and C."""
    found = list(words)
    return found[0] if len(found) == 1 else f'{", ".join(found[:-1])} and {found[-1]}' if found else ''
