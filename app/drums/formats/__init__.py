"""Drum maps as files: `.bsm`, General MIDI, Clone Hero and osu! (taiko), read and written.

What a file cannot say is lost in it, and `docs/bsm.md` says what that is; no hit is.
"""
