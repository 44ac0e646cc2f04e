"""Hard limits and uploads that run into them, for the tests of tiers and quotas."""

import pytest

from app import accounts, config, leveling, uploads
from app.leveling import LevelingOptions
from app.leveling.probing import Facts
from tests.app.accounts_support import user


def set_hard_limits(patch: pytest.MonkeyPatch) -> None:
    """Accounts with hard limits, and mixes that are looked at without a decoder."""
    patch.setenv('LEVELMIX_ACCOUNTS', 'on')
    patch.setenv('LEVELMIX_LIMITS', 'hard')
    config.forget_settings()
    patch.setattr('app.leveling.service.probe', lambda _: Facts('wav', 60.0, 44100, 2, None))


def uploaded(user_id: str, name: str = 'mix.wav', sound: bytes = b'RIFF') -> str:
    """An upload that was let in, perhaps by another session of the same user just before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, 'admit_upload', lambda *_, **__: None)
        writer = uploads.begin(user_id, name, len(sound))
    writer.write(sound)
    return writer.finish().id


def submit(user_id: str) -> str:
    return leveling.submit(user_id, uploaded(user_id), LevelingOptions(-14.0))


def used(user_id: str) -> int:
    return accounts.allowance(user(user_id)).used
