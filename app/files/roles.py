"""What files are to those who need them."""

ORIGINAL, RESULT = 'original', 'result'
"""Roles that people know: what they sent, and what came out."""
PICTURE = 'picture'
"""The picture of a person's profile."""
UPLOAD = 'upload'
"""The kind of use that an upload makes of its bytes until a job takes it."""
UNTAKEN = 'uploads'
"""Whose area a file is that nobody has said a purpose of."""
