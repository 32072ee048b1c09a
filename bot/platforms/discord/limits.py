"""What Discord takes at most; characters, unless it says otherwise."""

from __future__ import annotations

COMPONENTS = 40
"""Components in a message, with those that stand in others."""
TEXT = 4_000
"""The text of a message, all together."""
IN_A_ROW = 5
"""Buttons in one row."""
BUTTON = 80
"""A button's label."""
CUSTOM_ID = 100
"""What a button or an option sends, and what a form carries."""
OPTIONS = 25
"""Options in a menu."""
OPTION = 100
"""An option's label, and its description."""
PLACEHOLDER = 150
"""What stands in a menu before something is chosen."""
ALT = 1_024
"""What a picture shows, in words."""
FILES = 10
"""Files with a message."""
IN_A_FORM = 5
"""Inputs and texts in one step of a form."""
TITLE = 45
"""The title of a form."""
LABEL = 45
"""The label of an input; its description is an option's."""
INPUT = 4_000
"""What an input holds."""
ADDRESS = 1_500
"""An address that a link leads to. Discord names no number; so much leaves room for words beside it."""
