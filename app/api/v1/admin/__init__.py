"""What admins do, for programs: their keys need `admin:read` or `admin:write`, which no other word includes.

What opens an account, or changes that of an admin, no key does: the services refuse it (`app.accounts.admins`). Nobody
hears here what somebody has sent or made, as on the screens.
"""

from fastapi import APIRouter, Depends

from app.api.v1.admin import audit, flags, invitations, metrics, notices, payments, plans, queue, users
from app.config import settings
from app.errors import NotFound


def _only_with_accounts() -> None:
    if settings().accounts == 'off':
        raise NotFound('There are no accounts here, and so there is no admin.')


router = APIRouter(prefix='/admin', tags=['admin'], dependencies=[Depends(_only_with_accounts)])
for part in (users, invitations, plans, queue, flags, audit, metrics, notices, payments):
    router.include_router(part.router)
