"""The servers that files of stories share: each borrower finds one that is as good as new."""

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.databases import is_remote, opened
from tests.servers import LevelMix
from tests.sites import Sites
from tests.waiting import until

pytestmark = [
    pytest.mark.skipif(is_remote(), reason='a server of a libSQL database is not shared'),
    pytest.mark.nightly,
]


OWN: dict[str, Any] = {'session_days': '29'}
"""What no other file asks for, so that the first borrower here is the first of all."""


def users(site: LevelMix) -> list[str]:
    with opened(site.data_dir) as cursor:
        return [email for (email,) in cursor.execute('SELECT email FROM users').fetchall()]


def test_rows_files_and_log_of_one_borrower_are_gone_for_the_next(sites: Sites) -> None:
    with sites.lent(**OWN) as site:
        process, known, left = site.process.pid, users(site), site.data_dir / 'files' / 'originals' / 'left.wav'
        with opened(site.data_dir) as cursor:
            cursor.execute("INSERT INTO users (id, email) VALUES ('dan', 'dan@example.org')")
        left.parent.mkdir(parents=True, exist_ok=True)
        left.write_bytes(b'left')
        assert 'is ready' in site.log
    if sys.platform == 'linux':
        stat = Path(f'/proc/{process}/stat')
        until(lambda: stat.read_text().rpartition(') ')[2][0] == 'T', seconds=60, what='it to stand still')
    with sites.lent(**OWN) as again:
        assert again.process.pid == process
        assert users(again) == known
        assert not left.exists()
        assert 'is ready' not in again.log


def test_whoever_asks_for_the_same_meanwhile_and_whoever_comes_after_work_was_left_gets_another(sites: Sites) -> None:
    with sites.lent(embedded_worker='false') as site, sites.lent(embedded_worker='false') as other:
        assert site.process.pid != other.process.pid
        for one in (site, other):
            with opened(one.data_dir) as cursor:
                cursor.execute(
                    'INSERT INTO processing_jobs (id, user_id, original_file_path, target_lufs, status) '
                    "SELECT 'left', id, 'originals/left.wav', -14.0, 'queued' FROM users"
                )
    with sites.lent(embedded_worker='false') as third:
        assert third.process.pid not in (site.process.pid, other.process.pid)
