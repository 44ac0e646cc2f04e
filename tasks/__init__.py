"""What a worker runs; a test keeps this list complete. Only the consumer and the tests import it."""

from tasks import beside as beside
from tasks import leveling as leveling
from tasks import listening as listening
from tasks import opinion as opinion
