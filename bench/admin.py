"""How long the admin's screens keep the server busy where 100,000 people have accounts: `make bench-admin`.

Rows are generated, then each screen is built as for a browser: services, every element of the page, and all of it as
the text that is sent. What counts is wall time, the median of some turns; the first one, which warms caches, is left
out.
"""

import argparse
import asyncio
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

LIMIT_MS = 200.0
ROWS = (
    # one row for each number i from 1 to n
    ('users (id, email, display_name, subscription_tier, subscription_expires_at, last_login_at)',
     "'u' || i, 'user' || i || '@example.org', 'User Number ' || i, 1 + i % 3, "
     "CASE i % 3 WHEN 0 THEN NULL ELSE '2027-03-31 23:59:59' END, '2026-11-01 10:00:00'", 1.0),
    ('user_upload_stats (user_id, total_uploads, uploads_this_month, month_reset_at)',
     "'u' || i, 12, i % 4, CURRENT_TIMESTAMP", 1.0),
    ('sessions (id, user_id, session_token, method, last_seen_at, expires)',
     "'s' || i, 'u' || i, 'hash' || i, 'password', CURRENT_TIMESTAMP, '2027-01-01 00:00:00'", 0.5),
    ('processing_jobs (id, user_id, status, original_file_path, target_lufs, priority, result_size, completed_at, '
     'created_at)',
     "'j' || i, 'u' || (1 + (i - 1) / 3), CASE WHEN i % 40 = 0 THEN 'queued' WHEN i % 50 = 0 THEN 'failed' "
     "ELSE 'completed' END, 'o/' || i, -14, 4 * (i % 3), 300000000 + i, '2026-11-01 10:00:00', "
     "datetime('2026-01-01', '+' || i || ' minutes')", 2.0),
    ('audio_files (id, job_id, original_filename, file_format, file_size, duration_seconds, target_lufs)',
     "'f' || i, 'j' || i, 'mix.wav', 'wav', 250000000 + i, 3600, -14", 2.0),
    ('stored_objects (id, key, user_id, area, role, size_bytes, media_type)',
     "'o' || i, 'o/' || i, 'u' || (1 + (i - 1) / 4), 'leveling', CASE i % 2 WHEN 0 THEN 'original' ELSE 'result' END, "
     "250000000 + i, 'audio/wav'", 4.0),
    ('file_uses (object_id, kind, job_id, role)',
     "'o' || i, 'leveling.level', 'j' || (1 + (i - 1) / 2), CASE i % 2 WHEN 0 THEN 'original' ELSE 'result' END", 4.0),
    ('audit_logs (id, created_at, user_id, performed_by, action, entity, entity_id, old_data, new_data, ip_address)',
     "printf('01900000-0000-7000-8000-%012x', i), datetime('2026-01-01', '+' || i || ' minutes'), "
     "(SELECT id FROM users WHERE id = 'u' || (1 + i % 100000)), "
     "'user' || (1 + i % 100000) || '@example.org', CASE i % 3 WHEN 0 THEN 'session.ended' ELSE 'session.opened' END, "
     "'user', 'u' || (1 + i % 100000), NULL, '{\"method\": \"password\"}', '203.0.113.7'", 5.0),
    ('mails (id, \"to\", subject, text, html, sent_at, attempts)',
     "'m' || i, 'user' || i || '@example.org', 'Finish your sign-up', '', '', "
     "CASE WHEN i % 100 THEN CURRENT_TIMESTAMP END, 1", 0.1),
    ('workers (id, host, pid, version, processes, seen)', "'w' || i, 'host' || i, i, '0.1.0', 4, 0", 0.0001),
    ('announcements (id, text, level, starts_at, ends_at)',
     "'a' || i, 'Something of long ago', 'info', '2026-01-01 00:00:00', '2026-01-02 00:00:00'", 0.0005),
    ('feature_flags (id, name)', "'flag-' || i, 'flag-' || i", 0.0005),
)  # fmt: skip
"""Table with columns, values, and how many rows there are for each user."""


def fill(users: int) -> None:
    """Generate an installation that has been used for a while."""
    from app.db import engine

    with engine().begin() as connection:
        for table, values, share in ROWS:
            numbers = f'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {int(users * share)})'
            connection.exec_driver_sql(f'INSERT INTO {table} {numbers} SELECT {values} FROM n')
        connection.exec_driver_sql('ANALYZE')


