"""Webhooks of an installation without accounts: History leads to the screen that they stand on."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from standardwebhooks.webhooks import Webhook as Verifier

from tests.receivers import receiver
from tests.servers import LevelMix
from tests.sites import Sites

pytestmark = pytest.mark.nightly


@pytest.fixture(scope='module')
def site(sites: Sites) -> Iterator[LevelMix]:
    with sites.lent(outbound_allow='127.0.0.1/32') as server:
        yield server


def test_who_has_no_account_page_finds_webhooks_by_way_of_history(visit: Callable[..., Page]) -> None:
    page = visit('/history')
    page.get_by_test_id('to-webhooks').click()
    panel = page.get_by_test_id('webhooks')
    expect(panel.get_by_test_id('no-webhooks')).to_be_visible()
    with receiver() as there:
        panel.get_by_test_id('webhook-add').click()
        panel.get_by_test_id('webhook-url').fill(there.url('/hook'))
        panel.get_by_test_id('webhook-create').click()
        secret = panel.get_by_test_id('webhook-secret').inner_text()
        panel.get_by_test_id('webhook-deliveries').click()
        panel.get_by_test_id('webhook-test').click()
        expect(panel.get_by_test_id('delivery-state')).to_have_text('arrived')
        assert Verifier(secret).verify(there.asked[0].body, dict(there.asked[0].headers))['type'] == 'webhook.test'
