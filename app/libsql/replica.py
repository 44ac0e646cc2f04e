"""A replica: a file here that follows a server's database, kept by libSQL's own library.

`libsql-experimental` knows how; nothing else of it is used, because it holds the interpreter's lock while it works and
may end with a panic. So it runs in a process of its own, this module's `main`. The result is an ordinary SQLite file.
"""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from app.libsql.address import parse
from app.libsql.errors import NotSupportedError, OperationalError


def available() -> bool:
    """Whether the library is installed."""
    return find_spec('libsql_experimental') is not None


def sync(file: Path, url: str, *, token: str = '', ca_file: str = '', timeout: float = 600.0) -> None:
    """Bring the file to the state of the server's database; the first time it is made. Only changes travel.

    Raises
    ------
    NotSupportedError
        The library is not installed.
    OperationalError
        The file could not be brought up to date; it stays as it was.
    """
    if not available():
        raise NotSupportedError('Replicas need the Python package libsql-experimental.')
    order = {'file': str(file), 'url': parse(url).http, 'token': token, 'ca_file': ca_file}
    try:
        done = subprocess.run(
            [sys.executable, '-m', __name__],
            input=json.dumps(order),  # not among the arguments, where everybody could read the token
            capture_output=True,
            text=True,
            timeout=timeout,
            cwd=Path(__file__).parents[2],
        )
    except subprocess.TimeoutExpired:
        raise OperationalError(f'The replica was not up to date within {timeout:g} s.', code='TIMEOUT') from None
    if done.returncode:
        reason = done.stdout.strip() or f'the library ended with code {done.returncode}'
        raise OperationalError(f'The replica could not be brought up to date: {reason}', code='REPLICA')


def main() -> int:
    """What the process does: one order as JSON on stdin; what went wrong goes to stdout."""
    order = json.load(sys.stdin)
    told = os.fdopen(os.dup(1), 'w')
    os.dup2(2, 1)  # the library writes its log there
    if order['ca_file']:
        os.putenv('SSL_CERT_FILE', order['ca_file'])
    import libsql_experimental

    try:
        replica = libsql_experimental.connect(order['file'], sync_url=order['url'], auth_token=order['token'])
        replica.sync()
    except BaseException as error:  # a panic of the library is no Exception
        told.write(f'{error}\n')
        told.close()
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
