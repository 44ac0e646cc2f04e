"""Numbers and states as people read them. Loudness in LUFS and LU, peaks in dBTP, always with a real minus sign."""

import re
from datetime import UTC, datetime
from typing import Any

from components.vocabulary.job_protocols import Job
from models import FilesGone, Status

STATES = {
    Status.QUEUED: 'Waiting',
    Status.PROCESSING: 'Running',
    Status.COMPLETED: 'Completed',
    Status.FAILED: 'Failed',
    Status.CANCELLED: 'Cancelled',
}
VERDICTS = {
    'on_target': 'On target',
    'unreachable': 'Short of the target',
    'unchanged': 'Was right already',
    'silent': 'Silence',
    'too_short': 'Too short to measure',
}
WARNED = 'with warnings'
GOOD = frozenset({'on_target', 'unchanged'})


def verdict(name: str | None, result: dict[str, Any] | None) -> str:
    """What came out, and whether there are warnings about the original."""
    said = VERDICTS.get(name or '', 'Completed')
    return f'{said}, {WARNED}' if warned(result) else said


def warned(result: dict[str, Any] | None) -> bool:
    """Whether something about the original is to be told: it is damaged, cut short, or was put together."""
    return bool(result and result['input'].get('warnings'))


def number(value: float | None, digits: int = 1, *, sign: bool = False) -> str:
    """A measured value; None is the meter's minus infinity."""
    if value is None:
        return '−∞'
    shown = f'{value:+.{digits}f}' if sign else f'{value:.{digits}f}'
    if not shown.strip('+-0.'):
        shown = shown.lstrip('+-')
    return shown.replace('-', '−')


def wanted(target: float, preset: str | None, output_format: str | None) -> str:
    """What was asked for: Spotify, −14.0 LUFS, as FLAC."""
    named = f'{preset}, {lufs(target)}' if preset else lufs(target)
    return f'{named}, as {output_format.upper()}' if output_format else named


def prose(sentence: str) -> str:
    """A sentence of the engine with real minus signs."""
    return re.sub(r'(?<!\w)-(?=\d)', '−', sentence)


def lufs(value: float | None) -> str:
    """Loudness with its unit."""
    return f'{number(value)} LUFS'


def length(seconds: float) -> str:
    """A duration as a player shows it: 2:14:07, 3:05."""
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f'{hours}:{minutes:02}:{whole % 60:02}' if hours else f'{minutes}:{whole % 60:02}'


def size(count: float) -> str:
    """A number of bytes: 1.4 GB."""
    if count == 1:
        return '1 byte'
    units = ['bytes', 'KB', 'MB', 'GB']
    while count >= 1024 and len(units) > 1:
        count /= 1024
        units.pop(0)
    digits = 1 if count < 100 and units[0] != 'bytes' else 0
    return f'{count:.{digits}f} {units[0]}'.replace('.0 ', ' ')


def time_left(seconds: float | None) -> str:
    """How long it will still take, no more exact than it is known; empty if it is not known."""
    if seconds is None:
        return ''
    if seconds < 8:
        return 'a few seconds left'
    if seconds < 90:
        return f'about {round(seconds / 5) * 5} s left'
    if seconds < 5400:
        return f'about {round(seconds / 60)} min left'
    return f'about {seconds / 3600:.1f} h left'


def doing(status: Status, stage_label: str, cancel_requested: bool) -> str:
    """What is happening to a job now; the words for its stage come with its kind."""
    if cancel_requested:
        return 'Cancelling …'
    if status == Status.QUEUED:
        return 'Waiting for its turn'
    return stage_label or 'Starting'


def format_of(measured: dict[str, Any]) -> str:
    """Container, rate and channels of a measured file, in one line."""
    channels = {1: 'mono', 2: 'stereo'}.get(measured['channels'], f'{measured["channels"]} channels')
    return f'{str(measured["format"]).upper()}, {measured["sample_rate"] / 1000:g} kHz, {channels}'


def day(moment: datetime) -> str:
    """A day as people write it: 3 November, with the year if it is another."""
    year = '' if moment.year == datetime.now(UTC).year else f' {moment.year}'
    return f'{moment.day} {moment:%B}{year}'


def files_state(job: Job) -> str:
    """How long the files of a job are kept, or why they are gone; empty if there is nothing to say."""
    if job.files_gone_at is not None:
        if job.files_gone_why == FilesGone.EXPIRED:
            return f'Files expired on {day(job.files_gone_at)}'
        if job.files_gone_why == FilesGone.DELETED:
            return f'Result deleted on {day(job.files_gone_at)}'
        return 'The result is missing'
    return f'Files until {day(job.expires_at)}' if job.expires_at is not None else ''
