"""What providers of payments tell, and what people take away of theirs: receipts, and the statement of credits."""

import asyncio
import csv
import io

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from app import accounts
from app.accounts import credits
from app.billing import receipts, webhooks

router = APIRouter()
HEADINGS = ('When (UTC)', 'Credits', 'Why', 'Balance', 'Of what', 'Which')


@router.post('/webhooks/payments/{provider}')
async def told(provider: str, request: Request) -> JSONResponse:
    """Take an event in; whatever is not answered with success comes again."""
    body, signature = await request.body(), request.headers.get('stripe-signature', '')
    outcome = await asyncio.to_thread(webhooks.receive, provider, body, signature)
    return JSONResponse({'outcome': outcome})


@router.get('/files/receipts/{transaction_id}')
def receipt(transaction_id: str) -> HTMLResponse:
    """A receipt to look at and to print; where nobody signs in, the one local user reads those of their studio."""
    return HTMLResponse(receipts.receipt(accounts.person(), transaction_id))


@router.get('/files/credits')
def statement() -> Response:
    """All movements of the visitor's credits, as a table."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(HEADINGS)
    writer.writerows(credits.statement_rows(accounts.session_user().id))
    headers = {'Content-Disposition': 'attachment; filename="credits.csv"'}
    return Response(table.getvalue(), media_type='text/csv', headers=headers)
