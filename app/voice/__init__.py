"""Speech from text, without a server: `text` says what is read, `engines` say it, `clips` makes a file of it.

These import nothing of ours but `app.audio`, which brings every clip to its loudness. None of it belongs into the web
process: the libraries are large, and the weights larger.
"""
