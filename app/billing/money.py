"""Amounts of money: whole numbers of the smallest unit of their currency, and how people read and write them."""

import re
from decimal import Decimal

from app.errors import NotAllowed

WITHOUT_CENTS = frozenset(
    ['bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'vnd', 'vuv', 'xaf', 'xof', 'xpf']
)
"""Currencies whose smallest unit is the whole one."""
WITH_THOUSANDTHS = frozenset(['bhd', 'jod', 'kwd', 'omr', 'tnd'])
SIGNS = {'eur': '€', 'usd': '$', 'gbp': '£', 'jpy': '¥'}
AMOUNT = re.compile(r'[0-9]{1,9}(?:\.([0-9]{1,3}))?')
CURRENCY = re.compile('[a-z]{3}')
LARGEST = 99_999_999
"""The most that providers take at once."""


def places(currency: str) -> int:
    """How many decimals a currency has."""
    return 0 if currency in WITHOUT_CENTS else 3 if currency in WITH_THOUSANDTHS else 2


def words(cents: int, currency: str) -> str:
    """An amount as people read it: €9.00, ¥900, 1.250 KWD."""
    decimals = places(currency)
    number = f'{Decimal(abs(cents)).scaleb(-decimals):,.{decimals}f}'
    sign = '−' if cents < 0 else ''
    return f'{sign}{SIGNS[currency]}{number}' if currency in SIGNS else f'{sign}{number} {currency.upper()}'


def parsed(said: str, currency: str) -> int:
    """What somebody has written, in the smallest unit.

    Raises
    ------
    NotAllowed
        It is no amount, is below zero, or has more decimals than the currency.
    """
    currency, said = checked(currency), said.strip().replace(',', '.')
    decimals = places(currency)
    found = AMOUNT.fullmatch(said)
    if found is None or len(found[1] or '') > decimals:
        like = words(900 * 10**decimals // 100 if decimals else 900, currency)
        raise NotAllowed(f'Write an amount like {like}: zero or more, with at most {decimals} decimals.')
    cents = int(Decimal(said).scaleb(decimals))
    if cents > LARGEST:
        raise NotAllowed(f'The most that can be paid at once is {words(LARGEST, currency)}.')
    return cents


def read_as(currency: str) -> str:
    """The currency that an amount beside it is read in: where it is none itself, that is said of it alone."""
    said = currency.strip().lower()
    return said if CURRENCY.fullmatch(said) else 'eur'


def checked(currency: str) -> str:
    """A currency as it is stored; raises NotAllowed for what is none."""
    currency = currency.strip().lower()
    if not CURRENCY.fullmatch(currency):
        raise NotAllowed('Write the currency as three letters, like EUR.')
    return currency
