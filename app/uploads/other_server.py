"""Parts that are not on this machine, where there are several web servers: the one that has them may be starting again.

A proxy sends its visitors here meanwhile. They are asked to wait for it a little: to begin a large file anew is worse.
"""

import threading
import time
from collections import OrderedDict

from app.config import settings
from app.errors import InUse

PATIENCE_S = 25.0
FORGOTTEN_S = 60.0
"""Whoever asks again after so long begins to wait anew, in seconds."""
MOST = 1000

_asked: OrderedDict[str, tuple[float, float]] = OrderedDict()
"""When an upload was first and last asked for, by its id."""
_guard = threading.Lock()


def wait_for(upload_id: str) -> None:
    """Raise InUse for as long as it is worth to wait for another server; at once nothing where there is none."""
    if not settings().replica:
        return
    now = time.monotonic()
    with _guard:
        first, last = _asked.pop(upload_id, (now, now))
        if now - last > FORGOTTEN_S:
            first = now
        _asked[upload_id] = first, now
        while len(_asked) > MOST:
            _asked.popitem(last=False)
    if now - first < PATIENCE_S:
        raise InUse('The server that has the beginning of this file is away. Try again in a moment.')
