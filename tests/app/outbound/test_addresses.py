"""Which addresses of users are called at all: none that lead inside, however they are written."""

from collections.abc import Callable
from ipaddress import ip_address
from threading import Event

import pytest

from app import config, outbound
from app.config import settings
from app.errors import AddressRefused, NoAnswer, UnsafeSettings
from app.outbound import places
from tests.receivers import resolved

pytestmark = pytest.mark.usefixtures('data_dir')

INSIDE = [
    '127.0.0.1', '127.8.8.8', '0.0.0.0', '0.1.2.3', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1',
    '100.64.0.1', '100.100.100.200', '169.254.169.254', '168.63.129.16', '192.0.0.192', '192.0.2.1', '198.18.0.1',
    '198.51.100.7', '203.0.113.7', '192.88.99.1', '224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255',
    '::', '::1', '::7f00:1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1',
    '64:ff9b::8.8.8.8', '64:ff9b:1::1', '100::1', '2001::1', '2001:0:a9fe:a9fe::1', '2001:db8::1', '2002:7f00:1::',
    '2002:a9fe:a9fe::1', '3fff::1', '5f00::1', 'fc00::1', 'fd00:ec2::254', 'fe80::1', 'fec0::1', 'ff02::1',
]  # fmt: skip


@pytest.mark.parametrize('number', INSIDE)
def test_no_address_that_could_be_inside_is_public(number: str) -> None:
    assert not places.is_public(ip_address(number))


@pytest.mark.parametrize('number', ['1.1.1.1', '93.184.216.34', '172.32.0.1', '2606:2800:220:1::1', '2a00:1450::5'])
def test_the_internet_is_public(number: str) -> None:
    assert places.is_public(ip_address(number))


@pytest.mark.parametrize('number', INSIDE)
def test_a_name_that_leads_inside_is_refused_by_a_sentence_that_tells_nothing_of_the_inside(
    number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolved(monkeypatch, evil__example__org=number)
    with pytest.raises(AddressRefused) as inside:
        outbound.check('https://evil.example.org/hook')
    with pytest.raises(AddressRefused) as unknown:
        outbound.check('https://nobody.example.org/hook')
    assert str(inside.value).replace('evil', 'nobody') == str(unknown.value)
    assert type(inside.value) is type(unknown.value)


def test_one_address_inside_among_public_ones_is_enough_to_refuse_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    resolved(monkeypatch, two__example__org=['93.184.216.34', '10.0.0.7'], fine__example__org=['93.184.216.34'])
    with pytest.raises(AddressRefused, match='leads to no server on the internet'):
        outbound.check('https://two.example.org/')
    assert str(outbound.check('https://fine.example.org')) == 'https://fine.example.org/'


@pytest.mark.parametrize(
    'url',
    [
        *('https://127.0.0.1/', 'https://127.1/', 'https://2130706433/', 'https://0x7f000001/', 'https://0177.0.0.1/'),
        *('https://0x7f.0.0.1/', 'https://127.0.0.1./', 'https://127.0.1/', 'https://00.0.0.0/', 'https://0/'),
        *('https://[::1]/', 'https://[::ffff:127.0.0.1]/', 'https://[::ffff:7f00:1]/', 'https://[fe80::1%25eth0]/'),
        *(
            'https://[::]/',
            'https://localhost/',
            'https://LOCALHOST./',
            'https://１２７.０.０.１/',
            'https://①②⑦.0.0.1/',
        ),
        *('https://127。0。0。1/', 'https://ⓛocalhost/', 'https://127.0.0.1%2f@fine.example.org/', 'https://%31/'),
    ],
)
def test_this_machine_is_refused_however_it_is_written(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolved(monkeypatch, localhost='127.0.0.1', fine__example__org='93.184.216.34')
    with pytest.raises(AddressRefused):
        outbound.check(url)


@pytest.mark.parametrize(
    ('url', 'sentence'),
    [
        ('', 'begin with https'),
        ('fine.example.org', 'begin with https'),
        ('file:///etc/passwd', 'begin with https'),
        ('gopher://fine.example.org/', 'begin with https'),
        ('http://fine.example.org/', 'begin with https'),
        ('https:///etc/passwd', 'no address that can be called'),
        ('https://', 'no address that can be called'),
        ('https://ann:secret@fine.example.org/', 'Leave the name and the password out'),
        ('https://fine.example.org@10.0.0.1/', 'Leave the name and the password out'),
        ('https://fine.example.org\\@10.0.0.1/', 'no address that can be called'),
        ('https://fine.example.org/a b', 'no address that can be called'),
        ('https://fine.example.org/\r\nHost: inside', 'no address that can be called'),
        ('https://fine.exa\tmple.org/', 'no address that can be called'),
        ('https://[::1', 'no address that can be called'),
        ('https://fine..example.org/', 'no address that can be called'),
        ('https://fine.example.org:99999/', 'no address that can be called'),
        ('https://fine.example.org:22/', 'Port 22 is not called'),
        ('https://fine.example.org:0/', 'Port 0 is not called'),
        ('https://fine.example.org/' + 'a' * 2000, 'more than 2,000'),
    ],
)
def test_what_is_no_ordinary_address_is_refused_with_the_reason(
    url: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolved(monkeypatch, fine__example__org='93.184.216.34')
    with pytest.raises(AddressRefused, match=sentence):
        outbound.check(url)


def test_a_name_in_any_script_is_asked_as_dns_knows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = resolved(monkeypatch, **{'xn--strae-oqa__example': '93.184.216.34'})
    assert str(outbound.check('https://Straße.example:8443/ünd?a=ö#x')) == (
        'https://xn--strae-oqa.example:8443/%C3%BCnd?a=%C3%B6'
    )
    assert asked == ['xn--strae-oqa.example']


def test_an_installation_may_name_hosts_and_networks_inside(
    monkeypatch: pytest.MonkeyPatch, change_setting: Callable[[str, object], None]
) -> None:
    resolved(monkeypatch, n8n__lan='10.1.1.1', other__lan='10.1.1.1', at__net='10.2.3.4', meta__lan='169.254.169.254')
    change_setting('outbound_allow', 'n8n.lan, 10.2.0.0/16, meta.lan, fd12::/16')
    assert outbound.check('http://n8n.lan:5678/hook').port == 5678
    assert outbound.check('http://10.2.0.9/hook').scheme == 'http'
    assert outbound.check('https://at.net/hook').host == 'at.net'
    assert outbound.check('https://[fd12::7]/hook').netloc == '[fd12::7]'
    for refused in ('https://other.lan/', 'https://10.3.0.1/', 'https://meta.lan/', 'https://127.0.0.1/'):
        with pytest.raises(AddressRefused):
            outbound.check(refused)


@pytest.mark.parametrize('said', ['10.0.0.0/33', 'n8n .lan', 'http://n8n.lan', '10.0.0', 'n8n.lan:5678'])
def test_what_is_neither_host_nor_network_refuses_to_start(
    said: str, data_dir: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv('LEVELMIX_OUTBOUND_ALLOW', said)
    config.forget_settings()
    with pytest.raises(UnsafeSettings, match='neither a host nor a network'):
        settings()


def test_a_resolver_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    over = Event()

    def never(host: str, port: int) -> list[str]:
        over.wait(60)
        return []

    monkeypatch.setattr(places, 'look_up', never)
    try:
        with pytest.raises(NoAnswer, match='Nobody could say in time where “slow'):
            outbound.check('https://slow.example.org/', timeout=0.05)
    finally:
        over.set()
