"""The button that signs out."""

from components.vocabulary.brand import icon
from components.vocabulary.elements import block, text

_SIGN_OUT = """() => fetch((window.path_prefix || '') + '/auth/sign-out',
    {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'})
    .finally(() => location.assign('/sign-in'))"""
"""By a request and not by the socket: only its response can remove the cookie."""


def sign_out_button(classes: str, label: str = '', *, testid: str = 'sign-out') -> None:
    """Draw it, as an icon if it has no label."""
    leaving = block(classes, tag='button', type='button', title='Sign out', data_testid=testid)
    leaving.on('click', js_handler=_SIGN_OUT)
    with leaving:
        icon('leave')
        if label:
            text(label)
        else:
            leaving.props['aria-label'] = 'Sign out'
