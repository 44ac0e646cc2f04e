"""A levelled sound back beside the picture that it came with, and measured there once more."""

from dataclasses import replace
from pathlib import Path

from .delivery import Delivery
from .files.ffmpeg.video import put_back
from .passes import read_again
from .progress import Ticker
from .types import Outcome, Reading


def pictured(
    source: Path, draft: Path, delivery: Delivery, ticker: Ticker, outcome: Outcome, reading: Reading
) -> Outcome:
    """Make the draft, a sound, the video with this sound, where that is asked for: nothing else is measured."""
    if not delivery.keep_video:
        return outcome
    if delivery.room is not None:
        delivery.room(source.stat().st_size)
    whole = draft.with_name(f'whole{draft.suffix}')
    put_back(delivery.like, draft, delivery.info.container, whole)
    whole.replace(draft)
    output = read_again(draft, ticker, None, reading, delivery.like.stream)
    return replace(outcome, output=output.measurement, passes=outcome.passes + 1)
