"""Level: drop mixes, choose how loud, start; running and recent jobs are listed below."""

from collections.abc import Sequence

from nicegui import ui

from app import accounts, leveling
from app.config import settings
from components.leveling.loudness_picker import Loudness, LoudnessPicker, PresetChip
from components.uploads.uploader import DropZone
from components.vocabulary import wording
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.empty import empty
from pages.account.allowance import allowance_line
from pages.job_rows import Row, rows, running
from pages.leveling.chosen_sound import level_chosen
from pages.leveling.from_address import FromAddress
from pages.leveling.job_actions import chips, choice, read_list
from pages.leveling.job_list import JobList
from pages.leveling.lookahead import LookingAhead
from pages.shell.declined import AS_BEFORE, Again, declined
from pages.shell.page_state import PageState
from pages.shell.screens import Screens
from pages.shell.services import run_service, screen, toast
from pages.shell.subscription import Subscription

RECENT = 6


@screen
async def level_page(page_state: PageState, sound: str = '') -> None:
    """The first screen; `sound` is one of the library, or the job it came out of, to be levelled as it is there."""
    ui.page_title('LevelMix')
    with block('pagehead'), block():
        text('Drop a mix. Choose how loud.', tag='h1')
        text('You get it back at exactly that loudness, measured on the finished file.', tag='p')
    left = block()
    with block('stack') as given:
        if not sound:
            DropZone(_limits(), 'mixes')
    with block('panel stack loose', tag='section', aria_label='How loud'):
        text('How loud', tag='h2')
        place = block('stack loose')
    ahead = block()
    with block('stack', tag='section', aria_label='Jobs'):
        with block('row spread'):
            text('Running and recent', tag='h2')
            link('All jobs', '/history', 'small')
        below = block('stack')
        bones = block('bones')
    mine = page_state.of('leveling')
    user = await run_service(accounts.current_user)
    with left:
        await allowance_line(user)
        await declined(user.id, page_state, 'leveling', 'was not levelled', _ways)
    with below:
        jobs = JobList(user.id, mine, takes_new=True, on_count=lambda count: setattr(nothing, 'visible', count == 0))
        with block() as nothing:
            empty(
                'Nothing here yet',
                'Drop a mix above and press Level. It is listed here with its progress.',
                testid='no-jobs',
            )
        nothing.visible = False
    if settings().import_by_url and not sound:
        with given:
            FromAddress(user.id, lambda: choice(page_state.loudness))
    presets = await chips(user.id)
    with ahead:
        looking = LookingAhead(user.id, lambda: choice(page_state.loudness))
    with place:
        looking.picker = _picker(page_state, presets, looking)
        if sound:
            await level_chosen(user.id, sound, given, lambda: choice(page_state.loudness))
        else:
            _start(page_state, looking)
    jobs.fill(await _newest(mine, user.id))
    bones.delete()


async def _newest(mine: Sequence[Screens], user_id: str) -> list[Row]:
    """What runs, and behind it what was there last."""
    recent = (await run_service(rows, mine, user_id)).found
    running_now = await run_service(running, mine, user_id)
    known = {one.job.id for one in running_now}
    return [*running_now, *[one for one in recent if one.job.id not in known][:RECENT]]


def _ways(refusal: str) -> tuple[Again, ...]:
    """How to try a declined upload again: with each of the sounds that it was declined for."""
    sounds = leveling.sounds_told(refusal)
    return tuple((f'Level {sound}', {'stream': number}) for number, sound in enumerate(sounds, start=1)) or AS_BEFORE


def _limits() -> str:
    hours = settings().max_duration_minutes / 60
    return (
        f'{leveling.formats_told()}, up to {wording.size(settings().max_upload_bytes)} '
        f'and {hours:g} hours each. As many as you like.'
    )


def _picker(page_state: PageState, presets: list[PresetChip], looking: LookingAhead) -> LoudnessPicker:
    def choose(chosen: Loudness) -> None:
        page_state.loudness = chosen
        looking.chosen()

    return LoudnessPicker(page_state.loudness, presets, choose, reader=read_list, encodings=leveling.ENCODINGS)


def _start(page_state: PageState, looking: LookingAhead) -> None:
    def start() -> None:
        if page_state.uploader is None or page_state.waiting.open == 0:
            toast('Drop a mix first, or choose a file.')
            return
        page_state.uploader.start('leveling', choice(page_state.loudness).as_json())

    with block('row start-row') as row:
        with button('', start, 'main-action big', data_testid='start'):
            label = text('')
        hint = text('', 'quiet', data_testid='start-hint')

    def count() -> None:
        waiting, ready = page_state.waiting.open, page_state.waiting.ready
        label.text = 'Level' if waiting == 0 else 'Level this mix' if waiting == 1 else f'Level {waiting} mixes'
        row.props['data-waits'] = str(waiting > 0).lower()
        coming = max(0, waiting - ready)
        hint.text = 'You don’t have to wait for the upload: levelling starts by itself.' if coming else ''
        looking.waits(page_state.waiting.here)

    page_state.on_queue = count
    Subscription(lambda: setattr(page_state, 'on_queue', None))
    count()
