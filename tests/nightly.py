"""Stories that are told every night and before a release, not with each change: they take long, and most have a shorter
one with their subject."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `make test` asks for; without it everything that is named is told."""
    parser.addoption('--daily', action='store_true', help='leave out what is told every night')


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the stories of the night out where nobody waits for them."""
    if config.getoption('daily', default=False):
        tonight = {item for item in items if _is_nightly(item)}
        config.hook.pytest_deselected(items=list(tonight))
        items[:] = [item for item in items if item not in tonight]


def _is_nightly(item: pytest.Item) -> bool:
    """Whether a test is marked, and the mark is about the parameters that it is told with."""
    told_with = item.callspec.id if isinstance(item, pytest.Function) and hasattr(item, 'callspec') else ''
    return any(_is_about(mark, told_with) for mark in item.iter_markers('nightly'))


def _is_about(mark: pytest.Mark, told_with: str) -> bool:
    """Without names it is about all parameters; with some about these, and with `all_but` about the others."""
    if 'all_but' in mark.kwargs:
        return told_with not in mark.kwargs['all_but']
    return not mark.args or told_with in mark.args
