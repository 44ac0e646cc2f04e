"""How often the adviser knows what is asked: `make bench-adviser` (with `MISSES=1` it names what it got wrong).

The phrasings are by somebody who has not seen its rules: two to four for each of the 26 intents, and 20 that are none
of its business. They judge; nothing is fitted to them.
"""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

from app.artist.adviser.router import Routed, Router, Verdict
from app.artist.memory import embedder

PHRASINGS = Path('tests/app/artist/adviser/phrasings.tsv')
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
    if wanted.misses:
        for text, intent in rows:
            routed = router.route(text, OWN)
            if routed.verdict == Verdict.NONE and intent == OFF:
                continue
            if routed.verdict != Verdict.ANSWER or routed.intent != intent:
                print(f'{intent:16} {routed.verdict:6} {text}  {routed.intents} {routed.scores}')


if __name__ == '__main__':
    main()
