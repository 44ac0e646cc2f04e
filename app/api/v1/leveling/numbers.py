"""What is measured and done, as programs read it: every number says its unit in its name, or beside it."""

from typing import Any

from pydantic import Field

from app.api.v1.answers import Resource


class Measurement(Resource):
    """What the meter has read of one file (ITU-R BS.1770-5, EBU Tech 3341 and 3342); null is nothing to hear."""

    integrated_lufs: float | None = Field(description='Integrated loudness, LUFS.')
    short_term_max_lufs: float | None = Field(description='The loudest three seconds, LUFS.')
    momentary_max_lufs: float | None = Field(description='The loudest 400 ms, LUFS.')
    range_lu: float | None = Field(description='Loudness range, LU.')
    true_peak_dbtp: float | None = Field(description='The highest point between the samples, dBTP.')
    sample_peak_dbfs: float | None = Field(description='The highest sample, dBFS.')
    duration_s: float = Field(description='Length, seconds.')
    sample_rate: int = Field(description='Samples a second, Hz.')
    channels: int
    format: str = Field(description='What kind of file it is, in words.')
    warnings: list[str] = Field(
        default_factory=list, description='What is damaged or missing in the file, as sentences.'
    )

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A loud club mix."""
        return {
            'integrated_lufs': -9.8,
            'short_term_max_lufs': -7.1,
            'momentary_max_lufs': -6.2,
            'range_lu': 5.4,
            'true_peak_dbtp': 0.6,
            'sample_peak_dbfs': -0.1,
            'duration_s': 3600.0,
            'sample_rate': 44100,
            'channels': 2,
            'format': 'WAV, 16 bit',
            'warnings': [],
        }


class LimiterWork(Resource):
    """What was done to the peaks."""

    max_reduction_db: float = Field(description='The deepest that the limiter went, dB as a positive number.')
    mean_reduction_db: float = Field(description='What it took off on the whole, dB as a positive number.')
    limited_share: float = Field(description='For how much of the time it worked, 0 to 1.')
    clipped_share: float = Field(description='For how much of the time the clipper before it worked, 0 to 1.')


class Segment(Resource):
    """One track inside a mix; tracks touch each other, and cover all of it."""

    start_s: float = Field(description='Where it begins, seconds from the start of the mix.')
    end_s: float = Field(description='Where it ends, seconds from the start of the mix.')
    loudness_lufs: float | None = Field(description='Its own integrated loudness, LUFS; null for silence.')
    gain_db: float = Field(default=0.0, description='What matching adds to it before the gain of the mix, dB.')
    title: str | None = Field(default=None, description='As the tracklist has it.')


class Ramp(Resource):
    """Where one track gives way to the next."""

    start_s: float = Field(description='Where the new one comes in, seconds.')
    end_s: float = Field(description='Where the old one is gone, seconds.')


class BeforeAfter(Resource):
    """Integrated loudness of original and result; null where there is none."""

    before: float | None = Field(description='Of the original, LUFS.')
    after: float | None = Field(description='Of the result, LUFS.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One."""
        return {'before': -9.8, 'after': -14.0}
