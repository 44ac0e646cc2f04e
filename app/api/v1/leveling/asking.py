"""What the routes of levelling have in common: who asks, and ids in paths."""

from typing import Annotated

from fastapi import Depends, Path, Request

from app.api.v1.access import Caller


def _found(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


Asking = Annotated[Caller, Depends(_found)]
"""Whoever asks, with a key that is for levelling and for what the route does."""
JobId = Annotated[str, Path(max_length=64, description='The id of a job of levelling.')]
UploadId = Annotated[str, Path(max_length=64, description='The id of an upload that no job has taken yet.')]
