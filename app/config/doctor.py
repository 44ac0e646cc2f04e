"""`levelmix doctor`: what in the settings and the data folder is unsafe or will not work, each as a sentence."""

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from app.config import Settings, is_loopback, settings
from app.config.storage import FOLDER
from app.libsql import replica
from app.libsql.address import parse
from app.meanings import weights


def findings() -> list[str]:
    """What is worth mending; empty where nothing is."""
    known = settings()
    return [
        *_files(known),
        *(_database(known) if known.database_url else _database_file(known)),
        *_bucket(known),
        *_replicas(known),
        *_folder(known),
        *_engines(known),
        *_writer(known),
        *_adviser(known),
        *_memory(known),
        *_redis(known),
        *(_accounts(known) if known.accounts == 'on' else []),
        *(_watched(known) if known.watch else []),
        *(_payments(known) if known.accounts == 'on' else []),
    ]


def _payments(known: Settings) -> list[str]:
    secrets = {'SECRET_KEY': known.stripe_secret_key, 'WEBHOOK_SECRET': known.stripe_webhook_secret}
    missing = [name for name, secret in secrets.items() if not secret.get_secret_value()]
    if known.payments != 'stripe' or not missing:
        return []
    names = ' and '.join(f'LEVELMIX_STRIPE_{name}' for name in missing)
    return [f'Nothing can be paid with Stripe, or it is never told here: set {names}.']


def _files(known: Settings) -> list[str]:
    found = []
    secret, database = known.data_dir / 'secret.key', known.database_file
    if secret.exists() and secret.stat().st_mode & 0o077:
        found.append(
            f'Others on this machine can read {secret}: chmod 600 it, because it signs cookies and seals secrets.'
        )
    if database.exists() and database.stat().st_mode & 0o002:
        found.append(f'Everybody on this machine can write to {database}: take that right away from them.')
    return found


def _watched(known: Settings) -> list[str]:
    folder = Path(known.watch)
    results = Path(known.watch_output) if known.watch_output else folder
    if not folder.is_dir():
        return [f'LEVELMIX_WATCH={folder} is no folder: nothing is levelled there until it is one.']
    there = next(place for place in (results, *results.absolute().parents) if place.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        return [f'Results of LEVELMIX_WATCH cannot be written to {results}: give this account the right to.']
    return []


def _database_file(known: Settings) -> list[str]:
    file = known.database_file
    if not file.is_file():
        return []
    found = []
    if not (file.stat().st_mode & 0o200 and os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)):
        found.append(f'{file}, or the folder around it, cannot be written to: nothing can be sent, started or changed.')
    wrong = _unsound(file)
    if wrong:
        found.append(f'The database {file} is damaged ({wrong}): move it away, and bring the last backup back.')
    return found


CHECK_S = 20.0
"""How long the database may be checked for damage, in seconds: enough for some GB."""


def _unsound(file: Path) -> str:
    """What SQLite finds wrong with a file; empty if it is sound, as far as there was time to look."""
    end = time.monotonic() + CHECK_S
    try:
        with closing(sqlite3.connect(f'{file.absolute().as_uri()}?mode=ro', uri=True)) as opened:
            opened.set_progress_handler(lambda: time.monotonic() > end, 10_000)
            rows = opened.execute('PRAGMA quick_check(1)').fetchall()
    except sqlite3.DatabaseError as error:
        return '' if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT else str(error)
    return '' if rows == [('ok',)] else str(rows[0][0]).splitlines()[-1]


def _bucket(known: Settings) -> list[str]:
    found = []
    for name, address in (('ENDPOINT', known.s3_endpoint), ('PUBLIC_ENDPOINT', known.s3_public_endpoint)):
        at = urlsplit(address)
        if at.scheme == 'http' and at.hostname and not is_loopback(at.hostname):
            found.append(
                f'LEVELMIX_S3_{name} begins with http: whoever is in the network on the way to {at.hostname} reads '
                'and changes all mixes.'
            )
    return found


def _engines(known: Settings) -> list[str]:
    found = []
    for engine in known.engines_by_address:
        url = urlsplit(engine.url)
        if engine.key and url.scheme == 'http' and url.hostname and not is_loopback(url.hostname):
            found.append(
                f'The engine “{engine.name}” of LEVELMIX_VOICE_ENGINES begins with http: whoever is in the network on '
                f'the way to {url.hostname} reads its key and all texts.'
            )
    return found


def _writer(known: Settings) -> list[str]:
    url = urlsplit(known.practice_writer_url)
    if not known.practice_writer_key.get_secret_value() or url.scheme != 'http' or is_loopback(url.hostname or ''):
        return []
    return [
        f'LEVELMIX_PRACTICE_WRITER_URL begins with http: whoever is in the network on the way to {url.hostname} reads '
        'its key.'
    ]


