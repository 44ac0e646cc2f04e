"""How numbers of artists are said."""

from datetime import date


def amount(value: float) -> str:
    """12,500 or 6.5; no more than two digits behind the point."""
    return f'{value:,.0f}' if value == round(value) else f'{value:,.2f}'


def signed(value: float) -> str:
    """The same with its sign."""
    return f'{"+" if value > 0 else "−" if value < 0 else ""}{amount(abs(value))}'


def counted(count: int, what: str) -> str:
    """A number of things: 1 link, 3 links."""
    return f'{count:,} {what}' if count == 1 else f'{count:,} {what}s'


def day(one: date) -> str:
    """29 Nov 2026."""
    return f'{one.day} {one:%b %Y}'
