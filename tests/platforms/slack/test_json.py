"""What is written and read in a faster way than Python's own is what Python's own would have."""

from __future__ import annotations

import json
from urllib.parse import quote_plus, unquote_plus

from hypothesis import given
from hypothesis import strategies as some

from bot.platforms.slack.payloads import Malformed, read_command
from bot.platforms.slack.rich import written

_ANY = some.text(some.characters())
_FORMS = some.text("%+&=;é�\ud83d 0123456789abcdefABCDEF/:<>\n")


@given(some.recursive(_ANY | some.booleans(), lambda inner: some.lists(inner) | some.dictionaries(_ANY, inner)))
def test_json_is_written_as_python_writes_it(value: object) -> None:
    assert written(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@given(_FORMS | _ANY.map(lambda text: quote_plus(text, errors="replace")))
def test_a_field_of_a_command_is_read_as_python_reads_it(text: str) -> None:
    field = text.replace("&", "").replace("=", "")
    try:
        slash = read_command(f"team_id=T1&user_id=U1&trigger_id=1.2&command=%2Fstance&text={field}")
    except Malformed:
        raise AssertionError(text) from None
    assert slash is not None
    assert slash.text == unquote_plus(field).encode("utf-8", "replace").decode()
