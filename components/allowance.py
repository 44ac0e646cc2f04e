"""How many uploads are left this month, in one line and a short meter."""

from components.elements import block, text


def allowance(tier: str, used: int, limit: int | None, resets: str, *, hard: bool, expired: bool) -> None:
    """Draw it; `resets` is the day on which the month begins anew, `limit` None is without end."""
    with block('allowance row small', data_testid='allowance', data_used=used):
        text(tier, 'strong')
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


def _meter(used: int, limit: int) -> None:
    with block('pips', aria_hidden='true'):
        for number in range(limit):
            block('pip used' if number < used else 'pip')
