"""docs/webhooks.md is true: its events, its example, its two ways to verify, and its numbers."""

import json
import re
import subprocess
from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from app.api.v1.jobs import Job, Result
from app.drums import telling as drums
from app.outbound import places
from app.practice import events as practice
from app.studio import area as studio
from app.uploads import importing
from app.webhooks import deliveries, endpoints, events, outcomes, sending, signing, turns
from tests.places import ROOT

TEXT = ' '.join((ROOT / 'docs' / 'webhooks.md').read_text().split())
LINES = (ROOT / 'docs' / 'webhooks.md').read_text()
EXAMPLES = dict(re.findall(r'```(\w+)\n(.*?)```', LINES, re.DOTALL))
BODY = json.dumps(json.loads(EXAMPLES['json']), ensure_ascii=False)


def sent(secret: str) -> dict[str, str]:
    return signing.headers('evt_1', int(datetime.now(UTC).timestamp()), BODY.encode(), [secret])


def test_the_events_are_those_that_there_are() -> None:
    told = dict(re.findall(r'^\| `([a-z_]+(?:\.\w+)+)` \| (.*) \|$', LINES, re.MULTILINE))
    assert told == events.KINDS | practice.KINDS | drums.EVENTS | dict(studio.AREA.events)


def test_the_example_is_a_job_as_the_api_tells_one() -> None:
    told = json.loads(EXAMPLES['json'])
    assert set(told) == {'type', 'timestamp', 'data'}
    assert list(told['data']) == list(Job.model_fields)
    assert list(told['data']['result']) == list(Result.model_fields)
    assert Job(**told['data']).told() == told['data']


def test_the_python_example_verifies_and_refuses() -> None:
    made: dict[str, object] = {}
    exec(EXAMPLES['python'], made)
    verified, secret = made['verified'], signing.fresh()
    assert callable(verified)
    assert verified(secret, sent(secret), BODY) == json.loads(BODY)
    with pytest.raises(Exception, match='No matching signature'):
        verified(signing.fresh(), sent(secret), BODY)


def test_the_shell_example_makes_the_same_signature() -> None:
    secret = signing.fresh()
    headers = sent(secret)
    known = {'SECRET': secret, 'ID': headers['webhook-id'], 'TIMESTAMP': headers['webhook-timestamp'], 'BODY': BODY}
    done = subprocess.run(
        ['sh', '-c', EXAMPLES['sh']],
        capture_output=True,
        text=True,
        check=True,
        env={'PATH': '/usr/bin:/bin:/usr/local/bin', **known},
    )
    assert done.stdout.strip() == headers['webhook-signature']
    assert Verifier(secret).verify(BODY, headers)


def test_the_numbers_are_those_of_the_code() -> None:
    pauses = ['5 s', '5 min', '30 min', '2 h', '5 h', '7 h', '10 h']
    units = {'s': 1, 'min': 60, 'h': 3600}
    told = [int(number) * units[unit] for number, unit in (pause.split() for pause in pauses)]
    assert told == [pause.total_seconds() for pause in outcomes.PAUSES]
    for sentence in (
        f'{len(pauses)} times in a day: after {", ".join(pauses[:-1])} and {pauses[-1]}',
        f'within {sending.LIMITS.whole_s:g} seconds counts as arrived',
        f'nothing has arrived for {outcomes.FAILS_FOR.days} days',
        f'deliveries of the last {deliveries.KEPT.days} days',
        f'For {endpoints.OLD_SECRET_HOLDS.total_seconds() / 3600:g} hours everything is signed with the old one',
        f'A user has {endpoints.MOST} webhooks at most, and {events.MOST_WAITING:,} deliveries wait for one of them',
        f'at port {places.PORTS[0]} or {places.PORTS[1]}',
        f'follows up to {importing.LIMITS.redirects} redirects',
        f'is tried again {len(importing.PAUSES)} times',
        f'It may take {importing.LIMITS.whole_s / 3600:g} hours, and nothing may come for 20 seconds',
    ):
        assert sentence in TEXT
    assert (turns.OF_A_HOOK, turns.OF_A_USER, importing.LIMITS.silence_s) == (2, 4, 20)
    assert 'Two are on their way to one address at a time, four of one user' in TEXT
