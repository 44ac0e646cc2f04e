"""A donation: paid like everything else, written down in the books, and it gives nothing but thanks."""

import pytest

from app.billing import offers, shop, stand_in
from app.errors import Invalid
from tests.app.accounts_support import person
from tests.app.billing_support import balance, checkout_of, hear, payments

pytestmark = pytest.mark.usefixtures('with_accounts')


def test_a_donation_is_paid_told_and_gives_nothing() -> None:
    ann = person()
    before = balance(ann)
    page = checkout_of(shop.donate(ann, ' 12,50 '))
    assert payments(ann) == [('donation', 'pending', 1250)]
    stand_in.press(page, 'pay')
    hear()
    assert payments(ann) == [('donation', 'succeeded', 1250)]
    assert balance(ann) == before
    (shown,) = offers.overview(ann).paid
    assert (shown.what, shown.amount, shown.status, shown.receipt) == (
        *('Donation: to keep this server up', '€12.50'),
        *('Paid', True),
    )


@pytest.mark.parametrize('said', ['', 'much', '-5', '0.99', '1000.01', '1.234'])
def test_what_is_no_amount_is_told_beside_its_field(said: str) -> None:
    ann = person()
    with pytest.raises(Invalid) as wrong:
        shop.donate(ann, said)
    assert list(wrong.value.fields) == ['donation']
    assert payments(ann) == []
