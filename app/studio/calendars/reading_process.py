"""`python -m app.studio.calendars.reading_process ZONE SINCE UNTIL`: reads an outside calendar from stdin, for a
process that may die alone: a rule may repeat each second until the end of time.

SINCE and UNTIL are seconds since 1970. Prints as JSON from when until when somebody is busy, and what their calendar
calls that. Bad input is a sentence on stderr and exit code 2.
"""

import json
import resource
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

SECONDS = 15
MEMORY_BYTES = 512 * 1024**2
BAD_INPUT = 2


def main(zone: str, since: str, until: str) -> int:
    """Read one calendar under limits of time and memory; returns the exit code."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if sys.platform == 'linux':
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    from app.errors import NotAllowed
    from app.studio.calendars import reading

    begin, end = (datetime.fromtimestamp(int(at), UTC) for at in (since, until))
    try:
        found = reading.read(sys.stdin.buffer.read(), ZoneInfo(zone), begin, end)
    except NotAllowed as error:
        sys.stderr.write(f'{error}\n')
        return BAD_INPUT
    sys.stdout.write(json.dumps([(one.starts_at, one.ends_at, one.uid) for one in found]))
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
