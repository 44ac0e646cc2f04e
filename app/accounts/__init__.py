"""Who is using it. While accounts are off there is one local owner, signed in by himself."""

from app.accounts import mail as mail
from app.accounts.cookie import PUBLIC_PATHS as PUBLIC_PATHS
from app.accounts.cookie import cookie_name as cookie_name
from app.accounts.entering import admit_mail as admit_mail
from app.accounts.entering import finish_reset as finish_reset
from app.accounts.entering import finish_sign_up as finish_sign_up
from app.accounts.entering import first_admin_link as first_admin_link
from app.accounts.entering import mail_reset as mail_reset
from app.accounts.entering import mail_sign_up as mail_sign_up
from app.accounts.entering import make_first_admin as make_first_admin
from app.accounts.entering import sign_in as sign_in
from app.accounts.owner import check_still_here as check_still_here
from app.accounts.owner import current_user as current_user
from app.accounts.owner import ensure_local_owner as ensure_local_owner
from app.accounts.sessions import alive as alive
from app.accounts.sessions import recognise as recognise
from app.accounts.sessions import sign_out as sign_out
from app.accounts.upkeep import upkeep as upkeep
from app.accounts.usage import give_back as give_back
from app.accounts.usage import reserve as reserve
from app.accounts.usage import worked as worked
from app.accounts.visitor import SignedIn as SignedIn
from app.accounts.visitor import Visitor as Visitor
from app.accounts.visitor import let_in as let_in
from app.accounts.visitor import visitor as visitor
