"""What the routes of levelling have in common: who asks, and ids in paths."""

from typing import Annotated

from fastapi import Path

from app.api.v1.area_answers import Asking as Asking

JobId = Annotated[str, Path(max_length=64, description='The id of a job of levelling.')]
UploadId = Annotated[str, Path(max_length=64, description='The id of an upload that no job has taken yet.')]
