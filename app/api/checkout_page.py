"""The page of the stand-in for single payments: plain HTML, for people with an account and without one."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.billing import stand_in
from app.billing.money import words
from app.billing.stand_in_customer import CARDS
from app.billing.stand_in_store import Behaviour
from app.errors import NotAllowed
from app.public import answers
from app.public.look import Head, render

router = APIRouter()
PREFIX = '/test-payment/'
DELAYS = {'0': 'at once', '10': 'after 10 seconds', '86400': 'after a day'}
TIMES = {'1': 'once', '3': 'three times'}
BUTTONS = ('pay', 'decline', 'cancel', 'send', 'send_nothing')
Text = Annotated[str, Form(max_length=40)]


@router.get(PREFIX + '{ref}')
def checkout(request: Request, ref: str) -> Response:
    """What is to be paid, and the buttons."""
    return _page(request, ref)


@router.post(PREFIX + '{ref}')
def press(
    request: Request, ref: str, button: Text = '', card: Text = 'card', late: Text = '0', often: Text = '1'
) -> Response:
    """Press one of them; whoever has paid or goes back is sent where the shop wants them."""
    try:
        if button not in BUTTONS or card not in CARDS or late not in DELAYS or often not in TIMES:
            raise NotAllowed('Press one of the buttons.')
        way = stand_in.press(ref, button, Behaviour(float(late), int(often)), card=card)
    except NotAllowed as error:
        return _page(request, ref, str(error))
    return RedirectResponse(way, 303, {'Cache-Control': 'no-store'})


def _page(request: Request, ref: str, wrong: str = '') -> Response:
    found = stand_in.checkout_state(ref)
    lines = [(one['name'], words(one['amount_cents'] * one['quantity'], one['currency'])) for one in found['lines']]
    html = render(
        'test_payment.html',
        Head('Test payment'),
        lines=lines,
        amount=words(found['amount'], found['currency']),
        open=found['state'] == 'open',
        at_once=found.get('at_once', False),
        back=found['cancel'],
        cards=CARDS,
        delays=DELAYS,
        times=TIMES,
        wrong=wrong,
    )
    return answers.page(request, html, status=422 if wrong else 200, kept_s=None)
