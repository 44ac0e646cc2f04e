"""What the tests of programs and the browser's routes begin with."""

from tests.app.webhooks.conftest import hook as hook
from tests.app.webhooks.conftest import there as there
