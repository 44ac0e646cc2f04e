"""The report of a finished job: as JSON to check again, as a page to print."""

import json
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app import accounts, leveling

router = APIRouter(prefix='/files/reports')


@router.get('/{job_id}/report.json')
def as_json(job_id: str) -> Response:
    """Everything that was measured and done; `levelmix verify` reads it."""
    told: dict[str, Any] = leveling.report(accounts.current_user().id, job_id)
    head = {'Content-Disposition': 'attachment; filename="report.json"', 'Cache-Control': 'no-store'}
    return Response(json.dumps(told, indent=2, ensure_ascii=False), media_type='application/json', headers=head)


@router.get('/{job_id}')
def as_page(job_id: str) -> HTMLResponse:
    """The same on one page of A4, complete in itself."""
    return HTMLResponse(leveling.report_page(accounts.current_user().id, job_id), headers={'Cache-Control': 'no-store'})