def screens() -> dict[str, Callable[[], Awaitable[None]]]:
    """Each screen as it is asked for: plain, at its far end, filtered."""
    from pages import admin

    at = admin.ROUTES
    asked: dict[str, tuple[str, dict[str, str]]] = {
        'overview': ('/admin', {}),
        'users': ('/admin/users', {}),
        'users, the last page': ('/admin/users', {'page': '2000'}),
        'users, one found': ('/admin/users', {'find': 'user99999@'}),
        'users, nobody found': ('/admin/users', {'find': 'nobody at all'}),
        'users, expired': ('/admin/users', {'which': 'expired'}),
        'one user': ('/admin/users/{user_id}', {'user_id': 'u777'}),
        'queue': ('/admin/queue', {}),
        'queue, the last page': ('/admin/queue', {'state': 'queued', 'page': '9999'}),
        'queue, failed': ('/admin/queue', {'state': 'failed'}),
        'storage': ('/admin/storage', {}),
        'presets': ('/admin/presets', {}),
        'notices': ('/admin/notices', {}),
        'flags': ('/admin/flags', {}),
        'log': ('/admin/log', {}),
        'log, far back': ('/admin/log', {'before': '01900000-0000-7000-8000-0000000003e8'}),
        'log, of one': ('/admin/log', {'who': 'user777@example.org'}),
        'log, part of an address': ('/admin/log', {'who': 'user99999'}),
        'log, nobody': ('/admin/log', {'who': 'nobody at all'}),
        'log, an action': ('/admin/log', {'what': 'session.refused'}),
        'log, a day': ('/admin/log', {'first': '2026-03-01', 'last': '2026-03-01', 'what': 'session.ended'}),
        'mail': ('/admin/mail', {}),
        'mail, the last page': ('/admin/mail', {'page': '9999'}),
    }
    return {name: partial(at[path], **query) for name, (path, query) in asked.items()}


async def build(screen: Callable[[], Awaitable[None]]) -> float:
    """Build a screen on a page of its own; returns the milliseconds."""
    from nicegui import Client, json, ui

    client = Client(ui.page('/measured'), request=None)
    started = time.perf_counter()
    with client:
        await screen()
    sent = json.dumps({number: element._to_dict() for number, element in client.elements.items()})
    taken = 1000 * (time.perf_counter() - started)
    client.delete()
    if '"problem"' in sent:
        raise RuntimeError('A screen could not be built.')
    return taken


async def measure(turns: int) -> dict[str, list[float]]:
    """Milliseconds of every screen, in turn, so that a machine whose speed drifts is fair to all."""
    from nicegui import core, run

    core.loop = asyncio.get_running_loop()
    run.setup()
    known = screens()
    taken: dict[str, list[float]] = {name: [] for name in known}
    for turn in range(turns + 1):
        for name, screen in known.items():
            spent = await build(screen)
            if turn:
                taken[name].append(spent)
    return taken


def main() -> None:
    """Generate, measure, print; end with 1 where a screen took too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--users', type=int, default=100_000)
    parser.add_argument('--turns', type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {'LEVELMIX_DATA_DIR': folder, 'LEVELMIX_ACCOUNTS': 'on'}
        begin(Path(folder), asked.users)
        taken = asyncio.run(measure(asked.turns))
    print(f'{asked.users:,} users, {platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} cores\n')
    print(f'{"screen":<28}{"median ms":>10}{"slowest ms":>12}')
    for name, times in taken.items():
        print(f'{name:<28}{statistics.median(times):>10.0f}{max(times):>12.0f}')
    sys.exit(1 if max(statistics.median(times) for times in taken.values()) > LIMIT_MS else 0)


def begin(folder: Path, users: int) -> None:
    """Make the database, its rows, and an admin who is signed in."""
    from app import accounts, db
    from app.accounts import admin_actions, sessions
    from app.ops import space_used
    from models import User

    started = time.perf_counter()
    db.upgrade()
    fill(users)
    space_used.measure()
    admin, _ = admin_actions.create('bench', 'admin@example.org', admin=True)
    with db.transaction() as session:
        token = sessions.begin(session, session.get_one(User, admin), 'bench')
    who = accounts.Visitor(token)
    accounts.let_in(accounts.Visitor(token, signed_in=accounts.recognise(who)))
    size = (folder / 'levelmix.db').stat().st_size / 2**20
    print(f'Made in {time.perf_counter() - started:.0f} s, a database of {size:.0f} MiB.')


if __name__ == '__main__':
    main()
