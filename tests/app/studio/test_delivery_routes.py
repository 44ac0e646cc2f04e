"""What is fetched of files that were handed over: ranges for hours, nothing for anybody else, all as one ZIP."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from app import accounts, api
from app.accounts import Visitor, tokens
from app.db import transaction
from app.studio import delivery_links, delivery_lists, delivery_names, delivery_readers, notes
from models import DeliveryLink, UserSession
from models.types import utc_now
from tests.app.accounts_support import person, session_of, visiting
from tests.app.studio.delivery_support import (
    GUEST,
    House,
    booked,
    change_booking,
    handed,
    ready,
    sound,
)
from tests.app.studio.delivery_support import house as house

Work = Callable[[], int]
NASTY = '<script>alert(1)</script>'


@pytest.fixture
def web(house: House) -> TestClient:
    """The routes, for whoever visits."""
    return TestClient(api.create(), follow_redirects=False, raise_server_exceptions=False)


@pytest.fixture
def as_client(house: House) -> Iterator[None]:
    """The visitor is the client."""
    with visiting(session_of(house.client)):
        yield


@pytest.fixture
def token(house: House) -> str:
    """What the link of a guest carries, who has one file."""
    handed(house, content=sound(1.0), booking=booked(house, email=GUEST))
    return delivery_links.make(house.engineer, house.studio, GUEST, 'Gus').rpartition('/')[2]


def as_nobody() -> None:
    accounts.let_in(Visitor(address='203.0.113.9'))


def guests_version(token: str) -> str:
    """The one version that a guest has."""
    (group,) = delivery_lists.of_guest(delivery_readers.guest(token))
    return group.files[0].versions[0].id


def test_d2_a_sound_goes_on_after_hours_by_the_session_and_by_the_link(
    house: House, web: TestClient, worker: Work, token: str
) -> None:
    theirs, mine = guests_version(token), handed(house, 'Long.wav', sound(2.0))
    worker()
    cookie = session_of(house.client)
    with transaction() as session:  # the link was opened three hours ago, and nothing came since
        then = utc_now() - timedelta(hours=3)
        session.execute(sa.update(UserSession).values(created_at=then, last_seen_at=then))
        session.execute(sa.update(DeliveryLink).values(created_at=then, last_used_at=then))
    with visiting(cookie):
        whole = web.get(f'/files/studio/versions/{mine}/sound')
        assert (whole.status_code, whole.headers['accept-ranges']) == (200, 'bytes')
        size = len(whole.content)
        later = web.get(f'/files/studio/versions/{mine}/sound', headers={'Range': f'bytes={size // 2}-'})
        assert (later.status_code, later.content) == (206, whole.content[size // 2 :])
        assert later.headers['content-range'] == f'bytes {size // 2}-{size - 1}/{size}'
    as_nobody()
    for begin in (0, 100):
        answer = web.get(f'/delivered/{token}/sounds/{theirs}', headers={'Range': f'bytes={begin}-'})
        assert answer.status_code == 206
    assert web.get(f'/delivered/{token}/sounds/{mine}').status_code == 404, 'this one is somebody else’s'


def test_d3_guessed_keys_other_clients_links_taken_back_and_folders_are_404_each(
    house: House, web: TestClient, worker: Work, token: str
) -> None:
    version = handed(house, content=sound(1.0))
    worker()
    paths = [f'/files/studio/versions/{version}{part}' for part in ('', '/sound', '/look')]
    paths += [f'/files/studio/compare/{version}', f'/files/studio/compare/{version}/{version}/0']
    with visiting(session_of(person('sam@example.org'))):
        assert {path: web.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
        for path in ('/files/studio/versions/guessed', '/files/studio/versions/guessed/sound'):
            assert web.get(path).status_code == 404
        for path in ('/files/studio/', '/files/studio/versions/', '/files/studio/versions/..%2f..%2foriginals'):
            assert web.get(path).status_code == 404
    with visiting(session_of(house.client)):
        assert {path: web.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)
    as_nobody()
    assert {web.get(path).status_code for path in paths} == {401}
    assert web.get(f'/delivered/{token}').status_code == 200
    (link,) = delivery_links.listed(house.engineer, house.studio, GUEST)
    delivery_links.revoke(house.engineer, house.studio, link.id)
    for path in ('', f'/files/{version}', f'/sounds/{version}', '/archive'):
        assert web.get(f'/delivered/{token}{path}').status_code == 404
    assert web.post(f'/delivered/{token}/approve/{version}').status_code == 404


def test_d4_a_locked_download_says_what_is_due_and_opens_as_soon_as_it_is_paid(
    house: House, web: TestClient, as_client: None
) -> None:
    change_booking(house.booking, remainder_amount=9000, remainder_status='due')
    version = handed(house, content=b'the mix', locked=True)
    refused = web.get(f'/files/studio/versions/{version}')
    assert refused.status_code == 400
    assert '€90.00 of this session is still to be paid' in refused.text
    change_booking(house.booking, remainder_amount=0, remainder_status='paid')
    assert web.get(f'/files/studio/versions/{version}').content == b'the mix'


@pytest.mark.nightly
def test_d7_a_zip_of_forty_files_has_each_once_under_a_safe_name(
    house: House, web: TestClient, as_client: None
) -> None:
    for number in range(38):
        handed(house, f'Take {number}.wav', f'take {number}'.encode())
    handed(house, 'Mix.wav', b'one')
    handed(house, 'MIX.wav', b'two', folder='../Stems/..')
    handed(house, 'mix.wav', b'three')
    answer = web.get('/files/studio/archive')
    assert answer.status_code == 200
    assert int(answer.headers['content-length']) == len(answer.content)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        told = {name: archive.read(name) for name in names}
    assert len({name.casefold() for name in names}) == 41
    assert {'Mix.wav': b'one', 'mix (2).wav': b'three', 'Stems/MIX.wav': b'two'}.items() <= told.items()
    assert downloads(house) == {1}, 'each was noted as downloaded'


def downloads(house: House) -> set[int]:
    """How often each version of the client was downloaded."""
    (group,) = delivery_lists.of_client(house.engineer, house.studio, house.client)
    return {one.versions[0].visits[0].downloads for one in group.files}


@pytest.mark.parametrize(
    ('given', 'safe'),
    [
        ('../../etc/passwd', '_.._etc_passwd'),
        ('a\\b:c*?.wav', 'a_b_c__.wav'),
        ('  .hidden. ', 'hidden'),
        ('CON.wav', '_CON.wav'),
        ('\u202egnp.exe\x00', 'gnp.exe'),
        ('', 'File'),
        ('x' * 300 + '.wav', 'x' * 146 + '.wav'),
    ],
)
def test_d7_a_name_is_safe_on_every_system(given: str, safe: str) -> None:
    assert delivery_names.safe(given) == safe


def test_a_guest_reads_says_approves_and_downloads_without_an_account(
    house: House, web: TestClient, token: str
) -> None:
    version = guests_version(token)
    notes.add(house.engineer, house.studio, GUEST, NASTY, 'mix')
    as_nobody()
    page = web.get(f'/delivered/{token}')
    assert page.status_code == 200
    assert NASTY not in page.text
    assert 'no-store' in page.headers['cache-control']
    assert 'noindex' in page.headers['x-robots-tag']
    assert len(page.content) < 60_000
    assert web.get(f'/delivered/{token}/files/{version}').content == sound(1.0)
    wrong = web.post(f'/delivered/{token}/comments/{version}', data={'text': 'Softer', 'at': 'soon'})
    assert wrong.status_code == 422
    assert 'Softer' in wrong.text
    assert 'like 1:05' in wrong.text
    said = web.post(f'/delivered/{token}/comments/{version}', data={'text': NASTY, 'at': ''})
    assert (said.status_code, said.headers['location']) == (303, f'/delivered/{token}#v{version}')
    assert web.post(f'/delivered/{token}/approve/{version}').status_code == 303
    page = web.get(f'/delivered/{token}')
    assert 'Approved' in page.text
    assert '&lt;script&gt;' in page.text
    assert NASTY not in page.text


def test_a_guest_is_told_what_is_due_on_a_page(house: House, web: TestClient) -> None:
    booking = booked(house, email=GUEST, remainder_amount=2500, remainder_status='due')
    version = handed(house, booking=booking, locked=True)
    ready(version)
    token = delivery_links.make(house.engineer, house.studio, GUEST).rpartition('/')[2]
    as_nobody()
    assert '€25.00' in web.get(f'/delivered/{token}').text
    refused = web.get(f'/delivered/{token}/files/{version}')
    assert refused.status_code == 403
    assert '€25.00' in refused.text
    assert web.get(f'/delivered/{token}/archive').status_code == 403


def test_the_link_of_a_booking_opens_its_files_too(house: House, web: TestClient) -> None:
    booking = booked(house, email=GUEST)
    handed(house, booking=booking)
    change_booking(booking, claim_token_hash=tokens.digest('of the booking'))
    as_nobody()
    assert 'Mix.wav' in web.get('/delivered/of the booking').text
    change_booking(booking, end_time=utc_now() - timedelta(days=30))
    assert web.get('/delivered/of the booking').status_code == 404
