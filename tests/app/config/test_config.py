"""Settings refuse what is unsafe, in sentences."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from app import config, db
from app.config import Settings, settings
from app.errors import UnsafeSettings
from tests.databases import is_remote

README = Path(__file__).parents[3] / 'README.md'


@pytest.mark.parametrize('host', ['0.0.0.0', '::', '192.168.1.5', 'mix.example.org'])
def test_without_accounts_a_public_address_refuses_to_start(
    host: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv('LEVELMIX_HOST', host)
    config.forget_settings()
    with pytest.raises(UnsafeSettings, match=f'everybody who reaches {re.escape(host)} all files'):
        settings()


@pytest.mark.parametrize('host', ['127.0.0.1', '127.1.2.3', '::1', 'localhost'])
def test_a_loopback_address_is_fine(host: str, change_setting: Callable[[str, object], None]) -> None:
    change_setting('host', host)
    assert settings().host == host


@pytest.mark.parametrize('mib', [1, 511])
def test_memory_that_no_job_could_live_on_refuses_to_start(
    mib: int, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv('LEVELMIX_WORKER_MEMORY_MB', str(mib))
    config.forget_settings()
    with pytest.raises(UnsafeSettings, match=f'={mib} is too little for any job: give it at least 512, or 0'):
        settings()


@pytest.mark.parametrize(('name', 'value'), [('PORT', 'eighty'), ('PORT', '0'), ('MAX_UPLOAD_MB', '-1')])
def test_a_wrong_value_is_named(name: str, value: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f'LEVELMIX_{name}', value)
    config.forget_settings()
    with pytest.raises(UnsafeSettings, match=f'LEVELMIX_{name}={value}: '):
        settings()


S3 = {'storage': 's3://mixes/live', 's3_endpoint': 'https://s3.example.org', 's3_access_key': 'a', 's3_secret_key': 'b'}


def test_a_bucket_is_named_with_its_prefix(change_setting: Callable[[str, object], None]) -> None:
    change_setting('storage', 's3://mixes.example/live/ones/')
    assert settings().bucket == ('mixes.example', 'live/ones/')
    change_setting('storage', 's3://mixes')
    assert settings().bucket == ('mixes', '')


@pytest.mark.parametrize(
    ('changed', 'sentence'),
    [
        ({'storage': 's3://'}, 'neither folder nor the name of a bucket'),
        ({'storage': 's3://key:secret@mixes'}, 'Keys belong in LEVELMIX_S3_ACCESS_KEY'),
        ({'storage': '/mnt/mixes'}, 'write it like s3://bucket'),
        ({'storage': 's3://mixes/../x y'}, 'neither folder nor'),
        ({'s3_endpoint': 's3.example.org'}, 'LEVELMIX_S3_ENDPOINT is not the address'),
        ({'s3_public_endpoint': 'https://me:pw@s3.example.org'}, 'LEVELMIX_S3_PUBLIC_ENDPOINT is not the address'),
        ({'s3_secret_key': ''}, 'belong together'),
        ({'s3_access_key': ''}, 'belong together'),
        ({'storage': 'folder'}, 'files go into the data folder'),
        ({'public_url': 'https://mix.example.org', 's3_public_endpoint': 'http://s3.example.org'}, 'not use https'),
        ({'public_url': 'https://mix.example.org', 's3_endpoint': 'http://s3:9000'}, 'not use https'),
    ],
)
def test_a_storage_that_is_unsafe_or_half_named_refuses_to_start(
    changed: dict[str, str], sentence: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (S3 | changed).items():
        monkeypatch.setenv(f'LEVELMIX_{name.upper()}', value)
    config.forget_settings()
    with pytest.raises(UnsafeSettings, match=sentence) as refused:
        settings()
    assert 'secret@' not in str(refused.value), 'secrets do not stand in logs'


def test_the_secret_is_made_once_and_only_its_owner_reads_it(data_dir: Path) -> None:
    first = settings().secret
    config.forget_settings()
    assert settings().secret == first
    assert len(first) > 40
    assert (data_dir / 'secret.key').stat().st_mode & 0o777 == 0o600


def test_a_secret_that_a_power_cut_has_emptied_is_not_used(data_dir: Path) -> None:
    (data_dir / 'secret.key').write_text('')
    with pytest.raises(UnsafeSettings, match=r'secret\.key is damaged: bring it back from a backup'):
        settings().secret  # noqa: B018


def test_the_readme_shows_every_setting_as_it_is() -> None:
    rows = re.findall(r'^\| `LEVELMIX_(\w+)` \| `([^`]*)` \| (.*) \|$', README.read_text(), flags=re.MULTILINE)
    shown = {name.lower(): (default, words) for name, default, words in rows}
    real = {
        name: (str(field.default).lower() if isinstance(field.default, bool) else str(field.default), field.description)
        for name, field in Settings.model_fields.items()
    }
    assert shown == real


@pytest.mark.skipif(is_remote(), reason='about the database file')
def test_a_replica_of_a_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('LEVELMIX_REPLICATE_MINUTES', '30')
    with pytest.raises(UnsafeSettings, match='a file has no replica, levelmix backup copies it'):
        settings()
    monkeypatch.setenv('LEVELMIX_REPLICATE_MINUTES', '0')
    config.forget_settings()
    assert settings().database_url == ''


@pytest.mark.skipif(is_remote(), reason='about the database file')
def test_a_folder_with_signs_in_its_name_holds_the_database_itself(
    tmp_path: Path, change_setting: Callable[[str, object], None]
) -> None:
    folder = tmp_path / '100% mixes? #1'
    change_setting('data_dir', folder)
    db.upgrade()
    with db.reading() as session:
        session.connection()
    db.dispose()
    assert (folder / 'levelmix.db').is_file()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith('100')] == [folder.name]


def test_a_folder_that_cannot_be_used_is_a_sentence(change_setting: Callable[[str, object], None]) -> None:
    change_setting('data_dir', '/dev/null/data')
    with pytest.raises(UnsafeSettings, match='LEVELMIX_DATA_DIR=/dev/null/data cannot be used'):
        db.upgrade()


@pytest.mark.parametrize(
    'given',
    [
        {'replica': 'a'},
        {'replica': 'a', 'secret_key': 'x' * 40},
        {'replica': 'a', 'redis_url': 'redis://127.0.0.1:1/0'},
        {'secret_key': 'short'},
    ],
)
def test_replicas_that_share_nothing_refuse_to_start(
    given: dict[str, str], data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f'LEVELMIX_{name.upper()}', value)
    config.forget_settings()
    with pytest.raises(UnsafeSettings, match=r'the same for all replicas|at least 32 random ones') as told:
        settings()
    assert 'short' not in str(told.value), 'a secret is told to nobody'


def test_a_secret_that_is_set_is_used_and_none_is_made(
    data_dir: Path, change_setting: Callable[[str, object], None]
) -> None:
    made = settings().secret
    change_setting('secret_key', 'k' * 40)
    assert settings().secret == 'k' * 40 != made


@pytest.mark.parametrize(
    ('values', 'words'),
    [
        (
            {'url': 'https://db.example.org', 'token': 't'},
            'LEVELMIX_DATABASE_URL: The address of',
        ),
        ({'url': 'libsql://db.example.org?authToken=secret', 'token': 't'}, 'The token does not belong'),
        ({'url': 'libsql://db.example.org'}, 'db.example.org needs LEVELMIX_DATABASE_TOKEN'),
        ({'url': 'libsql://db.example.org:8080?tls=0', 'token': 't'}, 'in clear'),
        ({'url': 'libsql://8.8.8.8:8080?tls=0', 'token': 't'}, 'in clear'),
        ({'url': 'libsql://db.example.org', 'token': 't', 'ca': '/nowhere.pem'}, 'LEVELMIX_DATABASE_CA=/nowhere.pem'),
        ({'token': 't'}, 'need LEVELMIX_DATABASE_URL, too'),
    ],
)
def test_a_database_that_others_could_read_is_refused(
    values: dict[str, str], words: str, new_data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_database(values, monkeypatch)
    with pytest.raises(UnsafeSettings, match=re.escape(words)) as caught:
        settings()
    assert 'secret' not in str(caught.value)


@pytest.mark.parametrize(
    'values',
    [
        {'url': 'libsql://db.example.org', 'token': 't'},
        {'url': 'libsql://127.0.0.1:8080?tls=0'},
        {'url': 'libsql://localhost:8080?tls=0'},
        {'url': 'libsql://database:8080?tls=0'},
        {'url': 'libsql://10.0.0.7:8080?tls=0', 'token': 't'},
    ],
)
def test_a_database_at_home_or_behind_tls_is_fine(values: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    set_database(values, monkeypatch)
    assert settings().database_url == values['url']


def set_database(values: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ('url', 'token', 'ca'):
        monkeypatch.setenv(f'LEVELMIX_DATABASE_{name.upper()}', values.get(name, ''))
    config.forget_settings()
