"""Two who change the same at once, each as they have read it: the second hears that it has changed meanwhile.

The rival acts when the first has been found to be up to date, and has not begun to change anything.
"""

import re
import threading
from collections.abc import Callable

import pytest

from app import accounts, library, uploads
from app.api.v1 import answers
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem
from tests.app.billing_support import bought, transactions
from tests.app.limits_support import set_hard_limits, submit, uploaded
from tests.meanwhile import meanwhile

Ask = tuple[str, str, dict[str, object] | None]
"""A method, a path, and what is sent."""


@pytest.fixture(autouse=True)
def limits(owner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    set_hard_limits(monkeypatch)


@pytest.fixture
def boss() -> Program:
    return Program(person('boss@example.org', is_admin=True), 'admin:write', 'write')


@pytest.fixture
def ann() -> Program:
    return Program(person(subscription_tier=3))


def loses(patch: pytest.MonkeyPatch, program: Program, ask: Ask, rival: Callable[[], object]) -> None:
    """Ask for a change of what was read, while a rival is quicker; it is refused, and the rival was let through."""
    method, place, wanted = ask
    read = {'If-Match': program.get(re.sub('/(cancel|refund)$', '', place)).headers['ETag']}
    done: list[object] = []

    def act() -> None:
        thread = threading.Thread(target=lambda: done.append(rival()))
        thread.start()
        thread.join(60)

    meanwhile(patch, answers, 'only_if', act)
    more = {} if wanted is None else {'json': wanted}
    assert problem(program.ask(method, place, headers=read, **more)) == (412, 'changed')
    assert len(done) == 1


def test_of_two_admins_one_changes_a_user(boss: Program, ann: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    place = f'/admin/users/{ann.user_id}'
    loses(monkeypatch, boss, ('PATCH', place, {'tier': 1}), lambda: boss.ask('PATCH', place, json={'tier': 2}))
    assert boss.get(place).json()['tier'] == 2


def test_of_two_admins_one_gives_a_payment_back(boss: Program, ann: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts.let_in(accounts.Visitor())
    bought(ann.user_id, 'credits_10000')
    (paid,) = transactions(ann.user_id)
    place = f'/admin/payments/{paid.id}/refund'
    rival = {'amount_cents': 200}
    loses(monkeypatch, boss, ('POST', place, {'amount_cents': 300}), lambda: boss.post(place, json=rival))
    assert boss.get(f'/admin/payments/{paid.id}').json()['refunded_cents'] == 200
    fresh = {'If-Match': boss.get(f'/admin/payments/{paid.id}').headers['ETag']}
    assert boss.post(place, json={'amount_cents': 300}, headers=fresh).json()['left_cents'] == 0


def test_of_two_admins_one_changes_a_plan(boss: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    place = '/admin/plans/levelmix_premium'
    rival = {'price_cents': 1200}
    loses(monkeypatch, boss, ('PATCH', place, {'price_cents': 1}), lambda: boss.ask('PATCH', place, json=rival))
    assert boss.get(place).json()['price_cents'] == 1200


def test_of_two_admins_one_moves_a_job(boss: Program, ann: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    place = f'/admin/queue/{submit(ann.user_id)}'
    rival = {'priority': 50}
    loses(monkeypatch, boss, ('PATCH', place, {'priority': 1}), lambda: boss.ask('PATCH', place, json=rival))
    assert boss.get(place).json()['priority'] == 50


def test_an_upload_for_which_something_was_just_chosen_is_not_deleted(
    ann: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr('app.accounts.admit_upload', lambda *_, **__: None)
        begun = uploads.begin(ann.user_id, 'mix.wav', 4)
    begun.break_off()
    upload_id = begun.upload.id
    place = f'/uploads/{upload_id}'
    chosen = {'target_lufs': -14.0}
    loses(monkeypatch, ann, ('DELETE', place, None), lambda: uploads.choose(ann.user_id, upload_id, 'leveling', chosen))
    assert ann.get(place).json()['purpose'] == 'leveling'


def test_a_file_that_was_just_renamed_is_not_deleted(ann: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    uploaded(ann.user_id)
    item = library.items(ann.user_id).found[0]
    place = f'/library/{item.id}'
    loses(monkeypatch, ann, ('DELETE', place, None), lambda: ann.ask('PATCH', place, json={'name': 'keep me.wav'}))
    assert ann.get(place).json()['name'] == 'keep me.wav'


def test_a_job_that_has_just_ended_is_not_cancelled(ann: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    place = f'/jobs/{submit(ann.user_id)}'
    loses(monkeypatch, ann, ('POST', f'{place}/cancel', None), lambda: ann.post(f'{place}/cancel'))
    assert ann.get(place).json()['status'] == 'cancelled'
