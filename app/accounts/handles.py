"""Handles that nobody gets: they would be taken for LevelMix itself, or for one of its addresses."""

_WORDS = """
about abuse account accounts admin administrator all anonymous api app artist artists assets audit auth billing blog
book booking bookings bot careers change-email checkout confirm contact cookie cookies copyright credits curator
dashboard delete dmca docs download drums editor email engineer error everyone export faq favicon feed files fixer
follow followers following forgot free guest healthz help here history home host hostmaster images import info
internal invite jobs join legal level leveling levelmix library live login logout mail me metrics moderator music
new news nobody none notifications null oauth official owner page pages partner password pay payments pictures plan
plans player postmaster practice premium press pricing privacy pro profile public readyz receipts register release
releases reset robots root rss search security sell send service settings share shared shop sign-in sign-out sign-up
signin signout signup site sitemap song songs staff static status store stripe studio studios subscribe superuser
support system team terms test trust undefined upload uploads user username users verified verifier verify voice
webhook webhooks webmaster welcome workers www you
"""
RESERVED = frozenset(_WORDS.split())
