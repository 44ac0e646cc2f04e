"""Markdown as safe HTML: once when something is saved, and for the preview in the same way.

What writers put in as HTML is kept as far as it is harmless. A paragraph that is nothing but an address of a player
becomes a facade (see `facades`), with a poster if a picture of ours is linked there; so does a frame of one. Any other
frame, and any picture from elsewhere, becomes a link: nothing is loaded from others.
"""

import html
import re
import secrets
from collections.abc import MutableMapping
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from app.artist import pictures
from app.artist.facades import Facade, facade
from app.errors import NotAllowed
from app.pictures import WIDTHS

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

MOST = 100_000
"""Characters of a text."""
TOO_LONG = f'This text is longer than {MOST:,} characters. Make two of it.'
_TEXT = ('a', 'b', 'br', 'code', 'del', 'em', 'i', 'img', 'kbd', 'mark', 's', 'small', 'strong', 'sub', 'sup', 'u')
_BLOCKS = ('blockquote', 'dd', 'dl', 'dt', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'li', 'ol', 'p', 'pre', 'ul')
TAGS = {*_TEXT, *_BLOCKS, 'table', 'tbody', 'td', 'th', 'thead', 'tr'}
ATTRIBUTES = {'a': {'href', 'title'}, 'img': {'src', 'alt', 'title'}, 'ol': {'start'}, 'th': {'colspan'}}
SCHEMES = {'http', 'https', 'mailto'}
_ADDRESS = re.compile(r'https?://[^\s<>"]+')
_BEHIND = '.,;:!?)\'"*_'
_IMAGE = re.compile(r'<img((?:\s[\w-]{1,20}="[^"]*"){0,12})\s?/?>')
_ATTRIBUTE = re.compile(r'([\w-]{1,20})="([^"]*)"')
_OURS = re.compile(rf'{re.escape(pictures.PREFIX)}([\w-]{{8,40}})/[\w.]{{1,20}}')


def checked(text: str) -> str:
    """A text as it is stored: with one kind of line ends and no control signs. Raises NotAllowed for one too long."""
    told = without_controls(text.replace('\r\n', '\n').replace('\r', '\n'))
    if len(told) > MOST:
        raise NotAllowed(TOO_LONG)
    return told


def without_controls(text: str) -> str:
    """A text with signs that XML 1.0 has, and no others."""
    return _NO_XML.sub('', text)


_NO_XML = re.compile('[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')


def render(text: str) -> str:
    """Markdown as HTML that is safe to show anywhere; raises NotAllowed for a text that is too long."""
    import nh3

    env: dict[str, Any] = {'mark': secrets.token_hex(12), 'facades': []}
    made = _parser().render(checked(text), env)
    clean = nh3.clean(
        made,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel='noopener',
        attribute_filter=_only_ours,
    )
    clean = _IMAGE.sub(_image, clean)
    return re.sub(
        rf'(?:<p>)?{re.escape(env["mark"])}-(\d+)-(?:</p>)?', lambda found: _facade(env, int(found[1])), clean
    )


def plain(made: str, most: int = 300) -> str:
    """What is to be read in HTML of ours, without its marks, cut behind a word."""
    import nh3

    without_facades = re.sub(r'<figure class="facade.*?</figure>', ' ', made, flags=re.DOTALL)
    spaced = re.sub(r'</(?:p|h\d|li|td|th|blockquote|pre)>|<br>', ' ', without_facades)
    told = ' '.join(html.unescape(nh3.clean(spaced, tags=set())).split())
    return told if len(told) <= most else told[: most - 1].rsplit(' ', 1)[0].rstrip(',;:') + '…'


def opening(made: str, most: int = 300) -> str:
    """What a list shows of a text: its paragraphs, without headings, lists and tables; all of it if there are none."""
    paragraphs = ' '.join(re.findall(r'<p>.*?</p>', made, re.DOTALL))
    return plain(paragraphs, most) or plain(made, most)


def pictures_in(made: str) -> set[str]:
    """The public ids of the pictures of ours that HTML of ours shows."""
    return {found[1] for found in _OURS.finditer(made)}


@cache
def _parser() -> 'MarkdownIt':
    from markdown_it import MarkdownIt

    parser = MarkdownIt('commonmark', {'html': True, 'breaks': True}).enable(['table', 'strikethrough'])
    parser.core.ruler.push('ours', _ours)
    return parser


def _ours(state: 'StateCore') -> None:
    """Change what Markdown makes of addresses, pictures, frames and headings."""
    for token in state.tokens:
        if token.type in ('heading_open', 'heading_close') and token.tag == 'h1':
            token.tag = 'h2'  # the page itself has the first one
        elif token.type == 'html_block':
            token.content = _without_frames(token.content, state.env)
        elif token.type == 'inline':
            _inline(token, state.env)


