"""Addresses of resources: `levelmix://presets` is one, `levelmix://jobs/{id}` one for each job."""

import re

_ID = re.compile(r'[\w-]{1,100}')


def is_template(address: str) -> bool:
    """Whether it stands for many."""
    return '{' in address


def match(template: str, address: str) -> dict[str, str] | None:
    """What stands in the place of the words in braces; None where an address is not of this form."""
    wanted, given = template.split('/'), address.split('/')
    if len(wanted) != len(given):
        return None
    found = {}
    for part, word in zip(wanted, given, strict=True):
        if part.startswith('{') and _ID.fullmatch(word):
            found[part.strip('{}')] = word
        elif part != word:
            return None
    return found
