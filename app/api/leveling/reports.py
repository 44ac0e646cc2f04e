"""The report of a finished job: as JSON to check again, as a page to print."""

import json
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app import accounts, leveling

router = APIRouter(prefix='/files/reports')
AGAIN_S = 5


@router.get('/{job_id}/report.json')
def as_json(job_id: str) -> Response:
    """Everything that was measured and done; `levelmix verify` reads it."""
    told: dict[str, Any] = leveling.report(accounts.current_user('leveling').id, job_id)
    head = {'Content-Disposition': 'attachment; filename="report.json"', 'Cache-Control': 'no-store'}
    return Response(json.dumps(told, indent=2, ensure_ascii=False), media_type='application/json', headers=head)


@router.get('/{job_id}')
def as_page(job_id: str) -> HTMLResponse:
    """The same on one page of A4, complete in itself. It comes again by itself as long as the second opinion does."""
    user = accounts.current_user('leveling')
    comes = leveling.ask_opinion(user.id, job_id)
    again = {'Refresh': str(AGAIN_S)} if comes else {}
    page = leveling.report_page(user.id, job_id, opinion_comes=comes)
    return HTMLResponse(page, headers={'Cache-Control': 'no-store', **again})
