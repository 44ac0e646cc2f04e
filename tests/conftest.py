"""What every test may ask for: an installation of its own, its owner, and a worker that runs when the test says so."""

import gc
import os
import resource
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import accounts, config, db, storage
from app.config import settings
from app.jobs import queue, runner
from tests import engines, warm
from tests.databases import database_of, database_settings, is_remote
from tests.durations import expected_seconds
from tests.places import ROOT
from tests.sites import Sites

pytest_plugins = ['tests.flaky', 'tests.nightly', 'tests.properties']

gc.disable()  # until all tests are found: what is imported meanwhile stays, and looking through it doubles the work

# Several tests are told at a time on few cores, and threads that wait for each other there only keep others waiting.
os.environ.update(OPENBLAS_NUM_THREADS='1', OMP_NUM_THREADS='1')

# Machines inside of machines pay dearly for each small page of memory that another process looks at. The processes that
# start from here, those that tell the tests among them, keep what they know in large ones where glibc can do that.
os.environ.update(PYTHONMALLOC='malloc', GLIBC_TUNABLES='glibc.malloc.hugetlb=1')

# Many processes start here, and each would compile everything anew; so would each run, of the tests themselves.
os.environ.pop('PYTHONDONTWRITEBYTECODE', None)
sys.dont_write_bytecode = False

FIRST = ['process', 'browser']
"""The folders whose stories run first. They alone borrow servers."""
STORY_S = 5
"""What a story there is expected to take, in seconds, while nobody knows: a new file shall not be the last to begin."""
QUICK_S = 1
"""What a file may take, in seconds, to be told with `--quick`."""
SITES = pytest.StashKey[Sites]()

warm.install()
engines.install()


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: tests with servers and browsers wait for much of their time."""
    return (os.cpu_count() or 1) + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `make check` asks for."""
    parser.addoption('--quick', action='store_true', help='leave out files that take longer than a second')


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What no database is used for need not be told on another one, and the longest goes first.

    Files with servers and browsers go first, and in each group the longest, as the last run has it or, where there was
    none, `tests/seconds.tsv`: the short ones fill the gaps at the end. Those with browsers stay together, because what
    they share ends with the last of them."""
    if is_remote():
        elsewhere = [item for item in items if not _uses_database(item)]
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if _uses_database(item)]
    seconds, stories = expected_seconds(), Counter(item.path for item in items)

    def place(item: pytest.Item) -> tuple[int, float]:
        folder = item.path.parent.name
        file = item.path.relative_to(ROOT).with_suffix('').as_posix().replace('/', '.')
        guess = stories[item.path] * STORY_S if folder in FIRST else 0.0
        return FIRST.index(folder) if folder in FIRST else len(FIRST), -seconds.get(file, guess)

    items.sort(key=place)
    if config.getoption('quick', default=False):
        # What holds the code itself to its rules lies beside this file, and is always told.
        longer = {item for item in items if place(item)[1] <= -QUICK_S and item.path.parent != Path(__file__).parent}
        config.hook.pytest_deselected(items=list(longer))
        items[:] = [item for item in items if item not in longer]


def pytest_unconfigure() -> None:
    """End what forks for the tests of this process."""
    warm.end()


def pytest_collection_finish() -> None:
    """From here on garbage is collected again, but what is there already is not looked through, and what comes is not
    looked through as often as Python does by itself."""
    gc.freeze()
    gc.set_threshold(20_000, 10, 20)
    gc.enable()


def _uses_database(item: pytest.Item) -> bool:
    """Whether a test has an installation of its own, or its module imports something that starts one."""
    if {'new_data_dir', 'migrated', 'sites'} & set(getattr(item, 'fixturenames', ())):
        return True
    starting = {'tests.databases', 'tests.servers', 'tests.machines', 'tests.house', 'tests.sites'}
    module = getattr(item, 'module', None)
    return any(getattr(thing, '__module__', '') in starting for thing in vars(module).values())


@pytest.fixture(scope='session')
def sites(migrated: Path, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[Sites]:
    """The running servers that files of stories borrow one after the other."""
    shared = pytestconfig.stash[SITES] = Sites(lambda: tmp_path_factory.mktemp('site'), migrated)
    yield shared
    shared.end()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Servers end with the last story of this process that could borrow one, not with the last test of the run."""
    shared = item.config.stash.get(SITES, None)
    if shared is not None and (nextitem is None or nextitem.path.parent.name not in FIRST):
        shared.end()


@pytest.fixture(scope='session')
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose database is at the newest revision, to be copied."""
    folder = tmp_path_factory.mktemp('migrated')
    with database_of(folder), pytest.MonkeyPatch.context() as patch:
        point_to(folder, patch)
        db.upgrade()
        db.dispose()
    config.forget_settings()
    return folder


@pytest.fixture(autouse=True)
def memory_as_before() -> Iterator[None]:
    """Commands that are run in this process limit its memory, as they should; not for the tests that follow."""
    before = resource.getrlimit(resource.RLIMIT_DATA)
    yield
    resource.setrlimit(resource.RLIMIT_DATA, before)


@pytest.fixture(scope='module')
def cold() -> Iterator[None]:
    """Programs start as they do for everybody else, and load all that they need by themselves."""
    with warm.cold():
        yield


@pytest.fixture
def new_data_dir(tmp_path: Path) -> Path:
    """An empty data folder that nothing points to yet."""
    folder = tmp_path / 'data'
    folder.mkdir()
    return folder


@pytest.fixture
def data_dir(new_data_dir: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A data folder that the settings point to; its database is empty, or migrated for those who need the owner."""
    like = request.getfixturevalue('migrated') if 'owner' in request.fixturenames else None
    with database_of(new_data_dir, like=like):
        point_to(new_data_dir, monkeypatch)
        yield new_data_dir
        queue.close()
        storage.close()
        db.dispose()
    config.forget_settings()


def point_to(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Let the settings of this process be those of an installation in that folder."""
    wanted = {'data_dir': folder, 'min_free_disk_mb': 0, **database_settings(folder)}
    for name, value in wanted.items():
        patch.setenv(f'LEVELMIX_{name.upper()}', str(value))
    config.forget_settings()


@pytest.fixture
def owner(data_dir: Path) -> str:
    """The local owner of a fresh installation."""
    return accounts.ensure_local_owner()


@pytest.fixture
def worker(owner: str) -> Callable[[], int]:
    """Runs everything that waits in the queue, here and now; returns how many messages that were."""
    import tasks  # noqa: F401  the handlers

    queue.serve_with(runner.run)
    return queue.work_off


@pytest.fixture
def change_setting(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> Callable[[str, object], None]:
    """Sets one setting for this test."""

    def change(name: str, value: object) -> None:
        monkeypatch.setenv(f'LEVELMIX_{name.upper()}', str(value))
        config.forget_settings()
        settings()

    return change
