"""How often the adviser knows what is asked: `make bench-adviser` (with `MISSES=1` it names what it got wrong).

The phrasings are by somebody who has not seen its rules: two to four for each of the 26 intents, and 20 that are none
of its business. They judge; nothing is fitted to them.

Short questions that go on from another (`follow_ups.tsv`) are by the author of their rules, written before these;
whether questions that stand alone are taken for such is judged on the phrasings of the others.
"""

import argparse
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.artist.adviser import follow_ups, slots
from app.artist.adviser.follow_ups import Topic
from app.artist.adviser.router import Routed, Router, Verdict
from app.artist.memory import embedder

PHRASINGS = Path('tests/app/artist/adviser/phrasings.tsv')
FOLLOW_UPS = Path('tests/app/artist/adviser/follow_ups.tsv')
"""A question, what is asked after it, and what that is: an intent with what it names, or “-” where it stands alone."""
OTHERS = (PHRASINGS, Path('bench/artist/phrasings_to_tune.tsv'), Path('bench/artist/phrasings_to_learn.tsv'))
BEFORE = ('How many streams had I in April?', 'How did Glasshouse do?', 'When do I reach 1,000 followers?')
TODAY = date(2027, 6, 30)
OFF = 'off_topic'
OWN = ('Glasshouse', 'Nightfall')
"""What the artist of the phrasings has released."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How the router did, each as a share; `slowest_ms` is the longest that one question took."""

    first: float
    first_answered: float
    within_three: float
    wrong: float
    refused: float
    refused_or_asked: float
    slowest_ms: float


def phrasings(path: Path = PHRASINGS) -> list[tuple[str, str]]:
    """Each phrasing and what it is."""
    rows = (line.split('\t') for line in path.read_text(encoding='utf-8').splitlines() if line.strip())
    return [(row[0], row[1].strip()) for row in rows]


def judged(router: Router, rows: list[tuple[str, str]]) -> Judged:
    """All figures.

    `first` is right in the first place, answered or asked back; `first_answered` right and answered at once; `wrong` is
    answered at once and wrong, off-topic or not.
    """
    found, slowest = [], 0.0
    for text, intent in rows:
        begun = time.perf_counter()
        routed = router.route(text, OWN)
        slowest = max(slowest, time.perf_counter() - begun)
        found.append((intent, routed))
    ours = [(intent, routed) for intent, routed in found if intent != OFF]
    others = [routed for intent, routed in found if intent == OFF]
    return Judged(
        first=_share([_first(intent, routed) for intent, routed in ours]),
        first_answered=_share([routed.verdict == Verdict.ANSWER and _first(intent, routed) for intent, routed in ours]),
        within_three=_share([_known(routed) and intent in routed.intents for intent, routed in ours]),
        wrong=_share([routed.verdict == Verdict.ANSWER and not _first(intent, routed) for intent, routed in ours]),
        refused=_share([routed.verdict == Verdict.NONE for routed in others]),
        refused_or_asked=_share([routed.verdict != Verdict.ANSWER for routed in others]),
        slowest_ms=1000 * slowest,
    )


def follow_up_misses(router: Router) -> tuple[int, int, list[str]]:
    """How many short questions go on from another, how many do not, and those that were understood otherwise."""
    rows, misses = [line.split('\t') for line in FOLLOW_UPS.read_text(encoding='utf-8').splitlines()], list[str]()
    for before, asked, meant in rows:
        routed = router.route(before, OWN)
        intent = routed.intent if routed.verdict == Verdict.ANSWER else ''
        topic = Topic.of(before, intent, slots.read(before, TODAY, OWN))
        found = follow_ups.follow(topic, asked, TODAY, OWN) if topic is not None else None
        if not _is_meant(found, meant):
            misses.append(f'{before} {asked}')
    alone = sum(row[2] == '-' for row in rows)
    return len(rows) - alone, alone, misses


def taken_for_follow_ups(questions_before: Sequence[str] = BEFORE) -> tuple[int, list[str]]:
    """How many questions that stand alone were tried, each after another one, and those that were not left alone."""
    questions = [text for path in OTHERS for text, _ in phrasings(path)]
    router, taken = Router(embedder.words()), list[str]()
    for before in questions_before:
        topic = Topic.of(before, router.route(before, OWN).intent, slots.read(before, TODAY, OWN))
        assert topic is not None, before
        taken += [one for one in questions if follow_ups.follow(topic, one, TODAY, OWN) is not None]
    return len(questions) * len(questions_before), taken


def _is_meant(found: Topic | None, meant: str) -> bool:
    if found is None or meant == '-':
        return found is None and meant == '-'
    named, days = found.slots, found.slots.period
    told = {
        'platform': named.platform,
        'metric': named.metric,
        'country': named.country,
        'release': OWN[named.release] if named.release is not None else None,
        'aim': named.aim and f'{named.aim:.0f}',
        'first': days and days.first.isoformat(),
        'last': days and days.last.isoformat(),
        'open': days and days.is_open and 'yes',
    }
    intent, _, rest = meant.partition(' ')
    wanted = re.findall(r'(\w+)=(.*?)(?= \w+=|$)', rest)
    return found.intent == intent and all(told[name] == value for name, value in wanted)


def _known(routed: Routed) -> bool:
    return routed.verdict != Verdict.NONE


def _first(intent: str, routed: Routed) -> bool:
    return _known(routed) and routed.intent == intent


def _share(found: list[bool]) -> float:
    return sum(found) / len(found) if found else 0.0


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--misses', action='store_true', help='name what was not recognised at once')
    parser.add_argument('--phrasings', type=Path, default=PHRASINGS)
    wanted = parser.parse_args()
    rows = phrasings(wanted.phrasings)
    begun = time.perf_counter()
    router = Router(embedder.words())
    loaded = time.perf_counter() - begun
    router.route('warm')
    found = judged(router, rows)
    print(f'{len(rows)} phrasings; loaded in {loaded:.2f} s')
    print('| what | measured | bar |')
    print('|---|---|---|')
    print(f'| right in the first place | {found.first:.2f} | 0.88 |')
    print(f'| right and answered at once | {found.first_answered:.2f} | |')
    print(f'| right within three | {found.within_three:.2f} | 0.96 |')
    print(f'| answered at once and wrong | {found.wrong:.2f} | 0.06 |')
    print(f'| off-topic refused | {found.refused:.2f} | 0.90 |')
    print(f'| off-topic refused or asked back | {found.refused_or_asked:.2f} | |')
    print(f'| the slowest question | {found.slowest_ms:.0f} ms | 150 ms |')
    going_on, alone, misses = follow_up_misses(router)
    tried, taken = taken_for_follow_ups()
    print(f'| short questions after another, understood | {going_on + alone - len(misses)} of {going_on + alone} | |')
    print(f'| questions that stand alone, taken for such | {len(taken)} of {tried} | |')
    if wanted.misses:
        print(*misses, *taken, sep='\n')
        for text, intent in rows:
            routed = router.route(text, OWN)
            if routed.verdict == Verdict.NONE and intent == OFF:
                continue
            if routed.verdict != Verdict.ANSWER or routed.intent != intent:
                print(f'{intent:16} {routed.verdict:6} {text}  {routed.intents} {routed.scores}')


if __name__ == '__main__':
    main()
