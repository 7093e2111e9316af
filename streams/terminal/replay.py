"""`diplomacy replay`: old articles coded again, and what came of it in one table of counts."""

import asyncio
from datetime import datetime

from streams.delivery.pool import LOADER
from streams.delivery.recoding import recode
from streams.settings import Settings
from streams.terminal.consoles import notices, results
from streams.terminal.exits import Exit, UsageError


def replay(
    settings: Settings, *, since: datetime, until: datetime | None, dry_run: bool, loader: str = LOADER
) -> Exit:
    """Code the articles of a span of time again; print a line for each count, with a TAB before its number.

    Raises:
        UsageError: the span ends before it begins.
    """
    if until is not None and until <= since:
        raise UsageError(f"--to {until:%Y-%m-%dT%H:%M:%S%z}: not after --from: give a later time")
    tally = asyncio.run(recode(settings, since=since, until=until, dry_run=dry_run, loader=loader))
    for record, fault in tally.faults:
        place = f"{record.topic}[{record.partition}]@{record.offset}"
        text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in str(fault))
        notices().print(f"{place}: {type(fault).__name__}: {text}", style="red", markup=False)
    done = "would be " if dry_run else ""
    counts = {
        "articles read": tally.read,
        "not about diplomacy": tally.irrelevant,
        "left out: their text was changed or withdrawn later": tally.outdated,
        "left out: the same text came before": tally.repeated,
        "not coded": len(tally.faults),
        f"coded by {tally.coder_version}": tally.coded,
        f"events {done}published": tally.events,
        f"events {done}retracted": tally.retractions,
    }
    for name, count in counts.items():
        results().file.write(f"{name}\t{count}\n")
    return Exit.REFUSED if tally.faults else Exit.DONE
