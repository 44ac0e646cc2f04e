"""Facts of two invented artists, and what somebody asks about them: one set to fit by, one to judge by."""

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that is asked, and the fact that answers it by its place; None where none does."""

    question: str
    place: int | None


@dataclass(frozen=True, slots=True)
class FactSet:
    """Twenty facts; two questions about each in other words, twelve names, twelve that nothing answers."""

    facts: list[str]
    asked: list[Asked]
    names: list[Asked]
    unanswerable: list[Asked]


def read(name: str) -> FactSet:
    """A set by the name of its file, `fit` or `judge`."""
    found: dict[str, list[Asked]] = {'fact': [], 'ask': [], 'name': [], 'none': []}
    for line in (HERE / f'facts_to_{name}.tsv').read_text(encoding='utf-8').splitlines():
        kind, words, place = line.split('\t')
        found[kind].append(Asked(words, int(place) - 1 if place else None))
    return FactSet([one.question for one in found['fact']], found['ask'], found['name'], found['none'])