def _adviser(known: Settings) -> list[str]:
    url = urlsplit(known.adviser_url)
    if not known.adviser_url or url.scheme != 'http' or is_loopback(url.hostname or ''):
        return []
    return [
        f'LEVELMIX_ADVISER_URL begins with http: whoever is in the network on the way to {url.hostname} reads its key, '
        'questions and answers.'
    ]


def _memory(known: Settings) -> list[str]:
    if known.memory_vectors != 'minilm' or weights.there(known.models_dir, *weights.MEANINGS):
        return []
    return [
        f'LEVELMIX_MEMORY_VECTORS=minilm, but {weights.MEANINGS[0].name} is not in {known.models_dir}: what '
        f'artists said is found by wordllama meanwhile. {weights.HOW}'
    ]


def _replicas(known: Settings) -> list[str]:
    if not known.replica or known.database_url:
        return []
    return [
        'LEVELMIX_REPLICA with a database file: that works only for servers of one machine that share its data folder. '
        'Set LEVELMIX_DATABASE_URL, the same for all.'
    ]


def _folder(known: Settings) -> list[str]:
    queue, database = urlsplit(known.redis_url.get_secret_value()).hostname, urlsplit(known.database_url).hostname
    if known.storage != FOLDER or not queue or not database or is_loopback(queue) or is_loopback(database):
        return []
    return [
        'LEVELMIX_STORAGE is a folder, but queue and database are reached from elsewhere: a worker on another machine '
        'would not find any file. Set it to a bucket, or keep all workers on this machine.'
    ]


def _redis(known: Settings) -> list[str]:
    url = urlsplit(known.redis_url.get_secret_value())
    if not url.hostname or is_loopback(url.hostname):
        return []
    found = []
    if not url.password:
        found.append('LEVELMIX_REDIS_URL has no password: whoever reaches that server can empty the queue.')
    if url.scheme != 'rediss' and '.' in url.hostname:  # a name without a dot is one of a private network
        found.append('LEVELMIX_REDIS_URL is not rediss: what goes there, sessions too, travels in clear.')
    return found


def _database(known: Settings) -> list[str]:
    found = []
    server = parse(known.database_url)
    if not server.tls and not is_loopback(server.host):
        found.append(
            f'LEVELMIX_DATABASE_URL with tls=0: whoever is in the network between here and {server.host} reads the '
            'token and everything in the database.'
        )
    if known.replicate_minutes and not replica.available():
        found.append(
            'No copies of the database are made: that takes libsql-experimental, which is there for Linux on x86_64 '
            'and Python 3.11 to 3.13. Run a worker there, or set LEVELMIX_REPLICATE_MINUTES=0 if somebody else makes '
            'them.'
        )
    if not known.secret_key.get_secret_value():
        found.append(
            'LEVELMIX_SECRET_KEY is empty: what is sealed in the database opens only with the secret.key of this data '
            'folder. Set it, so that another machine can take over.'
        )
    return found


def _accounts(known: Settings) -> list[str]:
    found = []
    if known.public_url and not known.secure:
        found.append('LEVELMIX_PUBLIC_URL does not begin with https: passwords and cookies travel in clear.')
    if known.public_url and is_loopback(known.host) and not known.trusted_proxies:
        found.append(
            'LEVELMIX_TRUSTED_PROXIES is empty: behind a proxy all visitors have its address, and one who guesses '
            'passwords slows down all others.'
        )
    if known.trusted_proxies.strip() == '*':
        found.append('LEVELMIX_TRUSTED_PROXIES=* lets every visitor choose their own address: name your proxy instead.')
    if not known.smtp_host:
        found.append('LEVELMIX_SMTP_HOST is empty: mails stay in the outbox, and their secret links are in the log.')
    elif known.smtp_security == 'none' and not is_loopback(known.smtp_host):
        found.append('LEVELMIX_SMTP_SECURITY=none sends links that open accounts through the network in clear.')
    if known.public_url and known.admin_second_factor == 'optional':
        found.append('LEVELMIX_ADMIN_SECOND_FACTOR=optional lets a password alone open the admin’s screens.')
    if known.oidc_client_id and not known.oidc_discovery.startswith('https://'):
        found.append('LEVELMIX_OIDC_DISCOVERY is not https: whoever is on the way may sign in as anybody.')
    if known.apple_client_id and not (known.apple_team_id and known.apple_key_id):
        found.append('Sign in with Apple needs LEVELMIX_APPLE_TEAM_ID and LEVELMIX_APPLE_KEY_ID, too.')
    return found
