"""Files of numbers that the services let people download, read without a database: see `files.Reading`.

`tables` opens them, `services`, `youtube` and `bandcamp` know their shapes by heading, `mapping` takes any other;
`days` and `numbers` read what stands in cells, `plans` what rows mean, `asking` what has to be asked.
"""
