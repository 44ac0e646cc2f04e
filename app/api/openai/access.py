"""Who asks: with a key that is for voice, as in `/api/v1`, and only where the area is open to them."""

from typing import Annotated, Any

from fastapi import Depends, Security

from app import areas
from app.accounts.api_keys import READ, WRITE
from app.api.v1.access import Caller, caller
from app.db import reading
from app.installation import flags

AREA = 'voice'


def _asking(deed: str) -> Any:
    def found(who: Annotated[Caller, Security(caller, scopes=[f'{AREA}:{deed}'])]) -> Caller:
        with reading() as session:
            flags.check_open(session, who.id, areas.get(AREA))
        return who

    return Depends(found)


Reads = Annotated[Caller, _asking(READ)]
Writes = Annotated[Caller, _asking(WRITE)]
