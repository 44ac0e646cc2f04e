"""Where the product leans on inner workings of its frameworks. An upgrade that moves one fails here, with a sentence
that says what leans on it, and not in a browser's story that says nothing."""

import inspect
import re
import signal
import sqlite3
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nicegui
import pytest
import sqlalchemy as sa
import uvicorn
from huey import PriorityRedisHuey, SqliteHuey
from huey.consumer import BaseProcess, Consumer, ProcessEnvironment, Scheduler, Worker, WorkerRecycle
from nicegui import Client, dependencies, ui
from nicegui.app import App
from nicegui.dependencies import register_resource
from nicegui.elements.sub_pages import SubPages
from nicegui.middlewares import SetCacheControlMiddleware
from nicegui.observables import ObservableCollection
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from starlette.applications import Starlette

from tests.places import ROOT


def takes(function: Callable[..., object], *names: str) -> list[str]:
    """Which of these parameters a function does not take."""
    parameters = inspect.signature(function).parameters
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values()):
        return []
    return [name for name in names if name not in parameters]


def written_in(thing: Any, *words: str) -> list[str]:
    """Which of these words its source does not hold."""
    source = inspect.getsource(thing)
    return [word for word in words if word not in source]


def test_huey_stays_below_the_next_major_version() -> None:
    needs = tomllib.loads((ROOT / 'pyproject.toml').read_text())['project']['dependencies']
    (wanted,) = (need for need in needs if need.startswith('huey'))
    assert '<4' in wanted, 'tasks/consumer.py is written against inner workings of Huey 3: read it before going on'


def test_hueys_consumer_makes_a_process_right_before_it_starts_it() -> None:
    said = 'tasks/consumer.py closes all connections in _create_process because the fork comes next'
    assert takes(Consumer._create_process, 'process', 'name') == [], said
    source = inspect.getsource(Consumer.check_worker_health)
    made = re.findall(r'= self\._create_process\(.*\)\n\s+(\S+)\.start\(\)', source)
    assert made == ['worker_t', 'self.scheduler'], said
    assert written_in(Consumer.start, 'self.huey.storage.close()', '.start()') == [], said
    assert written_in(Consumer._create_process, 'process.initialize()', 'process.loop()') == [], (
        'tasks/consumer.py puts its own preparation into process.initialize'
    )
    assert callable(BaseProcess.initialize)


def test_hueys_consumer_looks_round_in_its_main_thread() -> None:
    said = 'tasks/consumer.py looks after the jobs in Consumer.loop, in the main thread, because it forks'
    assert takes(Consumer.loop, 'health_check_ts') == [], said
    assert written_in(Consumer.run, 'self.start()', 'self.loop(', 'ConsumerStopped') == [], said
    assert written_in(Consumer.loop, 'self.check_worker_health()', 'self.stop(graceful=') == [], said
    needed = ('workers', 'worker_type', 'periodic', 'initial_delay', 'max_delay', 'max_tasks')
    assert takes(Consumer.__init__, *needed, 'health_check_interval', 'graceful_signal', 'shutdown_timeout') == []


def test_hueys_worker_takes_one_message_at_a_time_and_recycles() -> None:
    said = 'tasks/consumer.py replaces Worker.loop, and uses what its constructor and its loop do'
    assert written_in(Worker.__init__, 'self.default_delay', 'self.max_tasks', 'self.task_count = 0') == [], said
    assert written_in(Worker.loop, 'self.huey.dequeue()', 'self.huey.execute(', 'storage.blocking') == [], said
    assert issubclass(WorkerRecycle, Exception)
    assert written_in(Consumer._create_process, 'except WorkerRecycle') == [], 'a worker process ends by it'
    assert Scheduler.periodic_task_seconds == 60, '_NoScheduler in tasks/consumer.py sleeps for so long'


