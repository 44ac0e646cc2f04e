"""The tests, mirroring the tree; `browser/` drives a real browser against a real server."""
