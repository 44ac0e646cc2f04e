"""Files that the server makes of others, and that browsers keep for good: another content has another address."""

import hashlib

from fastapi import HTTPException
from nicegui import __version__
from nicegui import app as server
from starlette.responses import Response

PLACE = f'/_nicegui/{__version__}/made'
"""NiceGUI lets browsers keep whatever lies there, and `app.web.scripts` answers it from memory."""
KINDS = {'css': 'text/css', 'js': 'text/javascript'}

_made: dict[str, str] = {}


def address(name: str, kind: str, content: str) -> str:
    """Where this content is served from now on."""
    file = f'{name}.{hashlib.sha256(content.encode()).hexdigest()[:16]}.{kind}'
    _made[file] = content
    return f'{PLACE}/{file}'


@server.get(f'{PLACE}/{{file}}', include_in_schema=False)
def _serve(file: str) -> Response:
    if file not in _made:
        raise HTTPException(404)
    return Response(_made[file], media_type=KINDS[file.rpartition('.')[2]])
