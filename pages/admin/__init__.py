"""Admin: what runs here, who uses it, and what was done. The services check who may see it."""

from collections.abc import Awaitable, Callable

from pages.admin.adviser import adviser_admin_page
from pages.admin.billing import plans_page
from pages.admin.drums import drums_page
from pages.admin.flags import flags_page
from pages.admin.log import log_page
from pages.admin.mail import mail_page
from pages.admin.metrics import metrics_page
from pages.admin.news import news_page
from pages.admin.notices import notices_page
from pages.admin.overview import overview_page
from pages.admin.payments import payments_page
from pages.admin.practice import practice_page
from pages.admin.presets import presets_page
from pages.admin.queue import queue_page
from pages.admin.storage import storage_page
from pages.admin.user import user_page
from pages.admin.users import users_page
from pages.admin.voice import voice_page

ROUTES: dict[str, Callable[..., Awaitable[None]]] = {
    '/admin': overview_page,
    '/admin/users': users_page,
    '/admin/users/{user_id}': user_page,
    '/admin/plans': plans_page,
    '/admin/payments': payments_page,
    '/admin/queue': queue_page,
    '/admin/storage': storage_page,
    '/admin/metrics': metrics_page,
    '/admin/voice': voice_page,
    '/admin/practice': practice_page,
    '/admin/drums': drums_page,
    '/admin/adviser': adviser_admin_page,
    '/admin/presets': presets_page,
    '/admin/notices': notices_page,
    '/admin/news': news_page,
    '/admin/flags': flags_page,
    '/admin/log': log_page,
    '/admin/mail': mail_page,
}
