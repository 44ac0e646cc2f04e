"""What the tools of a server are given and tell."""

from typing import Annotated, Any

from pydantic import Field

from app.errors import NotAllowed
from app.leveling import tool_models as models
from app.tools import Given, Told

Id = Annotated[str | None, Field(min_length=1, max_length=64)]


class Mix(Given):
    """A mix on the server; one of the three."""

    upload_id: Id = Field(None, description='An upload that no job has taken yet.')
    item_id: Id = Field(None, description='A file of the library; see search_library.')
    job_id: Id = Field(None, description='A job of levelling; see list_jobs.')

    @property
    def named(self) -> tuple[str, str]:
        """What is named, and its id; raises NotAllowed unless it is one."""
        ids = {'upload': self.upload_id, 'item': self.item_id, 'job': self.job_id}
        found = [(what, one) for what, one in ids.items() if one is not None]
        if len(found) != 1:
            raise NotAllowed('Say which mix: one of upload_id, item_id and job_id.')
        return found[0]


class MixToLevel(Mix):
    """A mix, and how loud its result shall be. That of a job is its original, levelled once more."""

    target_lufs: models.TargetLufs = None
    preset: models.PresetName = None
    ceiling_dbtp: models.CeilingDbtp = None
    output_format: str | None = Field(
        None, max_length=10, description=f'What the result becomes: {models.FORMATS_TOLD}; as the original if left out.'
    )
    even_percent: models.EvenPercent = 0.0
    tracklist: models.Tracklist = None
    stream: models.Stream = None


class StartedJob(Told):
    """The job that was made; get_job tells how far it is."""

    job_id: str
    target_lufs: float
    ceiling_dbtp: float
    page: str = Field(description='Where people see it.')


class MeasuredMix(Told):
    """What the meter reads of a mix, and of what became of it."""

    name: str
    original: models.Measured
    result: models.Measured | None = Field(description='The levelled file; null where there is none.')


class OneJob(Given):
    """One job."""

    job_id: str = Field(min_length=1, max_length=64, description='The id of a finished job of levelling.')


class Report(Told):
    """Everything that was measured and done, as `levelmix verify` reads it."""

    report: dict[str, Any]
