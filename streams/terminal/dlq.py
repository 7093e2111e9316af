"""`diplomacy dlq`: the dead letters as a list, one by one with all that they hold, and sent back."""

import asyncio
import base64
import json
from collections.abc import Iterable
from datetime import UTC, datetime

from rich.text import Text

from schemas import DeadLetterHeader
from streams.delivery.letters import Letter, Place, Wanted, letters
from streams.delivery.resend import send_back
from streams.settings import Settings
from streams.terminal.consoles import notices, results
from streams.terminal.exits import Exit, UsageError

_UNREADABLE = "its dlq.* headers don't say why it is here"


def list_letters(settings: Settings, wanted: Wanted, *, as_json: bool) -> Exit:
    """Print a line for each letter that is meant: its name, when, where and why it failed, and how often."""
    console = results()
    for letter in _read(settings, wanted):
        if as_json:
            fields = {**_fields(letter), **_value(letter.record.value or b"")}
            console.file.write(json.dumps(fields, ensure_ascii=False) + "\n")
        else:
            console.print(_line(letter))
    return Exit.DONE


def show_letters(settings: Settings, wanted: Wanted, *, raw: bool) -> Exit:
    """Print all that the meant letters hold; `raw`: the original bytes of each and nothing else.

    Raises:
        UsageError: a letter that was named isn't there.
    """
    console = results()
    found = _named(_read(settings, wanted), wanted)
    for letter in found:
        value = letter.record.value or b""
        if raw:
            console.file.flush()
            console.file.buffer.write(value + (b"" if value.endswith(b"\n") else b"\n"))  # type: ignore[attr-defined]
            continue
        for name, text in _fields(letter).items():
            console.print(Text.assemble((f"{name:<12} ", "dim"), _printable(_shown(text))), soft_wrap=True)
        for name, content in letter.record.headers:
            header = f"{name}: {content.decode(errors='replace')}"
            console.print(Text.assemble((f"{'header':<12} ", "dim"), _printable(header)), soft_wrap=True)
        console.print(Text(_printable(value.decode(errors="backslashreplace"))), soft_wrap=True)
        console.print()
    return Exit.DONE


def replay_letters(settings: Settings, wanted: Wanted, *, again: bool, dry_run: bool) -> Exit:
    """Send the meant letters back to their topics, those that were sent back before only if told `again`.

    Raises:
        UsageError: a letter that was named isn't there.
    """
    console = notices()
    found = _named(_read(settings, wanted), wanted)
    chosen = [letter for letter in found if again or not letter.sent_back]
    before = len(found) - len(chosen)
    if dry_run:
        console.print(f"{len(chosen)} to be sent back, {before} were before; nothing was sent", markup=False)
        return Exit.DONE
    outcome = asyncio.run(send_back(settings, chosen)) if chosen else {}
    refused = 0
    for letter, refusal in outcome.items():
        if refusal is not None:
            refused += 1
            console.print(f"{letter.place}: {refusal}", style="red", markup=False)
    console.print(
        f"{len(outcome) - refused} sent back, {before} were before, {refused} refused", markup=False
    )
    return Exit.REFUSED if refused else Exit.DONE


def places_of(names: Iterable[str]) -> frozenset[Place]:
    """The places that these names tell.

    Raises:
        UsageError: one is no letter's name.
    """
    found = set()
    for name in names:
        try:
            found.add(Place.of(name))
        except ValueError:
            raise UsageError(f"{name}: no letter's name: give one as `dlq list` prints it: 2@17") from None
    return frozenset(found)


def _read(settings: Settings, wanted: Wanted) -> list[Letter]:
    async def read() -> list[Letter]:
        return [letter async for letter in letters(settings, wanted)]

    return sorted(asyncio.run(read()), key=lambda letter: letter.record.timestamp)


def _named(found: list[Letter], wanted: Wanted) -> list[Letter]:
    missing = wanted.places - {letter.place for letter in found}
    if missing:
        names = ", ".join(map(str, sorted(missing)))
        raise UsageError(f"{names}: no such letter, or none that fits: see `diplomacy dlq list`")
    return found


def _line(letter: Letter) -> Text:
    mark = "  sent back" if letter.sent_back else ""
    when = datetime.fromtimestamp(letter.record.timestamp / 1000, UTC)
    stage, error, message, tries = "?", "", _UNREADABLE, ""
    if letter.why:
        when, stage, message = letter.why.failed_at, letter.why.stage, letter.why.message
        error, tries = f" {letter.why.error_class}", f"  tried {letter.why.attempts}×"
    return Text.assemble(
        (f"{letter.place!s:<8}", "bold"),
        f"  {when:%Y-%m-%d %H:%M:%S}  ",
        (_printable(f"{stage}{error}"), "red"),
        _printable(f"  {letter.article_id}"),
        (_printable(f"  {message}"), ""),
        (f"{tries}  {len(letter.record.value or b''):,} bytes{mark}", "dim"),
        no_wrap=True,
        overflow="ellipsis",
    )


def _fields(letter: Letter) -> dict[str, object]:
    """What is known of a letter, apart from the original bytes."""
    value = letter.record.value or b""
    fields: dict[str, object] = {"letter": str(letter.place), "article_id": letter.article_id}
    if letter.why is None:
        fields["message"] = _UNREADABLE
    else:
        fields |= letter.why.model_dump(mode="json", exclude={"key", "value"})
    fields |= {"sent_back": letter.sent_back, "bytes": len(value)}
    left_out = letter.record.header(DeadLetterHeader.VALUE_LEFT_OUT.value)
    if left_out is not None:
        fields["left_out"] = left_out.decode(errors="replace")
    fields["key"] = None if letter.record.key is None else letter.record.key.decode(errors="replace")
    return fields


def _value(value: bytes) -> dict[str, str]:
    """The original bytes as JSON can carry them."""
    try:
        return {"value": value.decode()}
    except UnicodeDecodeError:
        return {"value_base64": base64.b64encode(value).decode()}


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _printable(text: str) -> str:
    """The text with everything escaped that could move the cursor or look like a line of ours."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
