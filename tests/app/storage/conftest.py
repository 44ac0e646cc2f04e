"""The stores that the same tests run on: a folder, moto's S3 in this process, and Swift's S3 as real servers."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import storage
from tests.s3_servers import Service, moto, swift


@pytest.fixture(scope='session')
def moto_service() -> Iterator[Service]:
    with moto() as service:
        yield service


@pytest.fixture(scope='session')
def swift_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    if shutil.which('swift-proxy-server') is None:
        pytest.skip('no Swift here: tests/install.sh installs it where there is apt')
    with swift(tmp_path_factory.mktemp('swift')) as service:
        yield service


SERVICES = ['moto', pytest.param('swift', marks=pytest.mark.slow)]


@pytest.fixture
def use(
    request: pytest.FixtureRequest, change_setting: Callable[[str, object], None], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Service]]:
    """Points the settings to an empty bucket of a service."""

    def point(name: str) -> Service:
        found: Service = request.getfixturevalue(f'{name}_service')
        for setting, value in found.settings(found.new_bucket()).items():
            monkeypatch.setenv(f'LEVELMIX_{setting.upper()}', value)
        change_setting('min_free_disk_mb', 0)
        return found

    yield point
    storage.close()


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest, use: Callable[[str], Service]) -> Service:
    """An S3 service with an empty bucket that the settings point to."""
    return use(request.param)


@pytest.fixture(params=SERVICES[1:])
def real_service(request: pytest.FixtureRequest, use: Callable[[str], Service]) -> Service:
    """The same, of a service that is no imitation."""
    return use(request.param)


@pytest.fixture(params=['folder', *SERVICES])
def store(request: pytest.FixtureRequest, data_dir: Path, use: Callable[[str], Service]) -> str:
    """Whichever store, empty; its name."""
    if request.param != 'folder':
        use(request.param)
    return str(request.param)
