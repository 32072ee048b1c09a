"""Every limit of Block Kit by its name; the sources are Slack's reference and what its API was seen to refuse."""

from __future__ import annotations

from typing import Final

MESSAGE_BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100
BLOCKS_TOTAL: Final = 13_200
"""All blocks of a message together, measured by their JSON; undocumented, answered with `msg_blocks_too_long`."""
BLOCK_ID: Final = 255
ACTION_ID: Final = 255

MESSAGE_TEXT: Final = 40_000
UPDATE_TEXT: Final = 4_000
"""`chat.update` refuses what `chat.postMessage` still takes."""
ATTACHMENTS: Final = 100
METADATA: Final = 16_000

TEXT: Final = 3_000
HEADER: Final = 150
SECTION_FIELDS: Final = 10
SECTION_FIELD: Final = 2_000
CONTEXT_ELEMENTS: Final = 10
ACTIONS_ELEMENTS: Final = 25
MARKDOWN: Final = 12_000
"""All markdown blocks of a message together."""
RICH_TEXT: Final = 3_000
LIST_INDENT: Final = 8
TABLE_ROWS: Final = 100
TABLE_COLUMNS: Final = 20
TABLE_TEXT: Final = 10_000

ALT_TEXT: Final = 2_000
IMAGE_TITLE: Final = 2_000

BUTTON_TEXT: Final = 75
BUTTON_VALUE: Final = 2_000
URL: Final = 3_000
OPTIONS: Final = 100
OPTION_GROUPS: Final = 100
GROUP_LABEL: Final = 75
OPTION_TEXT: Final = 75
OPTION_VALUE: Final = 150
OPTION_DESCRIPTION: Final = 75
OVERFLOW_OPTIONS: Final = 5
CHOICES: Final = 10
"""Radio buttons and checkboxes."""
PLACEHOLDER: Final = 150
CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30

LABEL: Final = 2_000
HINT: Final = 2_000
INPUT_TEXT: Final = 3_000
FILES: Final = 10
FILE_TYPES: Final = 100

VIEW_TITLE: Final = 24
VIEW_BUTTON: Final = 24
PRIVATE_METADATA: Final = 3_000
CALLBACK_ID: Final = 255
EXTERNAL_ID: Final = 255
VIEW_BYTES: Final = 250_000
VIEW_DEPTH: Final = 3
