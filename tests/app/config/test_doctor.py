"""The doctor finds what is unsafe, and is quiet where nothing is."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.config import settings
from app.config.doctor import findings
from app.libsql import replica
from tests.databases import is_remote

Change = Callable[[str, object], None]


@pytest.mark.skipif(is_remote(), reason='about an installation with a database file')
def test_an_installation_as_it_comes_is_fine(data_dir: Path) -> None:
    assert settings().secret
    assert findings() == []


def test_what_is_unsafe_is_named(data_dir: Path, change_setting: Change) -> None:
    change_setting('accounts', 'on')
    change_setting('public_url', 'http://mix.example.org')
    change_setting('trusted_proxies', '*')
    change_setting('oidc_client_id', 'levelmix')
    change_setting('redis_url', 'redis://redis.example.org/0')
    assert settings().secret
    (data_dir / 'secret.key').chmod(0o644)
    found = ' '.join(findings())
    for word in (
        'chmod 600',
        'PUBLIC_URL',
        'TRUSTED_PROXIES',
        'SMTP_HOST',
        'OIDC_DISCOVERY',
        'ADMIN_SECOND_FACTOR',
        'no password',
        'not rediss',
    ):
        assert word in found


@pytest.mark.parametrize(
    ('settings_of', 'words'),
    [
        ({'s3_endpoint': 'http://s3.example.org'}, ['S3_ENDPOINT begins with http', 'on the way to s3.example.org']),
        ({'s3_endpoint': 'http://127.0.0.1:8333'}, []),
        ({'s3_endpoint': 'https://s3.example.org'}, []),
        (
            {'s3_endpoint': 'https://s3.example.org', 's3_public_endpoint': 'http://files.example.org'},
            ['S3_PUBLIC_ENDPOINT begins with http'],
        ),
    ],
)
def test_a_bucket_that_is_asked_in_clear_is_told(
    data_dir: Path, change_setting: Change, settings_of: dict[str, str], words: list[str]
) -> None:
    change_setting('storage', 's3://mixes')
    for name, value in settings_of.items():
        change_setting(name, value)
    found = [finding for finding in findings() if 'S3' in finding]
    assert len(found) == (1 if words else 0)
    assert all(word in found[0] for word in words)


@pytest.mark.skipif(is_remote(), reason='about an installation with a database file')
def test_several_servers_on_one_file_are_told(data_dir: Path, change_setting: Change) -> None:
    change_setting('redis_url', 'redis://127.0.0.1:6379/0')
    change_setting('secret_key', 'k' * 40)
    change_setting('replica', 'a')
    assert [finding for finding in findings() if 'one machine' in finding]


@pytest.mark.skipif(is_remote(), reason='about an installation with a database file')
def test_a_safe_server_for_many_is_fine(data_dir: Path, change_setting: Change) -> None:
    change_setting('public_url', 'https://mix.example.org')
    change_setting('accounts', 'on')
    change_setting('trusted_proxies', '127.0.0.1')
    change_setting('smtp_host', 'mail.example.org')
    change_setting('redis_url', 'redis://:word@redis:6379/0')
    change_setting('admin_second_factor', 'required')
    assert findings() == []


def test_a_database_server_asks_for_more_care(
    data_dir: Path, change_setting: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_setting('database_token', '')
    change_setting('database_url', 'libsql://10.0.0.7:8080?tls=0')
    change_setting('replicate_minutes', 60)
    monkeypatch.setattr(replica, 'available', lambda: False)
    found = ' '.join(findings())
    for words in ('network between here and 10.0.0.7', 'takes libsql-experimental', 'LEVELMIX_SECRET_KEY is empty'):
        assert words in found
    monkeypatch.setattr(replica, 'available', lambda: True)
    change_setting('secret_key', 'k' * 40)
    change_setting('database_token', 'a token')
    change_setting('database_url', 'libsql://db.example.org')
    assert findings() == []
    change_setting('redis_url', 'rediss://:word@queue.example.org:6379/0')
    (finding,) = findings()
    assert 'LEVELMIX_STORAGE is a folder' in finding


@pytest.mark.skipif(is_remote(), reason='about an installation with a database file')
def test_a_folder_to_watch_is_looked_at(data_dir: Path, change_setting: Change, tmp_path: Path) -> None:
    change_setting('watch', str(tmp_path / 'recordings'))
    assert ['no folder' in sentence for sentence in findings()] == [True]
    (tmp_path / 'recordings').mkdir()
    assert findings() == []


def test_stripe_without_its_secrets_is_told(data_dir: Path, change_setting: Change) -> None:
    change_setting('accounts', 'on')
    change_setting('payments', 'stripe')
    change_setting('stripe_secret_key', 'sk_live_1')
    assert [found for found in findings() if 'Stripe' in found] == [
        'Nothing can be paid with Stripe, or it is never told here: set LEVELMIX_STRIPE_WEBHOOK_SECRET.'
    ]
    change_setting('stripe_webhook_secret', 'whsec_1')
    assert not [found for found in findings() if 'Stripe' in found]


@pytest.mark.parametrize(
    ('url', 'key', 'told'),
    [
        ('http://gpu.lan:8000', 'secret', True),
        ('http://gpu.lan:8000', '', False),
        ('https://gpu.lan:8000', 'secret', False),
        ('http://127.0.0.1:8000', 'secret', False),
    ],
)
def test_an_engine_that_is_asked_in_clear_with_a_key_is_told(
    data_dir: Path, change_setting: Change, url: str, key: str, told: bool
) -> None:
    change_setting('voice_engines', json.dumps([{'name': 'gpu', 'shape': 'plain', 'url': url}]))
    change_setting('voice_engine_keys', json.dumps({'gpu': key}))
    found = [line for line in findings() if 'gpu' in line]
    assert bool(found) == told
    assert all('way to gpu.lan reads its key' in line and 'secret' not in line for line in found)
