"""Addresses of the net and of mail, as somebody would say them in a language."""

import re

from app.voice.text.rules import Rule, rule

_ENDINGS = 'com|org|net|edu|gov|io|dev|app|co|uk|de|fr|es|it|eu|us|in|br|info|me|tv|fm|ai|uk'
_HOST = rf'(?<![a-z0-9-])(?:[a-z0-9-]{{1,63}}\.){{1,8}}(?:{_ENDINGS})'
_PATH = r'(?::\d{1,5})?(?:/[^\s<>()\[\]"“”]{0,2000})?'
_LONGEST_PATH = 24
DOT_AND_AT = {
    'en': ('dot', 'at', 'slash'),
    'es': ('punto', 'arroba', 'barra'),
    'fr': ('point', 'arobase', 'barre oblique'),
    'hi': ('डॉट', 'ऐट', 'स्लैश'),
    'it': ('punto', 'chiocciola', 'barra'),
    'pt': ('ponto', 'arroba', 'barra'),
}


def rules(language: str) -> tuple[Rule, ...]:
    """How addresses are read in a language, by its two letters."""
    dot, at, slash = DOT_AND_AT.get(language, DOT_AND_AT['en'])

    def said(text: str) -> str:
        text = re.sub(r'[-_+=~%]', ' ', text)
        text = re.sub(r'(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)', ' ', text)
        return ' '.join(text.replace('.', f' {dot} ').replace('@', f' {at} ').replace('/', f' {slash} ').split())

    def link(match: re.Match[str]) -> str:
        host, path = match[1], match[2]
        path = re.sub(r'^:\d+|[?#].*$|/$', '', path)
        readable = len(path) <= _LONGEST_PATH and not re.search(r'\d{4}|[%=&]', path)
        return said(host.lower() + (path if readable else ''))

    return (
        rule(r'[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}\w{2,24}', lambda found: said(found.group())),
        rule(
            rf'(?:https?://|ftp://)(?:www\.)?([^\s/<>()\[\]"“”:]{{1,253}})({_PATH})(?<![.,;:!?])', link, re.IGNORECASE
        ),
        rule(rf'(?:www\.)?({_HOST})({_PATH})(?<![.,;:!?])(?![\w@])', link, re.IGNORECASE),
    )
