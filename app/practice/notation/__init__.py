"""Notation: MusicXML out and in, the engraved page, PDF and pictures, and the chart of chords.

`writing.to_musicxml` and `reading.read_musicxml`, `engraving.engrave`, `paper.to_pdf` and `to_png`, `chart.to_chart`.
The engraver and what draws paper are loaded when they are asked for.
"""
