"""What a worker runs; a test keeps this list complete.

The consumer imports it, the command line where it looks for the commands of areas, and the tests.
"""

from tasks import beside as beside
from tasks import leveling as leveling
from tasks import listening as listening
from tasks import opinion as opinion
