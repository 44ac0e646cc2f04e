"""Addresses of resources: `levelmix://presets` is one, `levelmix://jobs/{id}` one for each job."""

import re

_WORD = re.compile(r'\\\{(\w+)\\\}')


def is_template(address: str) -> bool:
    """Whether it stands for many."""
    return '{' in address


def match(template: str, address: str) -> dict[str, str] | None:
    """What stands in the place of the words in braces; None where an address is not of this form."""
    found = re.fullmatch(_WORD.sub(r'(?P<\1>[\\w-]{1,100})', re.escape(template)), address)
    return None if found is None else found.groupdict()
