"""Which LevelMix this is."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def engine_version() -> str:
    """The version of LevelMix that runs."""
    try:
        return version('levelmix')
    except PackageNotFoundError:  # run from a folder that was never installed
        return 'unknown'
