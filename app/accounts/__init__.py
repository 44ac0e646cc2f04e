"""Who is using it. While accounts are off there is one local owner, signed in by himself."""

from app.accounts.owner import current_user as current_user
from app.accounts.owner import ensure_local_owner as ensure_local_owner
from app.accounts.usage import give_back as give_back
from app.accounts.usage import reserve as reserve
from app.accounts.usage import worked as worked
