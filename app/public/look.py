"""How public pages look: templates, style sheet, font. Addresses of files change with them, so caches keep them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from app.config import settings

HERE = Path(__file__).parent
STATIC = HERE / 'static'
SERVED = ('.css', '.js', '.woff2', '.svg', '.png', '.mp3')
PREFIX = '/public/'


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says about itself to browsers, search engines and those who show a card of it.

    Parameters
    ----------
    title : of the page; LevelMix is added to it.
    description : one sentence for search engines and cards.
    path : its one address here, beginning with a slash. Without one it is in no search engine, and has no card.
    kind : what it is, in the words of Open Graph.
    image : address of a picture for its card, 1200 by 630 pixels; ours, if none is given.
    image_alt : what is to be seen in it.
    data : the same facts in the words of schema.org.
    feed : address of the Atom feed that it belongs to, if it does.
    """

    title: str
    description: str = ''
    path: str = ''
    kind: str = 'website'
    image: str = ''
    data: Mapping[str, Any] | None = None
    feed: str = ''
    image_alt: str = ''


def render(template: str, head: Head | None = None, **facts: Any) -> str:
    """A page, or a part of one. Templates of an area are in its folder `templates`, and begin with its name here."""
    return _environment().get_template(template).render(head=head, base=settings().address, **facts)


@cache
def files() -> dict[str, Path]:
    """What pages load, by name."""
    return {path.name: path for path in sorted(STATIC.iterdir()) if path.suffix in SERVED}


@cache
def mark() -> str:
    """Changes with the content of any of them. It is part of all addresses, so the style sheet finds its font."""
    whole = hashlib.sha256()
    for path in files().values():
        whole.update(path.read_bytes())
    return whole.hexdigest()[:12]


def address(name: str) -> str:
    """Where a page loads this file from; raises KeyError where there is none of this name."""
    return f'{PREFIX}{mark()}/{files()[name].name}'


@cache
def _environment() -> jinja2.Environment:
    areas = {path.parent.name: path for path in HERE.parent.glob('*/templates') if path.parent != HERE}
    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [
                jinja2.FileSystemLoader(HERE / 'templates'),
                jinja2.PrefixLoader({name: jinja2.FileSystemLoader(path) for name, path in areas.items()}),
            ]
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals['file'] = address
    made.filters['json_ld'] = _json_ld
    made.filters['signed'] = signed
    return made


def _json_ld(data: Mapping[str, Any]) -> Markup:
    """JSON inside a script element: nothing in it ends that element."""
    text = json.dumps(data, ensure_ascii=False)
    return Markup(text.replace('&', '\\u0026').replace('<', '\\u003c').replace('>', '\\u003e'))


def signed(value: float, digits: int = 1) -> str:
    """A number with a real minus sign."""
    return f'{value:.{digits}f}'.replace('-', '−')
