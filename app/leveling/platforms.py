"""What streaming services do to a finished mix when they play it: turned down, lifted, or left.

As the services describe it themselves, for their usual settings and a single track:
Spotify plays at -14 LUFS and lifts what is quieter as far as its peaks stay below -1 dBTP; YouTube, SoundCloud and
Tidal play at -14 LUFS and lift nothing; Apple Music's Sound Check plays at -16 LUFS and lifts as far as the peaks
allow.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Platform:
    """A service: the loudness it plays at (LUFS), and up to which true peak (dBTP) it lifts; None if it never does."""

    name: str
    plays_at_lufs: float
    lifts_to_dbtp: float | None = None


PLATFORMS = (
    Platform('Spotify', -14.0, -1.0),
    Platform('YouTube', -14.0),
    Platform('Apple Music', -16.0, 0.0),
    Platform('SoundCloud', -14.0),
    Platform('Tidal', -14.0),
)


@dataclass(frozen=True, slots=True)
class Playback:
    """By how much a service turns a mix (dB), and whether its peaks kept it from being lifted all the way."""

    platform: str
    change_db: float
    held_by_peaks: bool = False


def playback(loudness_lufs: float, true_peak_dbtp: float) -> list[Playback]:
    """What each service will do with a result of this loudness and this true peak."""
    return [_on(platform, loudness_lufs, true_peak_dbtp) for platform in PLATFORMS]


def _on(platform: Platform, loudness: float, peak: float) -> Playback:
    wanted = platform.plays_at_lufs - loudness
    if wanted <= 0.0:
        return Playback(platform.name, wanted)
    if platform.lifts_to_dbtp is None:
        return Playback(platform.name, 0.0)
    room = max(0.0, platform.lifts_to_dbtp - peak)
    return Playback(platform.name, min(wanted, room), room < wanted)
