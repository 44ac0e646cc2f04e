"""Platforms that an artist connects, so that their numbers come by themselves.

`port` says what a platform must be able to do, `spotify`, `youtube` and `soundcloud` do it, `known` has those for which
this installation has keys, `wire` is how they are asked, and `tokens` keeps what opens them.
"""
