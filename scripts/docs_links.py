"""Check that every relative link in the documentation leads to a file and, in Markdown, to a heading that is there."""

from __future__ import annotations

import re
import sys
from pathlib import Path

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)


def main() -> int:
    """Name every broken link; 1 when there is one."""
    pages = [Path(name) for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(
        Path("docs").rglob("*.md")
    )
    broken = [f"{page}: {link}" for page in pages for link in links(page) if not leads_somewhere(page, link)]
    print("\n".join(f"{line} leads nowhere" for line in broken) or f"{len(pages)} pages: every link leads somewhere")
    return 1 if broken else 0


def links(page: Path) -> list[str]:
    """Give the links of a page that stay within the project."""
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    return [link for link in LINK.findall(text) if not link.startswith(("http:", "https:", "mailto:"))]


def leads_somewhere(page: Path, link: str) -> bool:
    """Tell whether the file is there and has the heading that the link names."""
    path, _, anchor = link.partition("#")
    target = (page.parent / path) if path else page
    if not target.exists():
        return False
    if not anchor or target.suffix != ".md":
        return True
    headings = HEADING.findall(target.read_text(encoding="utf-8"))
    return anchor in {re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-") for heading in headings}


if __name__ == "__main__":
    sys.exit(main())
