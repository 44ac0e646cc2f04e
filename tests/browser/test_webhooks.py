"""Webhooks on the account page: made with an address, tried out, looked into, sent again, switched off and removed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from standardwebhooks.webhooks import Webhook as Verifier

from tests.browser.people import become_admin
from tests.receivers import Receiver, receiver
from tests.servers import LevelMix, serving
from tests.waiting import until

pytestmark = pytest.mark.nightly


@pytest.fixture(scope='module')
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LevelMix]:
    folder = tmp_path_factory.mktemp('site') / 'data'
    with serving(folder, accounts='on', outbound_allow='127.0.0.1/32') as server:
        yield server


@pytest.fixture
def there() -> Iterator[Receiver]:
    """A program of the user's."""
    with receiver() as made:
        made.answers = lambda asked: (200, {}, b'thank you')
        yield made


@pytest.fixture
def page(site: LevelMix, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    opened = become_admin(site, browser)
    opened.goto('/account')
    yield opened
    opened.context.close()


def test_a_webhook_from_its_making_to_its_end(page: Page, there: Receiver) -> None:
    panel = page.get_by_test_id('webhooks')
    expect(panel.get_by_test_id('no-webhooks')).to_be_visible()
    panel.get_by_test_id('webhook-add').click()
    panel.get_by_test_id('webhook-url').fill('https://10.0.0.1/hook')
    panel.get_by_test_id('webhook-create').click()
    expect(panel.get_by_test_id('webhook-url-wrong')).to_contain_text('leads to no server on the internet')
    for event in ('job.completed', 'job.failed'):
        panel.get_by_test_id(f'webhook-event-{event}').uncheck()
    panel.get_by_test_id('webhook-create').click()
    expect(panel.get_by_test_id('webhook-event-wrong')).to_have_text('Choose at least one event.')
    panel.get_by_test_id('webhook-url').fill(there.url('/hook'))
    panel.get_by_test_id('webhook-event-job.completed').check()
    panel.get_by_test_id('webhook-create').click()
    secret = panel.get_by_test_id('webhook-secret').inner_text()
    expect(panel.get_by_test_id('webhook')).to_have_count(1)
    expect(panel.get_by_test_id('webhook')).to_contain_text('A job is done')
    expect(panel.get_by_test_id('webhook-url-wrong')).to_be_empty()

    panel.get_by_test_id('webhook-deliveries').click()
    panel.get_by_test_id('webhook-test').click()
    delivery = panel.get_by_test_id('delivery')
    expect(delivery.get_by_test_id('delivery-state')).to_have_text('arrived')
    assert Verifier(secret).verify(there.asked[0].body, dict(there.asked[0].headers))['type'] == 'webhook.test'
    delivery.get_by_test_id('delivery-open').click()
    expect(delivery.get_by_test_id('delivery-payload')).to_contain_text('"type": "webhook.test"')
    expect(delivery.get_by_test_id('delivery-answer')).to_have_text('thank you')
    there.answers = lambda asked: (503, {}, b'')
    delivery.get_by_test_id('delivery-replay').click()
    expect(panel.get_by_test_id('delivery')).to_have_count(2)
    expect(panel.get_by_test_id('delivery-state').first).to_have_text('did not arrive')
    assert there.asked[1].headers['webhook-id'] == there.asked[0].headers['webhook-id']

    panel.get_by_test_id('webhook-switch').click()
    expect(panel.get_by_test_id('webhook-off')).to_have_text('It is off. You have switched it off.')
    expect(panel.get_by_test_id('webhook-test')).to_have_count(0)
    panel.get_by_test_id('webhook-remove').click()
    page.get_by_test_id('confirm-yes').click()
    expect(panel.get_by_test_id('no-webhooks')).to_be_visible()
    until(lambda: len(there.asked) == 2, seconds=5, what='nothing more to be sent')
