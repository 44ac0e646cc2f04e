"""How much is left this month, each in one line with a short meter."""

from components.vocabulary.elements import block, text

MOST_PIPS = 40


def allowance(
    tier: str, used: int, limit: int | None, resets: str, *, hard: bool, expired: bool, area: str = ''
) -> None:
    """Draw it; `resets` is the day on which a new month begins; `limit` None is no limit.

    `area` is whose uploads they are, where there are several.
    """
    with block('allowance row small', data_testid='allowance', data_used=used):
        text(tier, 'strong')
        if area:
            text(area)
        if limit is None:
            text(f'{used} uploaded this month, no limit', 'quiet')
        elif used <= limit:
            _meter(used, limit)
            text(f'{limit - used} of {limit} left, resets on {resets}', 'quiet')
        else:
            _meter(limit, limit)
            text(f'{used} of {limit} used: {used - limit} over your plan, resets on {resets}', 'quiet')
        if limit is not None and used >= limit and hard:
            text('Running a mix again costs nothing.', 'quiet')
        if expired:
            text('Your subscription has run out.', 'strong')


def meter(area: str, what: str, used: int, limit: int) -> None:
    """How much is left of something else that an area uses up by the month."""
    with block('allowance row small', data_testid='meter', data_used=used):
        text(area, 'strong')
        _meter(min(used, limit), limit)
        text(f'{max(0, limit - used):,} of {limit:,} {what} left', 'quiet')


def _meter(used: int, limit: int) -> None:
    if limit > MOST_PIPS:
        return  # the numbers say it
    with block('pips', aria_hidden='true'):
        for number in range(limit):
            block('pip used' if number < used else 'pip')
