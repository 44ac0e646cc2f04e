"""Who may import whom, what stands where: the rules of the house, walked over the code."""

import ast
import sys
from functools import cache
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import models
from models import JobColumns

ROOT = Path(__file__).parent.parent
OURS = ('app', 'components', 'models', 'pages', 'tasks', 'main')
FILES = [p for name in OURS for p in sorted((ROOT / name).rglob('*.py'))] + [ROOT / 'main.py']
PLACES = [{path.stem for path in (ROOT / part).iterdir()} for part in ('app', 'models', 'pages', 'tasks')]
AREAS = tuple(sorted(set.intersection(*PLACES) - {'__init__', '__pycache__'}))
"""An area has the same name in every layer."""
SERVICES = (
    *(f'app.{area}' for area in AREAS),
    'app.accounts',
    'app.areas',
    'app.billing',
    'app.config',
    'app.errors',
    'app.installation.announcements',
    'app.installation.disk',
    'app.installation.flag_conditions', 'app.installation.flags',
    'app.installation.open_areas',
    'app.installation.pauses',
    'app.installation.posts',
    'app.jobs.admin',
    'app.jobs.feed',
    'app.jobs.own_jobs',
    'app.jobs.progress',
    'app.jobs.shared_counts', 'app.jobs.sharing',
    'app.jobs.workers',
    'app.library',
    'app.notifications',
    'app.paging',
    'app.ops.metrics',
    'app.ops.readiness',
    'app.ops.space_used',
    'app.pictures',
    'app.public',
    'app.runtime.thread_pools',
    'app.targets',
    'app.uploads',
    'app.webhooks',
    'app.version',
)  # fmt: skip

SPEAKING_ALONE = (
    *('app.voice.clips', 'app.voice.effect_clips', 'app.voice.engines', 'app.voice.errors', 'app.voice.joining'),
    *('app.voice.phonemes', 'app.voice.pieces', 'app.voice.rates', 'app.voice.sample_files'),
    *('app.voice.sample_process', 'app.voice.text', 'app.voice.transcripts'),
)
"""The part of an area that speaks without a database: `levelmix voice` stands on it."""
DRUMS = ('beats', 'differences', 'drafting', 'drum_map', 'fingerprints', 'formats', 'levels', 'stem', 'transcriber')
DRUMS_ALONE = tuple(f'app.drums.{part}' for part in DRUMS)
STUDIO_ALONE = tuple(f'app.studio.{part}' for part in ('prices', 'states', 'policies', 'times', 'calendars'))
NUMBERS_ALONE = tuple(f'app.artist.{part}' for part in ('imports', 'metrics', 'series_values', 'suspicions'))
OF_ASSISTANTS = ('app.mcp_server', 'app.tools')

ALLOWED = {
    # longest prefix wins; what a layer may import of ours
    'main': ('app', 'pages', 'tasks'),
    'pages': ('pages', 'components', 'models', *SERVICES),
    'components': ('components', 'models'),
    'tasks': ('tasks', 'app', 'models'),
    'models': ('models',),
    'app': ('app', 'models'),
    'app.audio': ('app.audio',), 'app.artist.insights': ('app.artist.insights',),
    'app.libsql': ('app.libsql',), 'app.practice.takes': ('app.audio', 'app.practice'),
    'app.remote': ('app.remote', 'app.errors', 'app.version'),
    **dict.fromkeys(SPEAKING_ALONE, ('app.audio', 'app.meanings', *SPEAKING_ALONE)), 'app.meanings': ('app.meanings',),
    **dict.fromkeys(DRUMS_ALONE, ('app.audio', *DRUMS_ALONE)),
    **dict.fromkeys(NUMBERS_ALONE, ('app.errors', *NUMBERS_ALONE)),  # app.errors has words and no database
    **dict.fromkeys(STUDIO_ALONE, ('app.errors', *STUDIO_ALONE)),
    'app.api': ('app.api', *SERVICES, *OF_ASSISTANTS, 'app.api.bodies', 'app.files', 'app.storage', 'app.db', 'models'),
}  # fmt: skip
ABOVE_THE_CORE = ('app.api', 'app.cli', 'app.console', 'app.web', *(f'app.{area}' for area in AREAS))
"""The areas and what puts the program together: the core, which is all else of `app`, knows none of them."""
ALONE = ('app.artist.insights', 'app.audio', 'app.libsql', 'app.meanings', 'app.practice.takes')
USABLE_ALONE = (*ALONE, *SPEAKING_ALONE, *DRUMS_ALONE, *STUDIO_ALONE, *NUMBERS_ALONE)


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix('').parts
    return '.'.join(parts[:-1] if parts[-1] == '__init__' else parts)


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text())))


