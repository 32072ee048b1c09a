"""What Slack takes at most; characters, unless it says otherwise."""

from __future__ import annotations

APP_NAME = 35
APP_DESCRIPTION = 140
APP_LONG_DESCRIPTION = range(175, 4_001)
COMMANDS_IN_APP = 50
COMMAND = 32
"""The name of a slash command, with its slash."""
COMMAND_DESCRIPTION = 2_000
USAGE_HINT = 1_000
COMMAND_ADDRESS = 3_000
REDIRECT_ADDRESS = 2_500
REQUEST_ADDRESS = 3_500
"""Where Slack sends events and presses."""
SHORTCUTS = 10
SHORTCUT_NAME = 24
SHORTCUT_DESCRIPTION = 150
EVENT = 50
"""The name of an event."""
BLOCKS = 50
"""Blocks in a message."""
VIEW_BLOCKS = 100
"""Blocks in a dialog."""
VIEW_WHOLE = 200_000
"""Bytes of all blocks of a dialog as JSON; Slack takes 250,000 of the dialog and all that goes with it."""
WHOLE = 12_000
"""Bytes of all blocks of a message as JSON. Slack names no number and counts more than the text; it refuses about
13,200, and adds an id to each block before it counts."""
LONG = 9_000
"""Bytes of one list, which stands alone in its block."""
HEADER = 150
PARAGRAPH = 3_000
"""The text of a section, a plain text, or one element of rich text."""
HEAVY = 5_000
"""Bytes of one element of rich text or of one row of buttons as JSON, so that two always fit into a message."""
SMALL = 2_000
"""A text in small print, a label, a hint."""
IN_A_ROW = 25
"""What can be pressed in one block."""
LABEL = 75
"""A button's or an option's label."""
VALUE = 2_000
"""What a button sends."""
OPTION_VALUE = 150
"""What an option sends."""
OPTIONS = 100
"""Options in a menu."""
PLACEHOLDER = 150
TITLE = 24
"""The title of a dialog, and what its buttons say."""
INPUT = 3_000
"""What a text field holds."""
ADDRESS = 3_000
"""An address that a link leads to."""
FALLBACK = 4_000
"""The plain text beside the blocks."""
