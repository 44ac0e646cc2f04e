"""What programs may call by MCP, the protocol by which assistants use other programs: one record for each tool.

An area brings its own in the record that it registers (`areas.Area`), so that one more area needs no line in
`app.mcp_server`, which speaks the protocol. A tool is a function that takes a `Call` and a model of what was sent, and
returns a model of what came out: their fields, with units in their names, are what programs read.
"""

from app.tools.folders import Folders as Folders
from app.tools.records import Argument as Argument
from app.tools.records import Call as Call
from app.tools.records import Given as Given
from app.tools.records import NoArguments as NoArguments
from app.tools.records import Prompt as Prompt
from app.tools.records import Resource as Resource
from app.tools.records import Told as Told
from app.tools.records import Tool as Tool
from app.tools.records import Toolbox as Toolbox
