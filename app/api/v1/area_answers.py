"""What the routes of areas have in common: who asks, and the answer that tells of a job."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response

from app.api.v1 import jobs
from app.api.v1.access import Caller
from app.api.v1.answers import one
from app.jobs import feed
from app.jobs.progress import HUB


def _found(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


Asking = Annotated[Caller, Depends(_found)]
"""Whoever asks, with a key that is for the area and for what the route does; `area_routes` has looked."""


def submitted(request: Request, who: Caller, job_id: str) -> Response:
    """The answer to what has made a job."""
    HUB.poke()
    made = jobs.told(who.id, [feed.get(who.id, job_id)])[0]
    return one(request, made, status=201, Location=f'/api/v1/jobs/{job_id}')
