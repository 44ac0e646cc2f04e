"""The rules of a studio: what comes back when somebody cancels, moves, approval, reminders, files."""

from collections.abc import Callable
from functools import partial
from typing import Any

from app.errors import NotAllowed
from app.studio import policies, studios
from app.studio.policies import Policy
from app.studio.studios import StudioView
from components.vocabulary.checks import ChecksField
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import ChoiceField, FormField
from components.vocabulary.long_text import LongField
from pages.shell.forms import told_beside
from pages.shell.services import run_service, toast, toast_errors
from pages.studio.place import Here, read_all, whole

GROUPS: dict[str, dict[str, str]] = {
    'Moving': {
        'client_moves': 'Clients move a session themselves, times',
        'move_until_hours': 'until … hours before it',
    },
    'Booking': {
        'hold_minutes': 'An unpaid session is held, minutes',
        'approval_hours': 'A request is answered within, hours',
        'approval_before_hours': 'and at the latest … hours before it',
        'slow_payment_days': 'Payments that take days keep it, days',
    },
    'The session': {
        'overtime_step_minutes': 'Overtime counts each begun … minutes',
        'complete_after_hours': 'It counts as held … hours after its end',
        'no_show_after_minutes': 'A no-show is one … minutes after the start',
        'no_show_until_hours': 'and can be said until … hours after it',
        'correct_days': 'That can be corrected for, days',
    },
    'Afterwards': {
        'retention_days': 'Delivered files are kept, days',
        'guest_link_days': 'The link of a guest works, days',
    },
}
LISTS = {
    'reminder_hours': ('Reminders, hours before a session', 'like 24, 1; empty for none'),
    'retention_warnings': ('Warnings, days before files go', 'like 14, 3'),
}
CHOICES = {
    'pay_rest': (
        'The rest is paid',
        {'later': 'after the session', 'before': 'before it, by a link', 'on_site': 'on site'},
    ),
    'no_show_remainder': ('When nobody came, the rest is', {'waive': 'waived', 'charge': 'charged'}),
}
SWITCHES = {
    'auto_approve': 'What is paid is confirmed at once, without my approval',
    'download_after_payment': 'Files can be heard, but are taken only once nothing is due',
}


async def draw_policy(found: Here, studio: StudioView) -> None:
    """The form."""
    known = await run_service(studios.policy, studio.id)
    _Form(found.user_id, studio, known).draw()


class _Form:
    def __init__(self, user_id: str, studio: StudioView, known: Policy) -> None:
        self._user_id, self._studio, self._known = user_id, studio, known
        self._fields: dict[str, FormField | ChoiceField | LongField] = {}

    def draw(self) -> None:
        """Draw it as it is, and above it what people read before they pay."""
        with block('note', data_testid='policy-says'):
            text('Before they pay, people read:', 'small quiet', tag='p')
            self._says = text(policies.sentence(self._known), tag='p')
        with block('panel stack', tag='section', aria_label='Policy', data_testid='policy-form'):
            text('Cancelling', tag='h2')
            hint = 'A line each: hours before the start, and how much of what was paid comes back, like 168 100 %.'
            bands = '\n'.join(f'{hours} {percent} %' for hours, percent in self._known.cancel_bands)
            self._fields['cancel_bands'] = LongField('What comes back', bands, 'policy-bands', 400, hint=hint)
            self._fields['words'] = LongField('In your own words', self._known.words, 'policy-words', 500)
            for title, group in GROUPS.items():
                text(title, tag='h2')
                with block('fields top'):
                    for name, label in group.items():
                        self._fields[name] = FormField(label, str(getattr(self._known, name)), f'policy-{name}', 5)
            with block('fields top'):
                for name, (label, hint) in LISTS.items():
                    value = ', '.join(str(one) for one in getattr(self._known, name))
                    self._fields[name] = FormField(label, value, f'policy-{name}', 40, hint=hint)
                for name, (label, choices) in CHOICES.items():
                    self._fields[name] = ChoiceField(label, choices, getattr(self._known, name), f'policy-{name}')
            on = [name for name in SWITCHES if getattr(self._known, name)]
            self._switches = ChecksField('And', SWITCHES, on, 'policy-switches')
            with block('row'):
                button('Save', self._save, 'main-action', data_testid='policy-save')

    async def _save(self) -> None:
        with toast_errors(), told_beside(self._fields):
            await run_service(partial(studios.set_policy, self._user_id, self._studio.id, **self._read()))
            self._says.text = policies.sentence(await run_service(studios.policy, self._studio.id))
            toast('Saved. What is booked already follows it, too.')

    def _read(self) -> dict[str, Any]:
        said = {name: field.value for name, field in self._fields.items()}
        readers: dict[str, Callable[[], Any]] = {
            name: partial(whole, said[name], 'it') for group in GROUPS.values() for name in group
        }
        readers |= {name: partial(_numbers, said[name]) for name in LISTS}
        readers['cancel_bands'] = partial(_bands, said['cancel_bands'])
        given = read_all(readers) | {name: said[name] for name in (*CHOICES, 'words')}
        return given | {name: name in self._switches.chosen for name in SWITCHES}


def _numbers(written: str) -> tuple[int, ...]:
    return tuple(whole(part, 'each') for part in written.replace(' ', '').split(',') if part)


def _bands(written: str) -> tuple[tuple[int, int], ...]:
    found = []
    for line in written.splitlines():
        parts = line.replace('%', ' ').replace('h', ' ').split()
        if len(parts) == 2 and all(part.isascii() and part.isdecimal() and len(part) < 6 for part in parts):
            found.append((int(parts[0]), int(parts[1])))
        elif parts:
            raise NotAllowed(f'“{line[:40]}”: a line has hours and a share, like 48 50 %.')
    return tuple(found) or ((0, 0),)
