"""Places and lengths in time as people write them."""


def clock(seconds: float) -> str:
    """A position: 0:09, 12:05, 1:02:03."""
    whole = int(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    return f'{hours}:{minutes:02}:{whole % 60:02}' if hours else f'{minutes}:{whole % 60:02}'


def span(seconds: float) -> str:
    """A length: 0.03 s, 4.2 s, 12:05."""
    if seconds >= 60:
        return clock(seconds)
    return f'{seconds:.1f} s' if seconds >= 1 else f'{max(seconds, 0.01):.2f} s'
