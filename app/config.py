"""Settings: one typed table, read from `LEVELMIX_*` and nowhere else; unsafe combinations refuse to start.

The README shows this table; a test holds the two together.
"""

import ipaddress
import secrets
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import UnsafeSettings

MIB = 1024 * 1024


class Settings(BaseSettings):
    """What can be set from outside. Every field's description stands in the README as it stands here."""

    model_config = SettingsConfigDict(env_prefix='LEVELMIX_', extra='ignore', validate_default=True)

    host: str = Field('127.0.0.1', description='Address to listen on; only a loopback one while accounts are off')
    port: int = Field(8080, ge=1, le=65535, description='Port to listen on')
    data_dir: Path = Field(Path('data'), description='Folder for the database, the queue, uploads and results')
    accounts: Literal['off', 'on'] = Field('off', description='`off`: one local owner, no sign-in, loopback only')
    embedded_worker: bool = Field(True, description='Start a worker beside the web server; it ends with it')
    worker_processes: int = Field(1, ge=1, le=64, description='Jobs that one worker runs at the same time')
    open_browser: bool = Field(True, description='Open the page in a browser at the start, where there is a screen')
    max_upload_mb: int = Field(4096, ge=1, description='Largest file taken, in MiB')
    max_duration_minutes: int = Field(300, ge=1, description='Longest audio taken, in minutes')
    min_free_disk_mb: int = Field(1024, ge=0, description='Space that stays free on the disk, in MiB')
    upload_keep_hours: int = Field(24, ge=1, description='How long an upload that no job uses is kept, in hours')
    max_attempts: int = Field(3, ge=1, le=20, description='How often a job is started when its worker dies')
    lease_seconds: float = Field(6.0, ge=1, description='How long a silent worker keeps its job, in seconds')
    stall_seconds: float = Field(600.0, ge=5, description='How long a job may stand still before it is stopped, in s')
    stop_grace_seconds: float = Field(5.0, ge=0, description='How long a stopping worker lets its jobs go on, in s')
    ageing_minutes: float = Field(30.0, gt=0, description='Waiting time that is worth one step of priority, in minutes')
    log_level: Literal['DEBUG', 'INFO', 'WARNING', 'ERROR'] = Field('INFO', description='What is logged')

    @model_validator(mode='after')
    def _refuse_unsafe(self) -> Self:
        if self.accounts == 'on':
            raise ValueError(
                'LEVELMIX_ACCOUNTS=on is not built yet: leave it off and reach LevelMix on this machine, '
                'or through an SSH tunnel.'
            )
        if not is_loopback(self.host):
            raise ValueError(
                f'LEVELMIX_ACCOUNTS=off gives everybody who reaches {self.host} all files: '
                'set LEVELMIX_HOST=127.0.0.1, or turn accounts on.'
            )
        return self

    @cached_property
    def secret_key(self) -> str:
        """Signs the browser's session cookie: made once, kept in the data folder, readable by its owner only."""
        path = self.data_dir / 'secret.key'
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix('.new')
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(48))
            fresh.replace(path)
        return path.read_text().strip()

    @property
    def database_file(self) -> Path:
        """The file of the database."""
        return self.data_dir / 'levelmix.db'

    @property
    def max_upload_bytes(self) -> int:
        """Largest upload, in bytes."""
        return self.max_upload_mb * MIB

    @property
    def min_free_bytes(self) -> int:
        """Disk space that stays free, in bytes."""
        return self.min_free_disk_mb * MIB


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == 'localhost':
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


_settings: Settings | None = None


def settings() -> Settings:
    """The settings of this process, read once.

    Raises
    ------
    UnsafeSettings
        With one sentence per problem.
    """
    global _settings
    if _settings is None:
        try:
            _settings = Settings()
        except ValidationError as error:
            raise UnsafeSettings(' '.join(_sentence(dict(problem)) for problem in error.errors())) from None
        _settings.data_dir = _settings.data_dir.absolute()
    return _settings


def forget_settings() -> None:
    """Read the environment again at the next call: for tests."""
    global _settings
    _settings = None


def _sentence(problem: dict[str, object]) -> str:
    where = problem.get('loc')
    text = str(problem['msg']).removeprefix('Value error, ')
    if isinstance(where, tuple) and where:
        return f'LEVELMIX_{str(where[0]).upper()}={problem.get("input")}: {text}.'
    return text
