"""Series to look at in tests: the days of an artist as they are told, not as they are drawn by lot."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from app.artist.insights import FLOW, Finding, Numbers

MONDAY = date(2027, 1, 4)


def of(
    values: Sequence[float | None],
    *,
    first: date = MONDAY,
    kind: str = FLOW,
    platform: str = 'spotify',
    metric: str = 'streams',
    label: str = 'Spotify streams',
    unsettled: int = 0,
    confirmed: Sequence[date] = (),
) -> Numbers:
    """A series of these values from a day on; None is a missing day, the last `unsettled` are not settled."""
    pairs = [(first + timedelta(days=at), value) for at, value in enumerate(values) if value is not None]
    last = first + timedelta(days=len(values) - 1)
    settled = last - timedelta(days=unsettled)
    return Numbers(
        platform,
        metric,
        kind,
        tuple(day for day, _ in pairs),
        tuple(value for _, value in pairs),
        settled,
        last + timedelta(days=1),
        label=label,
        confirmed=frozenset(confirmed),
    )


def days(
    count: int, value: float = 100, *, weekend: float | None = None, other: Mapping[int, float | None] | None = None
) -> list[float | None]:
    """So many days from a Monday on with one value, another at weekends, and others on the days that are named."""
    found: list[float | None] = [value if at % 7 < 5 or weekend is None else weekend for at in range(count)]
    for at, changed in (other or {}).items():
        found[at] = changed
    return found


def wavy(count: int, level: Callable[[int], float]) -> list[float | None]:
    """Days around a level that differ from it a little, always in the same way: up to six percent."""
    return [level(at) * (1 + 0.06 * ((at * 7919 % 13) / 6 - 1)) for at in range(count)]


def found(said: Sequence[Finding], rule: str) -> list[Finding]:
    return [one for one in said if one.rule == rule]


def only(said: Sequence[Finding], rule: str) -> Finding:
    (one,) = found(said, rule)
    return one


def at(day: int, first: date = MONDAY) -> date:
    return first + timedelta(days=day)
