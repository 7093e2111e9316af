"""`diplomacy schemas`: the contract's files, written, compared with the models, and with the last release."""

from pathlib import Path

from streams.contract.files import FOLDER, broken, stale, write, write_release
from streams.delivery import registry
from streams.settings import Settings
from streams.terminal.consoles import notices, results
from streams.terminal.exits import Exit, UsageError


def export(folder: str | None, *, release: str | None) -> Exit:
    """Write JSON Schemas, Avro schemas and the AsyncAPI document; say which have changed.

    `release` keeps the schemas of that version too, for later ones to be compared with.
    """
    target = Path(folder) if folder else FOLDER
    changed = write(target)
    if release:
        changed += write_release(target, release)
    for file in changed:
        results().print(str(file), markup=False)
    notices().print(f"{len(changed)} changed in {target}", markup=False)
    return Exit.DONE


def check(folder: str | None) -> Exit:
    """Say which files are not as the models have them, and what would break readers of the last release."""
    target = Path(folder) if folder else FOLDER
    faults = [*(f"{line}: run `diplomacy schemas export`" for line in stale(target)), *broken(target)]
    for line in faults:
        results().print(line, markup=False)
    if not faults:
        notices().print(f"{target}: as the models have it, and nobody is broken", markup=False)
    return Exit.REFUSED if faults else Exit.DONE


def register(settings: Settings) -> Exit:
    """Put the JSON Schema of each topic's value into the registry; print subject and id.

    Raises:
        UsageError: no registry is set.
    """
    if not settings.schema_registry_url:
        raise UsageError("no schema registry is set: set DIPLOMACY_SCHEMA_REGISTRY_URL=http://host:port")
    for name, schema_id in registry.register(settings).items():
        results().file.write(f"{name}-value\t{schema_id}\n")
    return Exit.DONE
