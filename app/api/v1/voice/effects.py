"""Sound effects from words."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.api.v1 import jobs
from app.api.v1.choices import model_of
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.voice.asking import Asking, submitted
from app.voice import service
from app.voice.options import EffectOptions, options_of

router = APIRouter()
Wish: Any = model_of(EffectOptions, 'EffectOptions')


@router.post(
    '/effects',
    status_code=201,
    response_model=jobs.Job,
    summary='Make a sound effect',
    openapi_extra=may_fail('over-limit', 'paused'),
)
def make_sound_effect(request: Request, who: Asking, _: Once, wish: Wish) -> Response:
    """Have a sound made of a few English words, like *rain and thunder*: the answer is its job, whose result is the
    clip. Where nothing is close to the words, this is refused at once (400), costs nothing, and `detail` offers the
    nearest prompts. `GET /voice/clips/{clip_id}` says under which licence a clip is, and whom to thank."""
    options = options_of(EffectOptions, wish.model_dump(exclude_unset=True))
    (job_id,) = service.submit_effect(who.id, options)
    return submitted(request, who, job_id)
