"""A short sound that comes with the product, to be heard at a press."""

from components.vocabulary.elements import block, text

_ALONE = '(e) => document.querySelectorAll("audio").forEach((other) => other === e.target || other.pause())'
"""Of several sounds on a page, only the one that was started last is heard."""


def sound(label: str, told: str, address: str, testid: str) -> None:
    """Draw it with its controls; nothing is loaded before somebody presses play."""
    with block('sound', tag='figure'):
        with block('row spread', tag='figcaption'):
            text(label, 'strong')
            text(told, 'quiet')
        heard = block(tag='audio', src=address, preload='none', controls='', data_testid=testid)
        heard.props['aria-label'] = f'{label}, {told}'
        heard.on('play', js_handler=_ALONE)
