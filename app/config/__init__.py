"""Settings: one typed table, read from `LEVELMIX_*` and nowhere else; unsafe combinations refuse to start.

The README shows this table; a test compares the two.
"""

import hashlib
import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import SettingsConfigDict

from app.config import database as database_place
from app.config import storage as storage_place
from app.config.loopback import is_loopback as is_loopback
from app.config.metrics import MetricsSettings
from app.errors import UnsafeSettings

KIB = 1024
MIB = 1024 * KIB
SHORTEST_SECRET = 32
LEAST_MEMORY_MB = 512  # what an ordinary job needs, with no room to spare; libraries that find less hang
SESSIONS = 'levelmix:'
"""What the keys of the pages' sessions in Redis begin with."""


class Settings(MetricsSettings):
    """What can be set from outside. The README has every field's description as it is here."""

    model_config = SettingsConfigDict(env_prefix='LEVELMIX_', extra='ignore', validate_default=True)

    host: str = Field('127.0.0.1', description='Address to listen on; only a loopback one while accounts are off')
    port: int = Field(8080, ge=1, le=65535, description='Port to listen on')
    data_dir: Path = Field(Path('data'), description='Folder for the database, the queue, uploads and results')
    database_url: str = Field('', description='libSQL server instead of the file in that folder: libsql://host[:port]')
    database_token: SecretStr = Field(SecretStr(''), description='Token for that server')
    database_ca: str = Field('', description='Its certificate authority as a PEM file, if the system knows none')
    replicate_minutes: int = Field(60, ge=0, description='How often that server’s database is copied here; 0: never')
    storage: str = Field('folder', description='`folder`: in the data folder; `s3://bucket/prefix`: in that bucket')
    s3_endpoint: str = Field('', description='Address of the S3 service; empty for Amazon’s own')
    s3_public_endpoint: str = Field('', description='Its address for browsers, if that is another')
    s3_region: str = Field('us-east-1', description='Region of the bucket')
    s3_access_key: SecretStr = Field(SecretStr(''), description='Key at the S3 service; empty: the machine’s own role')
    s3_secret_key: SecretStr = Field(SecretStr(''), description='Secret of that key')
    s3_direct: bool = Field(False, description='Browsers send files straight to the bucket, if it lets them (CORS)')
    accounts: Literal['off', 'on'] = Field('off', description='`off`: one local owner, no sign-in, loopback only')
    public_url: str = Field('', description='Address that people open, like https://mix.example.org')
    trusted_proxies: str = Field('', description='Addresses of proxies whose word on the visitor’s address counts')
    sign_up: Literal['open', 'closed'] = Field('open', description='`closed`: only the admin makes accounts')
    limits: Literal['soft', 'hard'] = Field('soft', description='`hard`: what is over a tier’s limits is refused')
    upgrade_url: str = Field('', description='Where people get a higher tier; without one they are told to ask')
    secret_key: SecretStr = Field(SecretStr(''), description='Secret that all machines share; made by itself on one')
    redis_url: SecretStr = Field(SecretStr(''), description='Redis for queue and sessions; without one a file')
    replica: str = Field('', pattern='^[a-z0-9]{0,16}$', description='Name of this web server where there are several')
    admin_second_factor: Literal['optional', 'required'] = Field(
        'optional', description='`required`: the admin’s screens open only to admins with a second factor'
    )
    session_days: int = Field(30, ge=1, le=400, description='How long a sign-in lasts at most, in days')
    session_idle_hours: int = Field(168, ge=1, description='How long a sign-in lasts unused, in hours')
    smtp_host: str = Field('', description='Mail server; without one mails stay in the outbox and in the log')
    smtp_port: int = Field(587, ge=1, le=65535, description='Port of the mail server')
    smtp_user: str = Field('', description='Name at the mail server, if it asks for one')
    smtp_password: SecretStr = Field(SecretStr(''), description='Password at the mail server')
    smtp_security: Literal['starttls', 'tls', 'none'] = Field('starttls', description='How mails are kept secret')
    mail_from: str = Field('', description='Sender of mails; levelmix@ the host of the public address if empty')
    google_client_id: str = Field('', description='Client at Google; with one, people sign in with Google')
    google_client_secret: SecretStr = Field(SecretStr(''), description='Secret of that client')
    google_discovery: str = Field(
        'https://accounts.google.com/.well-known/openid-configuration', description='Where Google describes itself'
    )
    apple_client_id: str = Field('', description='Services id at Apple; with one, people sign in with Apple')
    apple_team_id: str = Field('', description='Team id at Apple')
    apple_key_id: str = Field('', description='Id of the key for Sign in with Apple')
    apple_private_key: SecretStr = Field(SecretStr(''), description='That key, the text of its .p8 file')
    apple_discovery: str = Field(
        'https://appleid.apple.com/.well-known/openid-configuration', description='Where Apple describes itself'
    )
    oidc_discovery: str = Field('', description='Discovery address of any other OpenID Connect issuer')
    oidc_client_id: str = Field('', description='Client there; with one, people sign in by that issuer')
    oidc_client_secret: SecretStr = Field(SecretStr(''), description='Secret of that client')
    oidc_label: str = Field('Single sign-on', description='What its button says')
    oidc_sign_up: Literal['open', 'closed'] = Field('open', description='`closed`: that issuer makes no new accounts')
    secrets_dir: str = Field('', description='Folder with one file for each secret, named like its variable')
    embedded_worker: bool = Field(True, description='Start a worker beside the web server; it ends with it')
    worker_processes: int = Field(1, ge=1, le=64, description='Jobs that one worker runs at the same time')
    worker_max_jobs: int = Field(200, ge=1, description='Jobs after which a fresh process replaces one of a worker')
    worker_memory_mb: int = Field(2560, ge=0, description='Memory that one job may take, in MiB; 0: no limit')
    job_minutes: float = Field(240.0, gt=0, description='Longest time that one job may run, in minutes')
    page_seconds: float = Field(10.0, ge=3, le=600, description='How long a page without connection is kept, in s')
    open_browser: bool = Field(True, description='Open the page in a browser at the start, where there is a screen')
    max_upload_mb: int = Field(4096, ge=1, description='Largest file taken, in MiB')
    max_duration_minutes: int = Field(300, ge=1, description='Longest audio taken, in minutes')
    min_free_disk_mb: int = Field(1024, ge=0, description='Space that stays free on the disk, in MiB')
    upload_keep_hours: int = Field(24, ge=1, description='How long an upload that no job uses is kept, in hours')
    max_attempts: int = Field(3, ge=1, le=20, description='How often a job is started when its worker dies')
    lease_seconds: float = Field(6.0, ge=1, description='How long a silent worker keeps its job, in seconds')
    stall_seconds: float = Field(600.0, ge=5, description='How long a job may stand still before it is stopped, in s')
    stop_grace_seconds: float = Field(5.0, ge=0, description='How long a stopping worker lets its jobs go on, in s')
    worker_niceness: int = Field(
        10, ge=0, le=19, description='How far jobs step back behind a server beside them, 0 to 19'
    )
    mp3_quality: int = Field(5, ge=0, le=9, description='How carefully MP3 is encoded, 0 (slowest) to 9; 3 was usual')
    ageing_minutes: float = Field(30.0, gt=0, description='Waiting time that is worth one step of priority, in minutes')
    log_level: Literal['DEBUG', 'INFO', 'WARNING', 'ERROR'] = Field('INFO', description='What is logged')

    @model_validator(mode='after')
    def _refuse_unsafe(self) -> Self:
        url = _split(self.public_url)
        if self.public_url and (url.scheme not in ('http', 'https') or not url.hostname or url.path.strip('/')):
            raise ValueError(
                f'LEVELMIX_PUBLIC_URL={self.public_url} is not the start of an address: '
                'write it like https://mix.example.org, without a path.'
            )
        if 0 < self.worker_memory_mb < LEAST_MEMORY_MB:
            raise ValueError(
                f'LEVELMIX_WORKER_MEMORY_MB={self.worker_memory_mb} is too little for any job: '
                f'give it at least {LEAST_MEMORY_MB}, or 0 for no limit.'
            )
        shared = self.secret_key.get_secret_value()
        if shared and len(shared) < SHORTEST_SECRET:
            raise ValueError(
                f'LEVELMIX_SECRET_KEY has only {len(shared)} characters: take at least {SHORTEST_SECRET} random ones, '
                'because it signs cookies and seals secrets.'
            )
        if self.replica and not (shared and self.redis_url.get_secret_value()):
            raise ValueError(
                f'LEVELMIX_REPLICA={self.replica} needs LEVELMIX_SECRET_KEY and LEVELMIX_REDIS_URL, the same for all '
                'replicas: otherwise each would refuse whoever signed in at another.'
            )
        if self.accounts == 'on':
            if not is_loopback(self.host) and not self.public_url:
                raise ValueError(
                    f'LEVELMIX_HOST={self.host} with accounts needs LEVELMIX_PUBLIC_URL, the address that people '
                    'open: links in mails lead there, and other names are refused.'
                )
        elif not is_loopback(self.host):
            raise ValueError(
                f'LEVELMIX_ACCOUNTS=off gives everybody who reaches {self.host} all files: '
                'set LEVELMIX_HOST=127.0.0.1, or turn accounts on.'
            )
        return self

    @model_validator(mode='after')
    def _refuse_unsafe_storage(self) -> Self:
        trouble = storage_place.problem(self.storage, self.s3_endpoint, self.s3_public_endpoint, secure=self.secure)
        trouble = trouble or storage_place.direct_trouble(self.storage, self.bucket_origin, direct=self.s3_direct)
        keys = {bool(key.get_secret_value()) for key in (self.s3_access_key, self.s3_secret_key)}
        if trouble is None and len(keys) == 2:
            trouble = 'LEVELMIX_S3_ACCESS_KEY and LEVELMIX_S3_SECRET_KEY belong together: set both, or neither.'
        if trouble is not None:
            raise ValueError(trouble)
        return self

    @property
    def bucket(self) -> tuple[str, str]:
        """The name of the bucket, and what every name in it begins with."""
        return storage_place.bucket(self.storage)

    @property
    def bucket_origin(self) -> str:
        """Scheme, host and port by which browsers reach the S3 service; empty if no setting names it."""
        seen = _split(self.s3_public_endpoint or self.s3_endpoint)
        return f'{seen.scheme}://{seen.netloc}' if seen.netloc else ''

    @model_validator(mode='after')
    def _refuse_unsafe_database(self) -> Self:
        token, wanted = self.database_token.get_secret_value(), 'replicate_minutes' in self.model_fields_set
        trouble = database_place.problem(
            self.database_url, token, self.database_ca, replicated=wanted and self.replicate_minutes > 0
        )
        if trouble is not None:
            raise ValueError(trouble)
        return self

    @cached_property
    def secret(self) -> str:
        """Signs and seals: the one that is set, or one that is made once, in a file that only its owner reads.

        Raises
        ------
        UnsafeSettings
            That file holds no secret any more: whoever knows what is in it could sign in as anybody.
        """
        if self.secret_key.get_secret_value():
            return self.secret_key.get_secret_value()
        path = self.data_dir / 'secret.key'
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix('.new')
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(48))
            fresh.replace(path)
        found = path.read_text(errors='replace').strip()
        if len(found) < SHORTEST_SECRET:
            raise UnsafeSettings(
                f'{path} is damaged: bring it back from a backup. If there is none, remove it: everybody is '
                'signed out then, and second factors must be set up again.'
            )
        return found

    def sealing_key(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose, made from the secret."""
        return hashlib.sha256(f'{purpose}:{self.secret}'.encode()).digest()

    @property
    def address(self) -> str:
        """Where people open LevelMix, without a slash at the end."""
        host = f'[{self.host}]' if ':' in self.host else self.host
        return self.public_url.rstrip('/') or f'http://{host}:{self.port}'

    @property
    def public_host(self) -> str:
        """Host and port of the public address, as a browser sends them; empty if none is set."""
        return _split(self.public_url).netloc

    @property
    def faces_outside(self) -> bool:
        """Whether people reach it from other machines."""
        return bool(self.public_url) and not is_loopback(self.public_host.rpartition(':')[0])

    @property
    def secure(self) -> bool:
        """Whether browsers come by TLS."""
        return self.public_url.startswith('https://')

    @property
    def sender(self) -> str:
        """Who mails are from."""
        return self.mail_from or f'levelmix@{_split(self.address).hostname}'

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


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:  # brackets that do not match
        return urlsplit('')


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
            _settings = Settings(**_secrets())
        except ValidationError as error:
            raise UnsafeSettings(' '.join(_sentence(dict(problem)) for problem in error.errors())) from None
        _settings.data_dir = _settings.data_dir.absolute()
    return _settings


def forget_settings() -> None:
    """Read the environment again at the next call: for tests."""
    global _settings
    _settings = None


def _secrets() -> dict[str, Any]:
    """Secrets may be in files instead, as containers hand them over: a file `LEVELMIX_SMTP_PASSWORD` in a folder."""
    folder = os.environ.get('LEVELMIX_SECRETS_DIR', '')
    if folder and not Path(folder).is_dir():
        raise UnsafeSettings(f'LEVELMIX_SECRETS_DIR={folder} is not a folder: name the one with the secrets.')
    return {'_secrets_dir': folder} if folder else {}


def _sentence(problem: dict[str, object]) -> str:
    where = problem.get('loc')
    text = str(problem['msg']).removeprefix('Value error, ')
    if isinstance(where, tuple) and where:
        return f'LEVELMIX_{str(where[0]).upper()}={problem.get("input")}: {text}.'
    return text
