"""An address to copy."""

from components.vocabulary.elements import block, link, text
from pages.shell.sharing import COPY


def address_to_copy(address: str, label: str, testid: str, *, visit: bool = False) -> None:
    """A field that holds an address, with a button that copies it; with `visit` also a link that opens it."""
    with block('row'):
        field = block('input mono grow', tag='input', readonly='', value=address, aria_label=label)
        field.props['data-testid'] = testid
        field.on('focus', js_handler='(e) => e.target.select()')
        copy = block('button', tag='button', type='button', data_testid=f'{testid}-copy')
        with copy:
            text('Copy')
        copy.on('click', js_handler=COPY)
        if visit:
            link('Open', address, 'button bare', target='_blank', data_testid=f'{testid}-open')
