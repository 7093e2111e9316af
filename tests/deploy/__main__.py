"""`python -m tests.deploy`: make what in deploy/ derives from something else."""

from __future__ import annotations

from tests.deploy.generated import files

if __name__ == "__main__":
    for path, text in files().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"renewed {path.name}")