@cache
def imports(path: Path) -> list[tuple[str, int]]:
    """Every module a file imports, with its line; `from a import b` is a.b where that is a module."""
    found = []
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            source = _source(path, node)
            for alias in node.names:
                full = f'{source}.{alias.name}'
                as_path = ROOT / full.replace('.', '/')
                is_module = as_path.with_suffix('.py').exists() or as_path.is_dir()
                found.append((full if is_module else source, node.lineno))
    return found


def _source(path: Path, node: ast.ImportFrom) -> str:
    """The full name of what a `from` names, also where it is written with dots."""
    folder = list(path.relative_to(ROOT).parts[:-1])
    start = folder[: len(folder) - node.level + 1] if node.level else []
    return '.'.join([*start, *([node.module] if node.module else [])])


def under(name: str, prefixes: tuple[str, ...]) -> bool:
    return any(name == prefix or name.startswith(prefix + '.') for prefix in prefixes)


def ours(path: Path) -> list[tuple[str, int]]:
    return [(name, line) for name, line in imports(path) if under(name, OURS)]


@pytest.mark.parametrize('path', FILES, ids=module_name)
def test_a_module_imports_only_what_its_layer_may(path: Path) -> None:
    me = module_name(path)
    layer = max((prefix for prefix in ALLOWED if under(me, (prefix,))), key=len)
    wrong = [f'line {line}: {name}' for name, line in ours(path) if not under(name, ALLOWED[layer])]
    assert wrong == [], f'{me} may import {ALLOWED[layer]}'


@pytest.mark.parametrize(
    'path',
    [p for p in sorted((ROOT / 'app').rglob('*.py')) if not under(module_name(p), (*ABOVE_THE_CORE, *USABLE_ALONE))],
    ids=module_name,
)
def test_the_core_knows_no_area(path: Path) -> None:
    assert [name for name, _ in ours(path) if under(name, (*ABOVE_THE_CORE, 'app.audio', 'app.voice'))] == []


@pytest.mark.parametrize('area', [*AREAS, 'accounts'])
def test_an_area_knows_no_other_area_and_no_screen(area: str) -> None:
    others = tuple(f'app.{other}' for other in AREAS if other != area)
    forbidden = (*others, 'app.web', 'app.api', 'app.cli')
    for path in (ROOT / 'app' / area).rglob('*.py'):
        assert [name for name, _ in ours(path) if under(name, forbidden)] == [], path.name


def test_nicegui_is_known_to_the_screens_and_the_web_server_alone() -> None:
    knowing = {module_name(p).split('.')[0] for p in FILES if any(under(n, ('nicegui',)) for n, _ in imports(p))}
    assert knowing <= {'pages', 'components', 'app'}
    in_app = {
        module_name(p) for p in (ROOT / 'app').rglob('*.py') if any(under(n, ('nicegui',)) for n, _ in imports(p))
    }
    assert in_app == {'app.web.server', 'app.web.sockets'}


def test_what_a_browser_tells_is_heard_through_bounds_alone() -> None:
    """Whatever listens to an event by itself takes no arguments: `[]`, or a handler that stays in the browser."""
    unbounded, heard = [], 0
    for path in (p for p in FILES if module_name(p).startswith(('pages', 'components'))):
        if module_name(path) == 'components.vocabulary.sent':
            continue
        for node in nodes(path):
            if isinstance(node, ast.ImportFrom) and any(a.name.endswith('EventArguments') for a in node.names):
                unbounded.append(f'{module_name(path)}:{node.lineno} takes an event as it came')
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, 'attr', getattr(node.func, 'id', ''))
            heard += name == 'hear'
            if name == 'on' and not _asks_for_nothing(node):
                unbounded.append(
                    f'{module_name(path)}:{node.lineno} hears all that is told: see components.vocabulary.sent'
                )
            if name in ('on_event', 'add_api_route', 'on_value_change') or (name == 'on' and not node.args):
                unbounded.append(f'{module_name(path)}:{node.lineno} is a way in that this test does not know')
    assert unbounded == []
    assert heard >= 5, 'this test looks in the wrong place'


def _asks_for_nothing(call: ast.Call) -> bool:
    in_browser = len(call.args) == 1 and [word.arg for word in call.keywords] == ['js_handler']
    return in_browser or (len(call.args) == 3 and isinstance(call.args[2], ast.List) and not call.args[2].elts)


