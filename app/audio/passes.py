"""The passes over an original and over what was made of it, each read as somebody wants it read."""

from dataclasses import replace
from pathlib import Path

from .analysis import Analysis, Gather, read_through
from .dc_offset import worth_taking_out
from .observer import Observer
from .progress import Ticker
from .segment_types import MatchOptions
from .types import Info, Limits, Reading


def read_first(
    source: Path,
    ticker: Ticker,
    limits: Limits,
    even: MatchOptions | None,
    observer: Observer | None,
    reading: Reading,
    stream: int | None,
) -> tuple[Analysis, Reading]:
    """The analysis, and the reading with the offset that is to be taken out: where there is one, it is read again."""
    gather: Gather = 'all' if even or observer else 'plan'
    analysis = read_through(source, ticker, 'analyse', limits, gather, observer, stream, reading)
    if reading.remove_dc and worth_taking_out(analysis.offsets):
        reading = replace(reading, offsets=analysis.offsets)
        analysis = read_through(source, ticker, 'analyse', limits, gather, observer, stream, reading)
    if observer:
        observer.analysed(analysis)
    return analysis, reading


def read_again(
    draft: Path, ticker: Ticker, observer: Observer | None, reading: Reading, stream: int | None = None
) -> Analysis:
    """A draft as it is: nothing is taken out of it any more, and its one channel counts as the original's did."""
    return read_through(draft, ticker, 'verify', observer=observer, stream=stream, reading=replace(reading, offsets=()))


def written_as(info: Info) -> Info:
    """Only meters know of mono that counts twice: in a file it is a channel like any other."""
    return replace(info, layout=('M',)) if info.layout == ('MM',) else info