def test_huey_forks_and_interrupts_by_the_other_signal() -> None:
    said = 'running.stop hands a job back at SIGINT, which tasks/consumer.py sets in each process after Huey has'
    assert written_in(ProcessEnvironment.init_child, 'signal.signal(self.interrupt') == [], said
    assert written_in(Consumer._create_process, 'self.environment.init_child(process)') == [], said
    assert written_in(ProcessEnvironment, "get_context('fork')") == [], said
    told = SqliteHuey('seams', filename=':memory:', results=False)
    consumer = Consumer(told, worker_type='process', graceful_signal='TERM')
    assert (consumer._graceful_sig, consumer._interrupt_sig) == (signal.SIGTERM, signal.SIGINT), said
    told.storage.close()


def test_hueys_storages_close_and_show_what_waits(tmp_path: Path) -> None:
    served = SqliteHuey('seams', filename=str(tmp_path / 'queue.db'), results=False, utc=True)
    run = served.task(name='seam')(lambda kind, job_id: None)
    for rank in (1.5, 2.5):
        served.enqueue(run.s('kind', str(rank), priority=rank))
    (first,) = served.pending(limit=1)
    assert first.args == ('kind', '2.5'), 'app/jobs/queue.py asks for the first message alone, of the highest rank'
    assert served.storage.blocking is False
    served.storage.close()
    assert served.pending_count() == 2, 'app/jobs/queue.py closes before a fork, and the next call opens again'
    served.storage.close()
    assert takes(served.revoke, 'task', 'revoke_once') == []
    assert takes(PriorityRedisHuey.__init__, 'connection_pool', 'serializer') == []


def test_nicegui_lets_a_door_be_put_around_it() -> None:
    said = 'app/web/server.py puts its door around everything by replacing build_middleware_stack of the application'
    assert issubclass(App, Starlette), said
    assert written_in(Starlette.__call__, 'self.build_middleware_stack()') == [], said


def test_nicegui_hands_its_settings_on_to_uvicorn() -> None:
    assert takes(ui.run, 'root', 'session_middleware_kwargs', 'reconnect_timeout', 'storage_secret', 'show') == []
    assert 'kwargs' in inspect.signature(ui.run).parameters, (
        'app/web/server.py gives uvicorn its settings through ui.run'
    )
    assert takes(uvicorn.Config.__init__, 'timeout_graceful_shutdown', 'forwarded_allow_ips') == []
    source = (Path(nicegui.__file__).parent / 'storage.py').read_text()
    for name in ('NICEGUI_STORAGE_PATH', 'NICEGUI_REDIS_URL', 'NICEGUI_REDIS_KEY_PREFIX'):
        assert name in source, f'main.py says by {name} where NiceGUI keeps its sessions'


def test_nicegui_tells_an_element_that_it_is_deleted() -> None:
    said = 'pages/shell/subscription.py ends what it follows in Element._handle_delete'
    assert takes(ui.element._handle_delete) == [], said
    assert written_in(Client.remove_elements, '_handle_delete()') == [], said
    assert isinstance(inspect.getattr_static(ui.element, 'is_deleted'), property), said
    assert hasattr(Client, 'on_delete'), 'pages/shell/session_guard.py forgets a page by Client.on_delete'


def test_nicegui_renders_what_is_not_there_and_what_fails_by_methods_of_their_own() -> None:
    said = 'pages/frame.py replaces these two of SubPages, so that an address that fails is told in its place'
    source = inspect.getsource(SubPages)
    assert 'self._render_404()' in source, said
    assert 'self._render_error(' in source, said
    assert written_in(Client.__init__, 'self.sub_pages_router') == [], 'pages/frame.py marks the screen by it'


def test_nicegui_serves_a_folder_where_the_style_sheet_looks_for_its_font(tmp_path: Path) -> None:
    (tmp_path / 'font').write_text('x')
    assert register_resource(tmp_path, max_time=1.0).key, 'components/vocabulary/theme.py names the font by this key'
    routes = [getattr(route, 'path', '') for route in nicegui.app.routes]
    served = [path for path in routes if path.startswith(f'/_nicegui/{nicegui.__version__}/resources/')]
    assert served, 'components/vocabulary/theme.py asks for the font at /_nicegui/VERSION/resources/KEY/archivo.woff2'
    assert any(path.startswith('/_nicegui_ws') for path in routes), (
        'app/web/middleware.py checks the origin of this path alone'
    )


