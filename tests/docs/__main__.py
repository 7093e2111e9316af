"""`python -m tests.docs`: bring the blocks of README.md that are made from the code up to date."""

from __future__ import annotations

from tests.docs.pages import GENERATED, README, with_block


def main() -> None:
    """Rewrite README.md."""
    text = README.read_text(encoding="utf-8")
    for name, make in GENERATED.items():
        text = with_block(text, name, make())
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
