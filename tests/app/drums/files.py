"""Files of maps as other programs write them."""

import io
from typing import Any

import mido

CHART = """[Song]
{
  Name = "Tempo changes"
  Artist = "Ünknown"
  Offset = 0.5
  Resolution = 192
}
[SyncTrack]
{
  0 = TS 4
  0 = B 120000
  768 = TS 7 3
  768 = B 60000
}
[Events]
{
  0 = E "section Intro"
  768 = E "[section Slow]"
}
[ExpertDrums]
{
  0 = N 0 0
  192 = N 1 0
  192 = N 34 0
  384 = N 2 0
  384 = N 66 0
  384 = S 64 768
  576 = N 2 0
  768 = N 32 0
  960 = N 4 0
  960 = N 68 0
}
[ExpertSingle]
{
  0 = N 7 0
}
"""

OSU = """osu file format v14

[General]
Mode: 1
PreviewTime: 5000

[Metadata]
Title:Romaji
TitleUnicode:日本
Artist:Somebody
Version:Oni

[TimingPoints]
100,500,4,1,0,100,1,0
2100,-50,4,1,0,100,0,0
4100,1e-7,4,1,0,100,1,0
8100,400.5,3,1,0,100,1,0

[HitObjects]
256,192,100,1,0,0:0:0:0:
256,192,600,1,8,0:0:0:0:
256,192,1100,5,12,0:0:0:50:
256,192,1600,2,0,L|356:192,1,100,0|0,0:0|0:0,0:0:0:0:
256,192,2100,12,0,2600,0:0:0:0:
"""


def made_midi(*messages: Any, ticks: int = 480, kind: int = 1) -> bytes:
    file, out = mido.MidiFile(type=kind, ticks_per_beat=ticks), io.BytesIO()
    file.tracks.append(mido.MidiTrack(messages))
    file.save(file=out)
    return out.getvalue()
