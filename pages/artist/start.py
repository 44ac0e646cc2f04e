"""The first screen of artists: three things for newcomers; then how page, numbers, streak and first steps stand."""

from nicegui import ui

from app import accounts
from app.artist import checklist, glance, insight_cards, points, profiles, setting_out, streak
from app.artist.checklist import Checklist
from app.artist.glance import Glance
from app.artist.insight_cards import Card
from app.artist.profiles import ProfileView
from app.config import settings
from components.artist.growth import day_words, level_bar, steps_list
from components.artist.numbers_words import amount, counted, signed
from components.vocabulary.elements import block, button, link, text
from pages.artist.setting_out import SettingOut
from pages.artist.streak_panel import StreakPanel
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast, toast_errors
from pages.shell.sharing import COPY

NEWEST = 3


@screen
async def start_page(page_state: PageState) -> None:
    """What is to be done next."""
    ui.page_title('Artist – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'):
        with block():
            text('Artist', tag='h1')
            text('One page for your music, one place for your numbers, and an adviser who knows them.', tag='p')
        with block('row'):
            link('Platforms', '/artist/platforms', 'button bare')
            link('Settings', '/artist/settings', 'button bare', data_testid='artist-settings')
    await _Start(user.id).draw()


class _Start:
    """Everything below the heading; drawn anew after each press, because points follow from most of them."""

    def __init__(self, user_id: str) -> None:
        self._user_id, self._place = user_id, block('stack loose')
        self._streak = StreakPanel(user_id, self.draw)

    async def draw(self) -> None:
        """Look at all of it again, and draw it."""
        me = self._user_id
        steps = await run_service(checklist.look, me)
        page = await run_service(profiles.of, me)
        stands, standing = await run_service(streak.of, me), await run_service(points.of, me)
        ways, seen = await run_service(points.ways, me), await run_service(glance.of, me)
        found = await run_service(insight_cards.behind, me, None, NEWEST, 'open')
        unread = await run_service(insight_cards.unread, me)
        if self._place.is_deleted:
            return
        self._place.clear()
        with self._place:
            if not steps.has_set_out:
                await SettingOut(me, self.draw).draw()
                return
            self._page(page, seen)
            with block('panel stack', tag='section', aria_label='Level', data_testid='level-panel'):
                level_bar(standing, ways)
            self._streak.draw(stands)
            self._numbers(seen)
            self._insights(found, unread)
            self._steps(steps)

    def _page(self, page: ProfileView, seen: Glance) -> None:
        """The page: its address to copy and its visits, or how it becomes public."""
        with block('panel stack', tag='section', aria_label='Your page', data_testid='own-page'):
            with block('row spread'):
                text(page.name or 'Your page', tag='h2')
                link('Edit it', '/artist/page', 'button')
            if not page.address:
                text('It has no address yet. Choose one where you edit it.', tag='p')
                return
            address = f'{settings().address}{page.address}'
            with block('row'):
                field = block('input mono grow', tag='input', readonly='', value=address, data_testid='page-address')
                field.props['aria-label'] = 'The address of your page'
                copy = block('button', tag='button', type='button', data_testid='page-copy')
                with copy:
                    text('Copy')
                copy.on('click', js_handler=COPY)
                if page.is_public:
                    link('Open', page.address, 'button bare', target='_blank', data_testid='page-open')
            if page.is_public:
                visits, followed = counted(seen.visits, 'visit'), counted(seen.followed, 'link')
                said = f'{visits} and {followed} followed in {glance.DAYS} days.'
                text(said, 'small quiet', tag='p', data_testid='page-visits')
                return
            text('Nobody else sees it yet.', tag='p')
            with block('row'):
                button('Make it public', self._show, 'main-action', data_testid='make-public')

    def _numbers(self, seen: Glance) -> None:
        """One number of each platform, and the goal; nothing says how to bring some."""
        with block('panel stack', tag='section', aria_label='Numbers', data_testid='numbers-glance'):
            with block('row spread'):
                text('Numbers', tag='h2')
                link('All numbers', '/artist/numbers', 'small')
            if not seen.numbers:
                text('None yet. Bring a file, connect a platform, or type one in.', tag='p')
                with block('row'):
                    link('Connect a platform', '/artist/platforms', 'button')
                return
            with block('rows', tag='ul'):
                for one in seen.numbers:
                    with block('line', tag='li', data_testid='glimpse'):
                        text(one.label, 'grow')
                        if one.change is not None and one.since is not None:
                            text(f'{signed(one.change)} since {one.since.day} {one.since:%B}', 'small quiet')
                        text(amount(one.value), 'strong number')
                        text(f'{one.day.day} {one.day:%B}', 'small quiet')
            self._aim(seen)

    def _aim(self, seen: Glance) -> None:
        aim = seen.aim
        if aim is None:
            link('Set a goal', '/artist/numbers', 'small')
            return
        due = f' by {day_words(aim.due)} {aim.due.year}' if aim.due else ''
        now = 'nothing known yet' if aim.value is None else f'{amount(aim.value)} now'
        text(f'Goal: {amount(aim.target)} {aim.label}{due}; {now}.', tag='p', data_testid='aim')
        bar = block('meter', role='meter', aria_label='Your goal', aria_valuenow=round(aim.share * 100))
        bar.style(f'--share: {aim.share:.3f}')
        with bar:
            block(tag='i')

    def _insights(self, found: list[Card], unread: int) -> None:
        """What was found in the numbers last, and how many cards were not read; nothing where nothing was found."""
        if not found:
            return
        with block('panel stack', tag='section', aria_label='Insights', data_testid='newest-insights'):
            with block('row spread'):
                text('What your numbers say', tag='h2')
                more = f'All insights, {unread:,} unread' if unread else 'All insights'
                link(more, '/artist/insights', 'small', data_testid='all-insights')
            with block('rows', tag='ul'):
                for one in found:
                    with block('line', tag='li', data_testid='insight-line'):
                        text(one.sentence, 'grow' if one.is_read else 'grow strong')
                        text(f'{one.first_day.day} {one.first_day:%B}', 'small quiet')

    def _steps(self, steps: Checklist) -> None:
        """First steps: in view for two weeks, and behind a line after that."""
        if not steps.open and not any(one.is_skipped for one in steps.steps):
            return
        title = f'First steps: {steps.done} of {len(steps.steps)} done'
        if not steps.reminds:
            with block(tag='details', data_testid='checklist'):
                text(title, tag='summary')
                steps_list(steps.steps, self._skip, lambda name: name in ('name', 'zone', 'public'))
            return
        with block('panel stack', tag='section', aria_label='First steps', data_testid='checklist'):
            with block('row spread'):
                text(title, tag='h2')
                button('Hide this', self._hide, 'bare', data_testid='checklist-hide')
            steps_list(steps.steps, self._skip, lambda name: name in ('name', 'zone', 'public'))

    async def _skip(self, name: str, skipped: bool) -> None:
        with toast_errors():
            await run_service(checklist.skip, self._user_id, name, skipped=skipped)
            await self.draw()

    async def _hide(self) -> None:
        with toast_errors():
            await run_service(checklist.hide, self._user_id)
            await self.draw()

    async def _show(self) -> None:
        with toast_errors():
            page = await run_service(setting_out.show, self._user_id, True)
            toast(f'Your page is public: {page.address}')
            await self.draw()