def test_only_the_database_module_commits() -> None:
    committing = [
        f'{module_name(path)}:{node.lineno}'
        for path in FILES
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == 'commit'
    ]  # fmt: skip
    assert [place for place in committing if not place.startswith(('app.db', 'app.audio.'))] == []
    assert committing, 'this test looks in the wrong place'


def test_every_route_of_an_area_names_it_where_it_asks_for_the_user() -> None:
    """A key may be limited to some areas: what names none is closed to such a key, which nobody would notice here."""
    asking = [
        (f'{path.name}:{node.lineno}', len(node.args))
        for path in (ROOT / 'app' / 'api').rglob('*.py')
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == 'current_user'
    ]  # fmt: skip
    assert [place for place, arguments in asking if not arguments] == []
    assert len(asking) > 8, 'this test looks in the wrong place'


def test_only_the_settings_read_the_environment() -> None:
    reading = [
        module_name(path)
        for path in FILES
        if 'environ' in path.read_text().replace('environment', '') or 'getenv' in path.read_text()
    ]  # fmt: skip
    assert set(reading) <= {
        'app.config', 'main', 'app.audio.kernels', 'app.audio.compiled', 'app.web.sockets', 'app.remote.surroundings',
    }  # fmt: skip


def test_every_table_is_listed_in_models() -> None:
    assert {m.class_.__name__ for m in SQLModel._sa_registry.mappers} <= set(vars(models))


def test_every_task_module_is_listed_in_tasks() -> None:
    lists = list((ROOT / 'tasks').rglob('__init__.py'))
    listed = {name for path in lists for name, _ in imports(path)}
    present = {module_name(p) for p in (ROOT / 'tasks').rglob('*.py')} - {'tasks', 'tasks.consumer'}
    assert present <= listed


@pytest.mark.parametrize('folder', [*OURS[:-1], 'bench', 'tests'])
def test_files_stay_short_enough_to_read(folder: str) -> None:
    files = (path for kind in ('py', 'js', 'css') for path in (ROOT / folder).rglob(f'*.{kind}'))
    long = {str(p.relative_to(ROOT)): n for p in files if (n := len(p.read_text().splitlines())) > 300}
    assert long == {}


@pytest.mark.nightly
@pytest.mark.slow
def test_the_web_process_loads_no_engine() -> None:
    """Kernels and decoders belong to the worker: they are large, and decoders meet files that nobody may trust. What
    speaks to S3 is large, too, and only loaded where files lie there."""
    import subprocess

    heavy = (
        *('numba', 'av', 'PIL', 'phonenumbers', 'soundfile', 'lameenc', 'pyloudnorm', 'scipy', 'boto3', 'botocore'),
        *('onnxruntime', 'hibari', 'piper', 'app.voice.clips', 'app.voice.effect_clips', 'app.voice.engines.effects'),
        *('app.voice.engines.kokoro', 'app.meanings.minilm'),
    )
    program = f'import pages, app.web.server, sys; print([m for m in {heavy} if m in sys.modules])'
    done = subprocess.run([sys.executable, '-c', program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == '[]'


JOB_TABLES = {
    mapper.class_.__name__ for mapper in SQLModel._sa_registry.mappers if issubclass(mapper.class_, JobColumns)
}
FILLED_IN_FOR = {'_job', '_anew'}
"""Functions that only fill in the row of a job, for who submits it."""


@cache
def _functions() -> list[tuple[str, set[str]]]:
    """Every function, and the names of what it calls, the last part of each."""
    found = []
    for path in FILES:
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef):
                called = (part.func for part in ast.walk(node) if isinstance(part, ast.Call))
                names = {part.attr if isinstance(part, ast.Attribute) else getattr(part, 'id', '') for part in called}
                found.append((f'{module_name(path)}.{node.name}', names))
    return found


def test_every_job_goes_in_by_one_door_and_ends_in_one_place() -> None:
    making = {name: calls for name, calls in _functions() if calls & (JOB_TABLES | FILLED_IN_FOR)}
    submitting = {name for name, calls in making.items() if 'submit' in calls}
    assert {name.rpartition('.')[2] for name in making.keys() - submitting} == FILLED_IN_FOR
    assert len(submitting) >= 5, 'this test looks in the wrong place'
    sending = {name for name, calls in _functions() if calls & {'enqueue', 'requeue'}}
    assert {name.rpartition('.')[0] for name in sending} <= {'app.jobs', 'app.jobs.reaper', 'app.jobs.queue'}
    assert {name for name, calls in _functions() if 'ended' in calls} == {'app.jobs._follow_end'}
