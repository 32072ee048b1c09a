"""What Slack takes at most; characters, unless it says otherwise."""

from __future__ import annotations

BLOCKS = 50
"""Blocks in a message."""
VIEW_BLOCKS = 100
"""Blocks in a dialog."""
WHOLE = 12_000
"""Bytes of all blocks of a message as JSON. Slack names no number and counts more than the text; it refuses about
13,200, and adds an id to each block before it counts."""
HEADER = 150
PARAGRAPH = 3_000
"""The text of a section, a plain text, or one element of rich text."""
HEAVY = 6_000
"""Bytes of one element of rich text as JSON, so that several always fit into a message."""
SMALL = 2_000
"""A text in small print, a label, a hint."""
IN_A_ROW = 5
"""Buttons beside each other; more are taken, but some of Slack's apps hide them."""
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
