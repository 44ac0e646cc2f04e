"""What many tests of the services begin with: accounts, an admin, limits, jobs of the tests' own kind."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

import main
from app import accounts
from app.accounts import Visitor
from app.jobs.runner import Finished, Heartbeat
from app.runtime import memory
from models import ProcessingJob
from tests.app.accounts_support import make_passwords_cheap, person, session_of, turn_accounts_on, visiting
from tests.app.jobs_support import Area, installed, submitted
from tests.app.limits_support import set_hard_limits

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def with_accounts(owner: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installation whose local owner has just turned accounts on."""
    turn_accounts_on(monkeypatch)
    yield
    accounts.let_in(Visitor())


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed with next to no work."""
    make_passwords_cheap(monkeypatch)


@pytest.fixture
def admin(with_accounts: None) -> Iterator[str]:
    """The visitor is the admin."""
    me = person('admin@example.org', is_admin=True)
    with visiting(session_of(me)):
        yield me


@pytest.fixture
def hard(owner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Accounts with hard limits."""
    set_hard_limits(monkeypatch)


@pytest.fixture
def area(worker: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> Area:
    """An area that does what the test tells it to."""
    return installed(Area(), monkeypatch)


@pytest.fixture
def submit(owner: str) -> Callable[..., str]:
    """Submits a job of that area; see `submitted`."""
    return partial(submitted, owner)


@pytest.fixture
def stores(area: Area, tmp_path: Path) -> Callable[[Callable[[Heartbeat], object]], None]:
    """The handler stores a result and something beside it, then goes on as told."""

    def prepare(then: Callable[[Heartbeat], object]) -> None:
        def work(job: ProcessingJob, heartbeat: Heartbeat) -> Finished:
            (tmp_path / 'out.wav').write_bytes(b'sound')
            stored = heartbeat.files.put(tmp_path / 'out.wav', name='Out.wav')
            (tmp_path / 'beside').write_bytes(b'curves')
            heartbeat.files.beside(tmp_path / 'beside', f'test/curve/{job.id}', 'curve', lasting=True)
            then(heartbeat)
            return Finished({'processed_file_path': stored.key})

        area.work = work

    return prepare


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data_dir: Path) -> Run:
    """Runs `levelmix …` and returns exit code, stdout and stderr."""
    # This process holds whatever tests before have left: under the limit of one command no thread would start.
    monkeypatch.setattr(memory, 'limit', lambda _: None)

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr('sys.argv', ['levelmix', *map(str, arguments)])
        try:
            main.main()
            code: object = 0
        except SystemExit as end:
            code = end.code or 0
        said = capsys.readouterr()
        assert isinstance(code, int)
        return code, said.out, said.err

    return run
