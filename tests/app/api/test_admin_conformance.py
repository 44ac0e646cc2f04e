"""Whatever an admin's program asks, the answer is as the document says; no other run asks as an admin."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app import accounts, api
from app.accounts import Visitor, api_keys
from app.api import v1
from app.api.v1 import rates
from tests.app.accounts_support import person, user

pytestmark = [pytest.mark.slow, pytest.mark.nightly]
EXAMPLES = 3
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def operations() -> list[Any]:
    """Those of admins; what deletes comes last."""
    schema = schemathesis.openapi.from_dict(v1.create().openapi())
    schema.app = api.create()
    schema.config.update(base_url='http://testserver/api/v1')
    found = [one.ok() for one in schema.get_all_operations()]  # type: ignore[union-attr]
    mine = [one for one in found if one.path.startswith('/admin')]
    assert len(mine) > 25
    return sorted(mine, key=lambda one: one.method.upper() == 'DELETE')


def test_an_admins_program_is_answered_as_the_document_says(
    with_accounts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv('LEVELMIX_API_REQUESTS_PER_MINUTE', '0')
    rates.forget()
    boss, ann = person('boss@example.org', is_admin=True), person('ann@example.org')
    headers = {'Authorization': f'Bearer {api_keys.create(boss, "a program", scopes=["admin:write"])}'}
    known = {'user_id': ann, 'code': 'levelmix_premium', 'name': 'area.leveling'}

    for operation in operations():

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            case.path_parameters = {n: known.get(n, value) for n, value in (case.path_parameters or {}).items()}
            accounts.let_in(Visitor(address='203.0.113.7'))
            answer = case.call(headers=headers)
            case.validate_response(answer, checks=CHECKS)

        ask()
    assert user(boss).is_super_admin
    assert not user(ann).is_super_admin
