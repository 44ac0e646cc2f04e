"""What a worker runs; a test keeps this list complete.

Imported by the consumer, by the command line when it looks for the commands of areas, and by the tests.
"""

from tasks import artist as artist
from tasks import drums as drums
from tasks import leveling as leveling
from tasks import practice as practice
from tasks import studio as studio
from tasks import voice as voice
