"""Every case of the studio's tables is told by a test that bears its number."""

import re

from tests.places import ROOT

CASES = {'p': 23, 'a': 14, 'l': 6, 'w': 10, 'c': 6, 'r': 9, 'i': 4, 'm': 4, 'g': 5, 'd': 7}
"""How many of price, availability, lock, payments, coupons, refunds, calendar files, mails, guests, deliveries."""
PLACES = ('app/studio', 'app/test_single_payments.py', 'app/test_stripe.py')


def test_no_case_of_the_tables_is_without_a_test() -> None:
    found: set[str] = set()
    for place in (ROOT / 'tests' / name for name in PLACES):
        for file in place.rglob('test_*.py') if place.is_dir() else (place,):
            for name in re.findall(r'^def test_(\w+)', file.read_text(), re.MULTILINE):
                for word in name.split('_'):
                    if not re.fullmatch(r'[a-z]\d{1,2}', word):
                        break
                    found.add(word)
    wanted = {f'{letter}{number}' for letter, most in CASES.items() for number in range(1, most + 1)}
    assert wanted - found == set()
