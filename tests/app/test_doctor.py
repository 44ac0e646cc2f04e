"""The doctor finds what is unsafe, and is quiet where nothing is."""

from collections.abc import Callable
from pathlib import Path

from app.config import settings
from app.doctor import findings

Change = Callable[[str, object], None]


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


def test_a_safe_server_for_many_is_fine(data_dir: Path, change_setting: Change) -> None:
    change_setting('public_url', 'https://mix.example.org')
    change_setting('accounts', 'on')
    change_setting('trusted_proxies', '127.0.0.1')
    change_setting('smtp_host', 'mail.example.org')
    change_setting('redis_url', 'redis://:word@redis:6379/0')
    change_setting('admin_second_factor', 'required')
    assert findings() == []
