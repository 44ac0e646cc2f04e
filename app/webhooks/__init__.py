"""Webhooks: programs of users are told what happens, at addresses that these users have named.

`tell` writes an event down for each address that wants it, in the transaction in which it happens. `sending` brings
them there, again and again for a day, signed as the Standard Webhooks have it. Who owns an address sees what was sent,
and what came back, and sends it once more.
"""

from app.webhooks.deliveries import Delivered as Delivered
from app.webhooks.deliveries import Delivery as Delivery
from app.webhooks.deliveries import delivery as delivery
from app.webhooks.deliveries import replay as replay
from app.webhooks.deliveries import sent_to as sent_to
from app.webhooks.deliveries import try_out as try_out
from app.webhooks.deliveries import upkeep as upkeep
from app.webhooks.endpoints import MOST as MOST
from app.webhooks.endpoints import Endpoint as Endpoint
from app.webhooks.endpoints import change as change
from app.webhooks.endpoints import create as create
from app.webhooks.endpoints import delete as delete
from app.webhooks.endpoints import endpoint as endpoint
from app.webhooks.endpoints import mine as mine
from app.webhooks.endpoints import rotate as rotate
from app.webhooks.events import JOB_CANCELLED as JOB_CANCELLED
from app.webhooks.events import JOB_COMPLETED as JOB_COMPLETED
from app.webhooks.events import JOB_FAILED as JOB_FAILED
from app.webhooks.events import as_text as as_text
from app.webhooks.events import kinds as kinds
from app.webhooks.events import tell as tell
from app.webhooks.sending import run as run
