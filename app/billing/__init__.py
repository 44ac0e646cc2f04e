"""Payments: what can be bought, by whom it is taken, and what is written down of it.

`shop` is what people do, `provider` the port to whoever takes the money, `webhooks` what they tell, `booking` what
follows from it. The rest of the product asks for none of it: it asks what a user may (see `app.accounts.entitlements`).
"""

from app.billing.charges import leave as leave
from app.billing.reconcile import upkeep as upkeep
