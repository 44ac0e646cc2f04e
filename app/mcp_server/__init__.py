"""LevelMix for assistants: tools, resources and prompts by MCP, over stdio for files here and over HTTP on a server.

It speaks the protocol (the `mcp` package) and knows no area: what is offered comes from `app.tools`, by the record of
each area. `protocol` is imported where somebody speaks it, because the package takes a second to load.
"""
