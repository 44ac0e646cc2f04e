"""What the routes of voice have in common: who asks, ids in paths, and the answer that tells of a job."""

from typing import Annotated

from fastapi import Path

from app.api.v1.area_answers import Asking as Asking
from app.api.v1.area_answers import submitted as submitted

ClipId = Annotated[str, Path(max_length=64, description='The id of a clip, which is that of its job.')]
