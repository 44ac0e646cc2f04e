"""A local double of Stripe's API, for the official library to talk to: what LevelMix asks of Stripe, and no more.

The test plays the customer (`pay`, `decline`, `renew`, …); `told` are the events that Stripe would send by then, which
the test sends on as often, as late and in whatever order it likes.
"""

import hashlib
import hmac
import itertools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.stripe_forms import unfolded

SECRET, KEY = 'whsec_of_the_tests', 'sk_test_of_the_tests'
MONTH_S = 30 * 86_400
DAY_S, SHORTEST_S = 86_400, 1_795  # some seconds less than half an hour: a machine that runs tests may stand still
Thing = dict[str, Any]


class StripeDouble:
    """Things by their ids, and the calls that change them."""

    def __init__(self) -> None:
        self.things: dict[str, Thing] = {}
        self.told: list[Thing] = []
        self.asked: list[str] = []
        self.declines = self.asks_bank = False
        self.away = False
        self.address = ''
        self._answered: dict[str, Thing] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    # What LevelMix asks.

    def answer(self, method: str, path: str, sent: Thing, key: str) -> tuple[int, Thing]:
        """Answer one request; one with an idempotency key that is known is answered as before."""
        with self._lock:
            self.asked.append(f'{method} {path}')
            if self.away:
                return 503, {'error': {'type': 'api_error', 'message': 'away'}}
            if key and key in self._answered:
                return 200, self._answered[key]
            status, found = self._answer(method, path.removeprefix('/v1/'), sent)
            if key and status == 200:
                self._answered[key] = found
            return status, json.loads(json.dumps(found))

    def _answer(self, method: str, path: str, sent: Thing) -> tuple[int, Thing]:
        name, _, rest = path.partition('/')
        if name in ('checkout', 'billing_portal'):
            name, _, rest = f'{name}.{rest.partition("/")[0]}', '', rest.partition('/')[2]
        ref, _, verb = rest.partition('/')
        if ref and ref not in self.things:
            return 404, {'error': {'type': 'invalid_request_error', 'code': 'resource_missing', 'message': 'No such'}}
        if method == 'GET':
            return 200, self._expanded(self.things[ref], sent.get('expand', []))
        making: Any = getattr(self, '_' + (name.replace('.', '_') + ('_' + (verb or 'update') if ref else '')))
        if method == 'DELETE':
            return 200, self.end(ref)
        made: tuple[int, Thing] = making(ref, sent) if ref else making(sent)
        return made

    def _new(self, prefix: str, kind: str, **values: Any) -> Thing:
        ref = f'{prefix}_{next(self._numbers)}'
        self.things[ref] = {'id': ref, 'object': kind, **values}
        return self.things[ref]

    def _customers(self, sent: Thing) -> tuple[int, Thing]:
        return 200, self._new('cus', 'customer', **sent)

    def _coupons(self, sent: Thing) -> tuple[int, Thing]:
        return 200, self._new('coupon', 'coupon', **sent)

    def _prices(self, sent: Thing) -> tuple[int, Thing]:
        return 200, self._new('price', 'price', **sent)

    def _billing_portal_sessions(self, sent: Thing) -> tuple[int, Thing]:
        return 200, self._new('bps', 'billing_portal.session', url=f'{self.address}/portal', **sent)

    def _checkout_sessions(self, sent: Thing) -> tuple[int, Thing]:
        line = sent['line_items'][0]
        price = self.things.get(line.get('price', '')) or self._new('price', 'price', **line.get('price_data', {}))
        full = int(price['unit_amount']) * int(line['quantity'])
        off = sum(int(self.things[one['coupon']]['amount_off']) for one in sent.get('discounts', []))
        trial = int(sent.get('subscription_data', {}).get('trial_period_days', 0))
        if int(sent.get('expires_at') or time.time() + DAY_S) - time.time() < SHORTEST_S:
            said = 'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.'
            return 400, {'error': {'type': 'invalid_request_error', 'param': 'expires_at', 'message': said}}
        made = self._new(
            'cs_test', 'checkout.session', status='open', payment_status='unpaid', currency=price['currency'],
            amount_total=0 if trial else full - off, price=price['id'], sent=sent, metadata=sent['metadata'],
            invoice=None, subscription=None, payment_intent=None, customer=sent['customer'],
            expires_at=int(sent.get('expires_at') or time.time() + DAY_S),
        )  # fmt: skip
        made['url'] = f'{self.address}/pay/{made["id"]}'
        return 200, made

    def _checkout_sessions_expire(self, ref: str, _: Thing) -> tuple[int, Thing]:
        if self.things[ref]['status'] != 'open':
            said = 'Only Checkout Sessions with a status in ["open"] can be expired.'
            return 400, {'error': {'type': 'invalid_request_error', 'message': said}}
        self.things[ref]['status'] = 'expired'
        self._tell('checkout.session.expired', self.things[ref])
        return 200, self.things[ref]

    def _payment_intents(self, sent: Thing) -> tuple[int, Thing]:
        if self.declines:
            return self._declined()
        if self.asks_bank:
            said = {'type': 'card_error', 'code': 'authentication_required', 'message': 'Your card must be confirmed.'}
            return 402, {'error': said}
        made = self._intent(int(sent['amount']), sent['currency'], sent['metadata'], sent['payment_method'])
        return 200, made

    def _refunds(self, sent: Thing) -> tuple[int, Thing]:
        charge = self.things[self.things[sent['payment_intent']]['latest_charge']]
        if charge['amount_refunded'] + int(sent['amount']) > charge['amount']:
            said = 'Refund amount is greater than unrefunded amount on charge.'
            return 400, {'error': {'type': 'invalid_request_error', 'message': said}}
        charge['amount_refunded'] += int(sent['amount'])
        self._tell('charge.refunded', charge)
        return 200, self._new('re', 'refund', **sent)

    def _subscriptions_update(self, ref: str, sent: Thing) -> tuple[int, Thing]:
        found = self.things[ref]
        if 'items' in sent:
            if self.declines:
                return self._declined()
            price = self.things[sent['items'][0]['price']]
            found['items']['data'][0]['price'] = price
            found['metadata'] = sent['metadata']
            self._invoice(found, int(price['unit_amount']) // 2, 'subscription_update')
        if 'cancel_at_period_end' in sent:
            found['cancel_at_period_end'] = sent['cancel_at_period_end'] == 'true'
        self._tell('customer.subscription.updated', found)
        return 200, found

    @staticmethod
    def _declined() -> tuple[int, Thing]:
        said = {'type': 'card_error', 'code': 'card_declined', 'message': 'Your card was declined.'}
        return 402, {'error': said}

    # What the customer and the time do.

    def pay(self, ref: str, *, later: bool = False) -> None:
        """Pay a checkout; `later`: by a way that takes days, of which `arrive` is the end."""
        found = self.things[ref]
        found['status'] = 'complete'
        if found['sent']['mode'] == 'subscription':
            self._subscribe(found)
        else:
            made = self._intent(found['amount_total'], found['currency'], found['metadata'], is_coming=later)
            found['payment_intent'] = made['id']
        if not later:
            found['payment_status'] = 'paid' if found['amount_total'] else 'no_payment_required'
        self._tell('checkout.session.completed', found)

    def arrive(self, ref: str, *, paid: bool = True) -> None:
        """The money of a slow payment has come, or will not."""
        found = self.things[ref]
        self._come(self.things[found['payment_intent']], paid=paid)
        if paid:
            found['payment_status'] = 'paid'
        self._tell(f'checkout.session.async_payment_{"succeeded" if paid else "failed"}', found)

    def renew(self, ref: str, *, paid: bool = True) -> None:
        """The next period of a subscription begins."""
        found = self.things[ref]
        item = found['items']['data'][0]
        item['current_period_start'] = item['current_period_end']
        item['current_period_end'] += MONTH_S
        found['status'] = 'active' if paid else 'past_due'
        self._invoice(found, int(item['price']['unit_amount']), 'subscription_cycle', paid=paid)
        self._tell('customer.subscription.updated', found)

    def end(self, ref: str) -> Thing:
        """A subscription is over."""
        self.things[ref] |= {'status': 'canceled', 'canceled_at': int(time.time())}
        self._tell('customer.subscription.deleted', self.things[ref])
        return self.things[ref]

    def _subscribe(self, checkout: Thing) -> None:
        data, now = checkout['sent']['subscription_data'], int(time.time())
        trial = int(data.get('trial_period_days', 0)) * 86_400
        item = {
            'id': f'si_{next(self._numbers)}', 'price': self.things[checkout['price']], 'current_period_start': now,
            'current_period_end': now + (trial or MONTH_S),
        }  # fmt: skip
        made = self._new(
            'sub', 'subscription', status='trialing' if trial else 'active', customer=checkout['customer'],
            metadata=data['metadata'], items={'object': 'list', 'data': [item]}, cancel_at_period_end=False,
            canceled_at=None, trial_start=now if trial else None, trial_end=now + trial if trial else None,
        )  # fmt: skip
        self._tell('customer.subscription.created', made)
        checkout['subscription'] = made['id']
        checkout['invoice'] = self._invoice(made, checkout['amount_total'], 'subscription_create')['id']

    def _invoice(self, subscription: Thing, amount: int, reason: str, *, paid: bool = True) -> Thing:
        currency = subscription['items']['data'][0]['price']['currency']
        intent = self._intent(amount, currency, {}) if paid and amount else None
        paid_by = {'type': 'payment_intent', 'payment_intent': intent['id']} if intent else {}
        link = [{'object': 'invoice_payment', 'payment': paid_by}] if intent else []
        details = {'metadata': dict(subscription['metadata']), 'subscription': subscription['id']}
        made = self._new(
            'in', 'invoice', status='paid' if paid else 'open', amount_paid=amount if paid else 0, amount_due=amount,
            currency=currency, billing_reason=reason, attempt_count=1, payments={'object': 'list', 'data': link},
            parent={'type': 'subscription_details', 'subscription_details': details},
        )  # fmt: skip
        self._tell('invoice.paid' if paid else 'invoice.payment_failed', made)
        return made

    def dispute(self, intent: str) -> None:
        """Whoever has paid asks their bank to take it back."""
        charge = self.things[self.things[intent]['latest_charge']]
        charge['disputed'] = True
        self._tell('charge.dispute.created', self._new('dp', 'dispute', charge=charge['id'], payment_intent=intent))

    def _intent(
        self, amount: int, currency: str, metadata: Thing, method: str = 'pm_card', *, is_coming: bool = False
    ) -> Thing:
        made = self._new(
            'pi', 'payment_intent', status='processing', amount=amount, currency=currency, metadata=metadata,
            latest_charge=None, payment_method=method,
        )  # fmt: skip
        if not is_coming:
            self._come(made, paid=True)
        return made

    def _come(self, intent: Thing, *, paid: bool) -> None:
        intent['status'] = 'succeeded' if paid else 'requires_payment_method'
        if paid:
            charge = self._new('ch', 'charge', amount=intent['amount'], amount_refunded=0, disputed=False)
            charge['payment_intent'], intent['latest_charge'] = intent['id'], charge['id']
        self._tell(f'payment_intent.{"succeeded" if paid else "payment_failed"}', intent)

    def _tell(self, kind: str, thing: Thing) -> None:
        event = {'id': f'evt_{next(self._numbers)}', 'object': 'event', 'type': kind, 'created': int(time.time())}
        self.told.append(event | {'data': {'object': json.loads(json.dumps(thing))}})

    def _expanded(self, thing: Thing, wanted: list[str]) -> Thing:
        found = dict(thing)
        for path in wanted:
            name, _, rest = path.partition('.')
            if isinstance(found.get(name), str):
                found[name] = self._expanded(self.things[found[name]], [rest] if rest else [])
        return found


def signed(event: Thing, *, secret: str = SECRET, at: float | None = None) -> tuple[bytes, str]:
    """The body of an event and the header that Stripe sends with it, signed at this moment."""
    body, moment = json.dumps(event).encode(), int(time.time() if at is None else at)
    mac = hmac.new(secret.encode(), f'{moment}.'.encode() + body, hashlib.sha256).hexdigest()
    return body, f't={moment},v1={mac}'


@contextmanager
def stripe_double() -> Iterator[StripeDouble]:
    """A double that answers on a free port while the block runs."""
    double = StripeDouble()

    class Handler(BaseHTTPRequestHandler):
        def _reply(self) -> None:
            url = urlsplit(self.path)
            form = self.rfile.read(int(self.headers.get('Content-Length') or 0)).decode()
            sent = unfolded(parse_qsl(form or url.query, keep_blank_values=True))
            key = self.headers.get('Idempotency-Key', '') if self.command == 'POST' else ''
            status, found = double.answer(self.command, url.path, sent, key)
            body = json.dumps(found).encode()
            self.send_response(status)
            for header in (('Content-Type', 'application/json'), ('Content-Length', str(len(body)))):
                self.send_header(*header)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_DELETE = _reply

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    server.daemon_threads = True
    double.address = f'http://127.0.0.1:{server.server_port}'
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