def _inline(token: 'Token', env: MutableMapping[str, Any]) -> None:
    children = _with_links(token.children or [])
    found = _alone(children)
    if found is not None:
        children = [_text(_kept(env, *found))]
    for child in children:
        if child.type == 'html_inline':
            child.content = _without_frames(child.content, env)
    token.children = [one for child in children for one in _own_picture(child)]


def _alone(children: list['Token']) -> tuple[Facade, str, str] | None:
    """The player that is linked, where a paragraph has nothing else: with the address of its poster, and its title."""
    if len(children) < 3 or children[0].type != 'link_open' or children[-1].type != 'link_close':
        return None
    address = str(children[0].attrGet('href') or '')
    found, inside = facade(address), children[1:-1]
    if found is None or any(one.type == 'link_open' for one in inside):
        return None
    if len(inside) == 1 and inside[0].type == 'image':
        source = str(inside[0].attrGet('src') or '')
        return (found, source, inside[0].content) if _OURS.fullmatch(source) else None
    said = ''.join(one.content for one in inside)
    return found, '', '' if said.startswith(('http://', 'https://')) else said


def _kept(env: MutableMapping[str, Any], found: Facade, poster: str, title: str) -> str:
    """A word that stands for a facade until everything else is clean."""
    env['facades'].append((found, poster, title))
    return f'{env["mark"]}-{len(env["facades"]) - 1}-'


def _facade(env: MutableMapping[str, Any], number: int) -> str:
    if number >= len(env['facades']):
        return ''
    found, poster, title = env['facades'][number]
    shown = picture_html(poster.split('/')[2], '') if poster else ''
    assert isinstance(found, Facade)
    return found.html(shown, title)


def _with_links(children: list['Token']) -> list['Token']:
    """The same, with addresses that stand in the text as links."""
    found = list['Token']()
    inside = 0
    for child in children:
        inside += (child.type == 'link_open') - (child.type == 'link_close')
        if child.type != 'text' or inside:
            found.append(child)
            continue
        rest = 0
        for match in _ADDRESS.finditer(child.content):
            address = match[0].rstrip(_BEHIND)
            if len(address) > len('https://'):
                found += [_text(child.content[rest : match.start()]), *_link(address, address)]
                rest = match.start() + len(address)
        found.append(_text(child.content[rest:]))
    return [one for one in found if one.type != 'text' or one.content]


def _own_picture(child: 'Token') -> list['Token']:
    """A picture of ours as it is, one from elsewhere as a link to it."""
    source = str(child.attrGet('src') or '') if child.type == 'image' else ''
    if child.type != 'image' or _OURS.fullmatch(source):
        return [child]
    return _link(source, child.content or source)


def _link(address: str, said: str) -> list['Token']:
    from markdown_it.token import Token

    return [Token('link_open', 'a', 1, attrs={'href': address}), _text(said), Token('link_close', 'a', -1)]


def _text(said: str) -> 'Token':
    from markdown_it.token import Token

    return Token('text', '', 0, content=said)


class _Frames(HTMLParser):
    """Finds where a frame leads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.address = ''

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the address of a frame."""
        if tag == 'iframe':
            self.address = dict(attrs).get('src') or ''


def _without_frames(content: str, env: MutableMapping[str, Any]) -> str:
    """HTML with a facade or a link for each frame."""

    def instead(found: re.Match[str]) -> str:
        reader = _Frames()
        reader.feed(found[0])
        address = reader.address if not reader.address.startswith('//') else f'https:{reader.address}'
        player = facade(address)
        if player is not None:
            return f'<p>{_kept(env, player, "", "")}</p>'
        if not address.startswith(('http://', 'https://')):
            return ''
        said = html.escape(address)
        return f'<a href="{said}">{said}</a>'

    return re.sub(r'<iframe\b[^>]*>(?:.*?</iframe\s*>)?', instead, content, flags=re.IGNORECASE | re.DOTALL)


def _only_ours(tag: str, attribute: str, value: str) -> str | None:
    return None if (tag, attribute) == ('img', 'src') and not _OURS.fullmatch(value) else value


def _image(found: re.Match[str]) -> str:
    told = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(found[1])}
    known = _OURS.fullmatch(told.get('src', ''))
    return picture_html(known[1], told.get('alt', '')) if known else ''


def picture_html(public_id: str, alt: str) -> str:
    """A picture of ours as HTML, in whichever size fits, loaded once it is near."""
    sizes = ', '.join(f'{pictures.address(public_id, f"{width}.webp")} {width}w' for width in WIDTHS)
    return (
        f'<img src="{pictures.address(public_id, "640.jpg")}" srcset="{sizes}" sizes="(max-width: 760px) 92vw, 720px" '
        f'alt="{html.escape(alt)}" loading="lazy" decoding="async">'
    )
