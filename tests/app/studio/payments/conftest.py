"""What the stories of payments begin with: whoever takes them, and a session that a guest holds."""

from collections.abc import Iterator

import pytest

from app import config
from app.billing import providers
from app.studio import area
from tests.app.studio.payments.support import booked, made_studio
from tests.app.studio.payments.takers import ByStandIn, ByStripe, Taker
from tests.stripe_double import KEY, SECRET, stripe_double

assert area.AREA.payees, 'the core tells the area of payments'


@pytest.fixture(params=['stand-in', 'stripe'])
def taker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Taker]:
    """Whoever takes the payments."""
    if request.param == 'stand-in':
        yield ByStandIn()
        return
    with stripe_double() as double:
        for name, value in {
            'payments': 'stripe', 'stripe_secret_key': KEY, 'stripe_webhook_secret': SECRET,
            'stripe_api_base': double.address,
        }.items():  # fmt: skip
            monkeypatch.setenv(f'LEVELMIX_{name.upper()}', value)
        config.forget_settings()
        monkeypatch.setattr('app.billing.stripe_provider.RETRIES', 0)
        yield ByStripe(double)
        providers._stripe.cache_clear()


@pytest.fixture
def room(olga: str) -> str:
    return made_studio(olga)


@pytest.fixture
def gus(room: str) -> str:
    """A session that a guest holds."""
    return booked(room)
