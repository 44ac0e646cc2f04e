"""The row of buttons of one job, and the note about its files."""

from collections.abc import Sequence

from app import leveling
from app.leveling import JobView
from components.audio.player_bar import play_button
from components.vocabulary import wording
from components.vocabulary.elements import block, button, link, text
from models import FilesGone, Status
from pages.leveling.job_actions import JobActions
from pages.shell.send_to import Taker, send_button
from pages.shell.sharing import share


def job_buttons(view: JobView, actions: JobActions, user_id: str, sending: Sequence[Taker] = ()) -> None:
    """What can be done to a job that has ended; less if its files are gone."""
    with block('row'):
        if view.status == Status.COMPLETED:
            if view.files_gone_at is None:
                _download(view)
                play_button(view.id, view.filename, worded=True)
                button('Share', lambda: share(user_id, view.id, view.expires_at), icon='up', data_testid='share-open')
                send_button(view.id, view.filename, sending)
            _papers(view)
        elif view.files_gone_at is None:
            button('Try again', lambda: actions.retry(view), 'main-action', icon='again', data_testid='retry')
        if view.files_gone_why != FilesGone.EXPIRED:
            button('Run again, louder or softer', lambda: actions.rerun(view), icon='again', data_testid='rerun')
        button('Delete', lambda: actions.delete(view), 'bare danger', icon='delete', data_testid='delete')


def files_note(view: JobView) -> None:
    """Until when the files are there, or why they are not."""
    if view.files_gone_at is None:
        if view.expires_at is not None:
            text(
                f'The files of this job are kept until {wording.day(view.expires_at)}; the numbers stay.',
                'quiet',
                tag='p',
                data_testid='files-state',
            )
        return
    with block('note warn', data_testid='files-state'):
        if view.files_gone_why == FilesGone.EXPIRED:
            text(f'The files expired on {wording.day(view.files_gone_at)}', tag='h2')
            text('Original and result are gone; everything that was measured stays. Upload the mix to run it again.')
        elif view.files_gone_why == FilesGone.DELETED:
            text(f'The result was deleted on {wording.day(view.files_gone_at)}', tag='h2')
            text('Everything that was measured stays. Run the job again to make it once more.')
        else:
            text('The result is missing', tag='h2')
            text(
                f'It is not in the storage any more, as was noticed on {wording.day(view.files_gone_at)}. Run the job '
                'again to make it once more.'
            )


def _download(view: JobView) -> None:
    size = f' · {wording.size(view.result_size)}' if view.result_size else ''
    address = f'/files/results/{view.id}'
    link(f'Download{size}', address, 'button main-action', icon='download', download='', data_testid='download')


def _papers(view: JobView) -> None:
    link('Report', f'/files/reports/{view.id}', 'button', target='_blank', data_testid='report')
    link('report.json', f'/files/reports/{view.id}/report.json', 'button bare', download='')
    if (view.result or {}).get('segments'):
        for kind in leveling.TRACKLISTS:
            label = 'Tracklist' if kind == 'txt' else 'CUE sheet'
            address = f'/files/tracklists/{view.id}/{kind}'
            link(label, address, 'button bare', download='', data_testid=f'tracklist-{kind}')
