"""Numbers and times as a report writes them."""

import re


def number(value: float | None, digits: int = 1, *, plus: bool = False) -> str:
    """A number with a real minus; `plus` where it is a change. None is silence."""
    if value is None:
        return '−∞'
    shown = f'{value:+.{digits}f}' if plus else f'{value:.{digits}f}'
    return (shown if shown.strip('+-0.') else shown.lstrip('+-')).replace('-', '−')


def signs(sentence: str) -> str:
    """A sentence with real minuses."""
    return re.sub(r'(?<!\w)-(?=\d)', '−', sentence)


def clock(seconds: float) -> str:
    """A time of a programme, as 4:05 or 1:04:05."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f'{hours}:{minutes:02}:{rest:02}' if hours else f'{minutes}:{rest:02}'
