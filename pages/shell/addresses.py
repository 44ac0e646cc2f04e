"""Addresses of lists: what is asked for stands in them, so that a view can be kept, sent and gone back to."""

from dataclasses import fields
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def address_of(path: str, view: 'DataclassInstance') -> str:
    """The address of a view: what is as usual is not said in it."""
    usual = type(view)()
    asked = {field.name: getattr(view, field.name) for field in fields(view)}
    said = urlencode({name: value for name, value in asked.items() if value != getattr(usual, name)})
    return f'{path}?{said}' if said else path
