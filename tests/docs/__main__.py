"""`python -m tests.docs`: bring the blocks of the pages that are made from the code up to date."""

from __future__ import annotations

from tests.docs.pages import with_block
from tests.docs.tables import GENERATED


def main() -> None:
    """Rewrite the pages."""
    for page, blocks in GENERATED.items():
        text = page.read_text(encoding="utf-8")
        for name, make in blocks.items():
            text = with_block(text, name, make())
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