def test_nicegui_lets_a_package_of_scripts_lie_elsewhere_and_has_browsers_keep_it() -> None:
    said = 'components/vocabulary/packing.py says by importmap_overrides where a packed package lies'
    assert written_in(dependencies.generate_resources, 'imports.update(importmap_overrides)') == [], said
    assert takes(dependencies.register_importmap_override, 'import_name', 'url') == [], said
    assert written_in(SetCacheControlMiddleware, "f'/_nicegui/{__version__}/'", 'cache_control_directives') == [], (
        'components/vocabulary/made.py puts there what browsers keep'
    )
    assert (Path(nicegui.__file__).parent / 'static' / 'dompurify.mjs').exists(), 'theme.py has it asked for early'


def test_nicegui_asks_whether_a_handler_takes_arguments_by_a_name_that_can_be_replaced() -> None:
    said = 'components/vocabulary/quick_handlers.py replaces helpers.expects_arguments'
    assert written_in(ObservableCollection.__init__, 'helpers.expects_arguments(on_change)') == [], said


def test_nicegui_says_in_the_browser_whether_the_page_is_connected() -> None:
    script = (Path(nicegui.__file__).parent / 'static' / 'nicegui.js').read_text()
    said = 'scripts in components wait for it: '
    for name in ('window.did_handshake = false', 'window.did_handshake = true', 'window.socket = io(', 'path_prefix'):
        assert name in script, said + name


def test_sqlite_lets_us_begin_transactions_ourselves() -> None:
    opened = sa.create_engine('sqlite://')
    begun: list[str] = []

    @sa.event.listens_for(opened, 'connect')
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None

    @sa.event.listens_for(opened, 'begin')
    def begin(connection: sa.Connection) -> None:
        assert connection.get_execution_options().get('readonly') is True
        connection.exec_driver_sql('BEGIN IMMEDIATE')
        begun.append('BEGIN IMMEDIATE')

    said = 'app/db.py says BEGIN IMMEDIATE itself, once a transaction, and BEGIN to whoever only reads'
    with opened.execution_options(readonly=True).connect() as connection:
        connection.execute(sa.text('SELECT 1'))
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        assert driver.in_transaction, said
    assert begun == ['BEGIN IMMEDIATE'], said
    opened.dispose()


def test_sqlalchemys_dialect_of_sqlite_leaves_open_what_ours_fills_in() -> None:
    said = 'app/libsql/dialect.py is SQLAlchemy’s for SQLite with these replaced'
    for name in (
        'import_dbapi', 'get_pool_class', 'create_connect_args', 'is_disconnect', 'get_isolation_level_values',
        'get_isolation_level', 'set_isolation_level', '_get_server_version_info',
    ):  # fmt: skip
        assert callable(getattr(SQLiteDialect, name, None)), f'{said}: {name}'


def test_a_socket_of_the_system_tells_whose_port_is_taken() -> None:
    source = (ROOT / 'app' / 'web' / 'server.py').read_text()
    assert 'SO_REUSEADDR' in source
    assert written_in(uvicorn.Config.bind_socket, 'SO_REUSEADDR') == [], (
        'app/web/server.py tries the port as uvicorn will bind it: else it would refuse a port that can be had'
    )


@pytest.mark.parametrize('name', ['blockwise_loudness', '_filters'])
def test_pyloudnorm_says_how_loud_each_block_is(name: str) -> None:
    import pyloudnorm

    assert hasattr(pyloudnorm.Meter(48_000, filter_class='DeMan'), name), (
        'app/audio/other_meter.py gates what pyloudnorm says of each block'
    )
