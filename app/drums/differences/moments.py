"""Times as people read them."""


def clock(ms: int) -> str:
    """Like 1:02.345."""
    minutes, rest = divmod(ms, 60_000)
    return f'{minutes}:{rest // 1000:02}.{rest % 1000:03}'
