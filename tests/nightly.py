"""Stories that are told every night and before a release, not with each change: they take long, and most have a shorter
one with their subject."""

from collections import Counter

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `make test` asks for; without it everything that is named is told."""
    parser.addoption('--daily', action='store_true', help='leave out what is told every night')


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the stories of the night out where nobody waits for them."""
    if config.getoption('daily', default=False):
        told = Counter[str]()
        tonight = {item for item in items if _is_nightly(item, told)}
        config.hook.pytest_deselected(items=list(tonight))
        items[:] = [item for item in items if item not in tonight]


def _is_nightly(item: pytest.Item, told: Counter[str]) -> bool:
    """Whether a test is marked, and the mark is about the parameters that it is told with; `told` counts those seen."""
    told_with = item.callspec.id if isinstance(item, pytest.Function) and hasattr(item, 'callspec') else ''
    test = item.nodeid.partition('[')[0]
    number = told[test]
    told[test] += 1
    return any(_is_about(mark, told_with, number) for mark in item.iter_markers('nightly'))


def _is_about(mark: pytest.Mark, told_with: str, number: int) -> bool:
    """Without names it is about all parameters; with some about these, with `all_but` about the others, and with
    `all_but_one_in` about all but the first of each so many."""
    if 'all_but_one_in' in mark.kwargs:
        return number % int(mark.kwargs['all_but_one_in']) != 0
    if 'all_but' in mark.kwargs:
        return told_with not in mark.kwargs['all_but']
    return not mark.args or told_with in mark.args
