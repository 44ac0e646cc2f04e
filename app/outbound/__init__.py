"""Everything that goes to an address which a user chose goes through here: webhooks, and files that are fetched.

Such an address is a way for strangers to have this server call what only it can reach. So the name is resolved once;
each address that comes out is held against what is public; the connection goes to that very address, while TLS and the
`Host` header go by the name; and every redirect begins anew. Proxies of the environment are not used, and no cookie,
password or referrer goes along. One setting, `LEVELMIX_OUTBOUND_ALLOW`, names what inside may be reached all the same.
"""

from app.outbound.addresses import Address as Address
from app.outbound.addresses import read as read
from app.outbound.client import Answer as Answer
from app.outbound.client import Limits as Limits
from app.outbound.client import check as check
from app.outbound.client import fetch as fetch
from app.outbound.client import post as post
