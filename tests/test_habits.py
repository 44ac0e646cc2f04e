"""What a code host and a commit hook run is what people run by hand; and how this house writes about people."""

import re
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.places import ROOT

HOST = yaml.safe_load((ROOT / '.github' / 'workflows' / 'ci.yml').read_text())
HOOKS = yaml.safe_load((ROOT / '.pre-commit-config.yaml').read_text())
TARGETS = set(re.findall(r'^([a-z-]+):', (ROOT / 'Makefile').read_text(), re.MULTILINE))


def test_every_supported_python_is_tried() -> None:
    wanted = tomllib.loads((ROOT / 'pyproject.toml').read_text())['project']['requires-python']
    first, beyond = (int(found) for found in re.findall(r'3\.(\d+)', wanted))
    assert HOST['jobs']['check']['strategy']['matrix']['python'] == [f'3.{minor}' for minor in range(first, beyond)]


def test_the_code_host_runs_what_people_run_by_hand() -> None:
    steps = [step['run'] for job in HOST['jobs'].values() for step in job['steps'] if 'run' in step]
    made = [step.removeprefix('make ') for step in steps if step.startswith('make ')]
    assert {'check', 'audit'} <= set(made) <= TARGETS
    assert 'bash .ci/run' in steps


@pytest.mark.parametrize('hook', HOOKS['repos'][0]['hooks'], ids=lambda hook: str(hook['id']))
def test_a_hook_uses_what_setup_has_installed(hook: dict[str, str]) -> None:
    program, *rest = hook['entry'].split()
    if program == 'make':
        assert set(rest) <= TARGETS
    else:
        assert (ROOT / (rest[0] if program == 'sh' else program)).exists()


ROOMS = ('app', 'bench', 'components', 'deploy', 'docs', 'models', 'pages', 'tasks', 'tests')
OF_A_LANGUAGE = tuple(
    str(ROOT / place) for place in ('app/voice/text', 'app/voice/engines/effects/stems.py', 'tests/app/voice')
)
"""Here are the words of English itself, and texts as others wrote them; no person is meant."""
WORDS = re.compile(r'\b(he|his|him|himself)\b(?!-AAC)', re.IGNORECASE)


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Comments and texts of a program, everything in other files; by their lines."""
    if path.suffix != '.py':
        yield from enumerate(path.read_text().splitlines(), 1)
        return
    if not WORDS.search(path.read_text()):
        return  # to take it apart takes far longer
    with path.open('rb') as file:
        for token in tokenize.tokenize(file.readline):
            kind = tokenize.tok_name[token.type]
            if kind in ('COMMENT', 'FSTRING_MIDDLE') or (kind == 'STRING' and token.string[0].lower() != 'b'):
                yield token.start[0], token.string


@pytest.mark.parametrize('room', ROOMS)
def test_a_person_is_they(room: str) -> None:
    found = ROOT.glob(room) if '*' in room else (ROOT / room).rglob('*')
    files = [
        path for path in found if path.suffix in {'.py', '.js', '.mjs', '.md', '.conf'} and '.min.' not in path.name
    ]
    him = [f'{path}:{line}' for path in files for line, text in texts(path) if WORDS.search(text)]
    assert files, 'this test looks in the wrong place'
    assert [place for place in him if not place.startswith((__file__, *OF_A_LANGUAGE))] == []
