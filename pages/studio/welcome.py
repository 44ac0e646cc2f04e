"""The first screen of an owner: a studio with one room, its hours and its price, in one short form."""

from contextlib import suppress
from functools import partial

from nicegui import ui

from app.studio import demo, studios
from components.studio.hours import windows
from components.vocabulary.checks import ChecksField
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import FormField
from pages.shell.forms import Fields, told_beside
from pages.shell.services import run_service, toast_errors
from pages.studio.place import amount, read_all
from pages.studio.zones import BROWSER_ZONE, zone_list

DAYS = {'0': 'Mon', '1': 'Tue', '2': 'Wed', '3': 'Thu', '4': 'Fri', '5': 'Sat', '6': 'Sun'}
PATIENCE_S = 10


class Welcome:
    """The form; what was written in it stays until there is a studio."""

    def __init__(self, user_id: str, zone: str) -> None:
        self._user_id, self._zone_known = user_id, '' if zone == 'UTC' else zone

    def draw(self) -> None:
        """Draw it."""
        with block('panel stack', tag='section', aria_label='Open a studio', data_testid='studio-welcome'):
            text('Open your studio', tag='h2')
            lesson = 'Four answers, and people can book. Rooms, fees and rules can be changed whenever you like.'
            text(lesson, 'quiet', tag='p')
            self._name = FormField('What is it called?', '', 'welcome-name', 120)
            self._days = ChecksField('On which days is it open?', DAYS, list(DAYS), 'welcome-days')
            with block('fields top'):
                hint = 'By the clock on its wall; 18:00-02:00 goes on past midnight.'
                self._hours = FormField('From when to when?', '10:00-22:00', 'welcome-hours', 60, hint=hint)
                self._price = FormField('What does an hour cost?', '60.00', 'welcome-price', 12)
                self._currency = FormField('Currency', 'EUR', 'welcome-currency', 3)
                self._zone = FormField(
                    'Time zone',
                    self._zone_known,
                    'welcome-zone',
                    60,
                    hint='Like Europe/Berlin',
                    suggestions=zone_list(),
                )
            with block('row'):
                button('Open it', self._make, 'main-action', data_testid='welcome-make')
                button('Try it with demo data', self._demo, data_testid='welcome-demo')
        if not self._zone_known:
            ui.timer(0.1, self._look_where, once=True)

    async def _look_where(self) -> None:
        """Take the zone of this browser for granted, until something else is written."""
        with suppress(TimeoutError):  # then they write it
            found = await ui.run_javascript(f'return {BROWSER_ZONE}', timeout=PATIENCE_S)
            if not self._zone.value:
                self._zone.value = str(found)[:60]

    async def _make(self) -> None:
        fields: Fields = {
            'name': self._name,
            'opening': self._hours,
            'hourly_cents': self._price,
            'currency': self._currency,
            'zone': self._zone,
        }
        with toast_errors(), told_beside(fields):
            currency = self._currency.value.strip().lower()
            read = read_all(
                {
                    'opening': partial(windows, self._hours.value),
                    'hourly_cents': lambda: amount(self._price.value, currency),
                }
            )
            opening = {int(day): read['opening'] for day in self._days.chosen}
            await run_service(
                partial(
                    studios.make, self._user_id, self._name.value, zone=self._zone.value.strip(), currency=currency,
                    hourly_cents=read['hourly_cents'], opening=opening,
                )
            )  # fmt: skip
            ui.navigate.to('/studio?told=open')

    async def _demo(self) -> None:
        with toast_errors():
            await run_service(demo.make, self._user_id, self._zone.value.strip())
            ui.navigate.to('/studio?told=demo')  # a page that is at its address already is not drawn anew
