"""Voice: text that is said, recordings in another voice, voices that are learnt, sound effects.

What speaks is usable alone: `text` says what is read, `engines` say it, `clips` makes a file of it, and
`effect_clips` of a sound. With `phonemes`, `pieces`, `joining` and `errors` they import nothing of ours but each other
and `app.audio`, and this file imports nothing at all, so `levelmix voice` needs no database. Models are opened by
workers alone.

All else is the area around it: `area` registers it, `service` has what people do, `queries` what they see.
"""
