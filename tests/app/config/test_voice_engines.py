"""Engines that the operator names in the settings: read whole, or refused in a sentence that shows no key."""

import json
from pathlib import Path
from typing import Any

import pytest

from app import config
from app.config import settings
from app.errors import UnsafeSettings

GPU = {'name': 'gpu', 'shape': 'plain', 'url': 'http://gpu.lan:8000/'}
SECRET = 'sk-never-shown'


def named(patch: pytest.MonkeyPatch, engines: Any, keys: Any = '') -> None:
    for name, said in (('ENGINES', engines), ('ENGINE_KEYS', keys)):
        patch.setenv(f'LEVELMIX_VOICE_{name}', said if isinstance(said, str) else json.dumps(said))
    config.forget_settings()


def test_each_engine_has_its_own_key(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = {'name': 'cloud', 'shape': 'elevenlabs', 'url': 'https://api.example.org', 'makes': ['speech', 'effects']}
    named(monkeypatch, [GPU, cloud], {'cloud': SECRET})
    gpu, other = settings().engines_by_address
    assert (gpu.url, gpu.key, gpu.makes) == ('http://gpu.lan:8000', '', ('speech',))
    assert (other.key, other.makes) == (SECRET, ('speech', 'effects'))
    assert SECRET not in repr(settings()) + repr(settings().engines_by_address)


def test_there_is_none_unless_it_is_named(data_dir: Path) -> None:
    assert list(settings().engines_by_address) == []


@pytest.mark.parametrize(
    ('engines', 'keys', 'sentence'),
    [
        ('[{', '', 'LEVELMIX_VOICE_ENGINES cannot be read: Invalid JSON'),
        ({'gpu': 'http://gpu.lan'}, '', 'LEVELMIX_VOICE_ENGINES cannot be read: '),
        ([GPU | {'url': 'gpu.lan:8000'}], '', 'engine 1, url, is no address: write it like http://gpu.lan:8000'),
        ([GPU | {'url': f'http://me:{SECRET}@gpu.lan'}], '', 'url, names a password: keys belong in LEVELMIX_VOICE'),
        ([GPU | {'url': 'http://gpu.lan:99999'}], '', 'engine 1, url, '),
        ([GPU | {'name': 'My GPU'}], '', 'engine 1, name, '),
        ([GPU | {'shape': 'grpc'}], '', 'engine 1, shape, '),
        ([GPU | {'shape': 'openai', 'makes': ['effects']}], '', 'an engine of the shape openai makes speech'),
        ([GPU | {'api_key': SECRET}], '', 'engine 1, api_key, Extra inputs are not permitted'),
        ([GPU | {'key': SECRET}], '', 'LEVELMIX_VOICE_ENGINES has a key: keys belong in LEVELMIX_VOICE_ENGINE_KEYS'),
        ([GPU, GPU], '', 'has one name twice'),
        ([GPU], SECRET, 'LEVELMIX_VOICE_ENGINE_KEYS cannot be read: write it like'),
        ([GPU], {'cpu': SECRET}, 'LEVELMIX_VOICE_ENGINE_KEYS has a key for “cpu”, which is no engine'),
    ],
)
def test_what_cannot_be_read_refuses_to_start_and_shows_no_key(
    engines: Any, keys: Any, sentence: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named(monkeypatch, engines, keys)
    with pytest.raises(UnsafeSettings) as refused:
        settings()
    assert sentence in str(refused.value)
    assert SECRET not in str(refused.value)
