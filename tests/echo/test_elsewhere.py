"""What the rest of the product does for an area that it does not know: routes, uploads, sounds, buttons, meters."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app import accounts, api, areas, leveling, storage, uploads
from app.accounts import Meter, api_keys, tiers
from app.db import transaction
from app.errors import NotFound
from app.installation import flags
from app.jobs import feed, own_jobs
from app.leveling import helper_jobs
from models import FeatureFlag, Status
from tests.app.accounts_support import person, session_of, visiting
from tests.app.limits_support import uploaded


def test_its_routes_answer_below_its_name_for_those_it_is_open_to(
    ann: str, echo: Any, worker: Callable[[], int]
) -> None:
    said = echo.submit(ann, 'hello')
    worker()
    eve = person('eve@example.org')

    def ask(user_id: str, *only: str) -> tuple[int, str]:
        key = api_keys.create(user_id, 'program', only=only)
        headers = {'Authorization': f'Bearer {key}'}
        answer = TestClient(api.create()).get(f'/api/v1/echo/said/{said}', headers=headers)
        return answer.status_code, answer.json()['detail'] if answer.status_code >= 400 else answer.text

    assert ask(ann) == ask(ann, 'echo') == (200, 'hellohello')
    assert ask(eve)[0] == 404
    assert ask(ann, 'leveling')[0] == 403, 'a key for another area'
    with transaction() as session:
        session.add(FeatureFlag(name='area.echo', is_enabled=False, rollout_percentage=100.0))
    assert ask(ann) == (503, flags.CLOSED.format(area='Echoes'))


def test_the_first_area_closes_at_its_own_addresses_too_and_what_is_of_all_areas_stays(ann: str, echo: Any) -> None:
    paths = ('results/x', 'reports/x', 'timelines/x?start=0&end=1&points=2', 'previews/x', 'tracklists/x/txt')
    client = TestClient(api.create())
    with visiting(session_of(ann)):
        assert [client.get(f'/files/{path}').status_code for path in paths] == [404] * len(paths)
        with transaction() as session:
            session.add(FeatureFlag(name='area.leveling', is_enabled=False, rollout_percentage=100.0))
        assert [client.get(f'/files/{path}').status_code for path in paths] == [503] * len(paths)
        assert client.get('/files/export').status_code == 200


def test_an_upload_for_it_becomes_its_job_by_the_server(ann: str, echo: Any, worker: Callable[[], int]) -> None:
    upload_id = uploaded(ann, 'wind.wav')
    assert uploads.choose(ann, upload_id, 'echo', {'greeting': 'Hello'}) == upload_id
    assert uploads.choose(ann, upload_id, 'echo', {'greeting': 'Hello'}) == upload_id, 'asked twice, it is one job'
    worker()
    assert [(one.title, one.status) for one in feed.feed(ann).found] == [('Hello wind.wav', Status.COMPLETED)]


def names(found: list[areas.Area]) -> set[str]:
    """How these areas are called; how many there are beside those of a story is not its business."""
    return {area.name for area in found}


def echo_of(found: list[areas.Area]) -> list[str]:
    """By which words a sound goes on to the echo area, if at all."""
    return [area.send_to for area in found if area.name == 'echo']


def test_sounds_go_on_to_the_areas_that_take_them(ann: str, echo: Any, worker: Callable[[], int]) -> None:
    assert echo_of(areas.takers(leveling.KIND, 'Night.WAV')) == ['Say its name back']
    assert 'leveling' not in names(areas.takers(leveling.KIND, 'Night.WAV')), 'not its own'
    assert echo_of(areas.takers(leveling.KIND, 'Night.flac')) == [], 'nothing that it accepts'
    assert areas.takers(helper_jobs.FORECAST, 'Night.wav') == [], 'nothing that anybody could hear'
    assert 'leveling' in names(areas.takers(echo.KIND, 'Night.wav'))
    assert 'echo' not in names(areas.takers(echo.KIND, 'Night.wav')), 'not its own'
    assert {'leveling', 'echo'} <= names(areas.accepting('Night.wav')), 'a file is of no area'
    assert areas.accepting('Night.txt') == []
    said = echo.submit(ann, 'hello')
    with pytest.raises(NotFound):
        feed.sound(ann, said)
    worker()
    key, name = feed.sound(ann, said)
    assert (b''.join(storage.read(key)), name) == (b'hellohello', 'hello.txt')
    with pytest.raises(NotFound):
        feed.sound(person('eve@example.org'), said)


def test_users_cancel_and_retry_what_the_feed_lists_and_nothing_else(
    ann: str, echo: Any, worker: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    eve, said = person('eve@example.org'), echo.submit(ann, 'hello')
    deeds: list[Callable[[str, str, str], None]] = [own_jobs.cancel, own_jobs.retry]
    for deed in deeds:
        with pytest.raises(NotFound):
            deed(eve, echo.KIND, said)
    own_jobs.cancel(ann, echo.KIND, said)
    own_jobs.retry(ann, echo.KIND, said)
    worker()
    assert feed.get(ann, said).status == Status.COMPLETED
    monkeypatch.setattr(areas, 'kind', lambda name: replace(areas.kinds()[name], retry=None))
    plain = echo.submit(ann, 'no words of its own for trying again')
    own_jobs.cancel(ann, echo.KIND, plain)
    with pytest.raises(NotFound):
        own_jobs.retry(eve, echo.KIND, plain)
    own_jobs.retry(ann, echo.KIND, plain)
    assert feed.get(ann, plain).active
    waiting = echo.submit(ann, 'hidden')
    monkeypatch.setattr(areas, 'kind', lambda name: replace(areas.kinds()[name], title=None))
    with pytest.raises(NotFound):
        own_jobs.cancel(ann, echo.KIND, waiting)


def test_the_account_tells_what_is_left_of_what_it_uses_up(
    ann: str, echo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = replace(tiers.TIERS[1], allow={**tiers.TIERS[1].allow, 'echo.sayings': 3})
    monkeypatch.setattr(tiers, 'TIERS', tiers.TIERS | {1: small})

    def of_the_area() -> list[Meter]:
        return [one for one in accounts.meters(ann) if one.what.startswith('echo.')]

    assert of_the_area() == [Meter('echo.sayings', 0, 3)]
    echo.submit(ann, 'hello')
    assert of_the_area() == [Meter('echo.sayings', 1, 3)]
    assert [areas.label(name) for name in ('echo', 'leveling', 'gone')] == ['Echoes', 'Level', 'gone']
