"""Messages that are articles, and messages that are nearly ones: what producers really get wrong."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence

Fields = dict[str, object]

MAX_BYTES = 8_192
"""The limit that the worker and `publish` are given, so that some candidates are over it."""
MAX_DEPTH = 8
BODY = (
    "An irrelevant text. The ministers met in Oslo, and “both sides” called the talks useful – 3 % more 🙂."
)
PAGE = f"<html><head><title>Talks</title></head><body><article>{f'<p>{BODY}</p>' * 2}</article></body></html>"


def candidates(count: int, *, seed: int) -> list[bytes]:
    """That many values of messages, the same for the same seed; none has a line end or is blank."""
    chance = random.Random(seed)
    return [_one(chance, number) for number in range(count)]


def _one(chance: random.Random, number: int) -> bytes:
    fields = _article(chance, number)
    for _ in range(chance.choice((0, 0, 1, 1, 2))):
        chance.choice(_CHANGES)(fields, chance)
    text = json.dumps(fields, ensure_ascii=chance.random() < 0.5, allow_nan=True)
    value = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.2:
        value = chance.choice(_SPOILT)(value, chance)
    return value.replace(b"\n", b" ").replace(b"\r", b" ").strip() or b"x"


def _article(chance: random.Random, number: int) -> Fields:
    fields: Fields = {"id": f"a{number}", "published_at": "2026-03-04T15:10:00+01:00"}
    text = f"{BODY} {number}"
    fields[chance.choice(("body", "body", "text", "content", "html"))] = text
    if "html" in fields:
        fields["html"] = PAGE
    for name, value in (
        ("title", "Talks in Oslo"),
        ("headline", 7),
        ("url", f"https://wire.example/{number}"),
        ("source", {"name": "The Wire"}),
        ("language", "en"),
        ("entities", [{"start": 3, "end": 9, "country": "NOR"}]),
        ("unknown", {"a": [1, None]}),
    ):
        if chance.random() < 0.3:
            fields[name] = value
    return fields


def _set(name: str, *values: object) -> Callable[[Fields, random.Random], None]:
    def change(fields: Fields, chance: random.Random) -> None:
        fields[name] = chance.choice(values)

    return change


def _drop(fields: Fields, chance: random.Random) -> None:
    fields.pop(chance.choice(list(fields)), None) if fields else None


def _nest(fields: Fields, chance: random.Random) -> None:
    deep: object = 1
    for _ in range(chance.randint(MAX_DEPTH - 3, MAX_DEPTH + 3)):
        deep = [deep]
    fields["unknown"] = deep


_CHANGES: Sequence[Callable[[Fields, random.Random], None]] = (
    _drop,
    _drop,
    _nest,
    _set("body", "", "   ", None, 7, ["a", "b"], {"name": "x"}, "\ufeff", "\u00a0", "x" * 4000, "a\u0000b"),
    _set("text", "", 5, False, "irrelevant"),
    _set("html", "", "<nav>Home</nav>", PAGE, PAGE * 30, 3, "no markup at all " * 20, "<p>" * 900),
    _set("id", "", None, 12, True, "x" * 512, "x" * 513, " padded ", ["a"], {"name": "x"}),
    _set("url", "", None, "x" * 4001, 3.5, "\ud800"),
    _set("title", "x" * 4000, "x" * 4001, {"name": None}, {"name": "t"}, []),
    _set(
        "published_at",
        "yesterday",
        "",
        0,
        1_760_000_000,
        1e300,
        "2026-02-30",
        "Tue, 28 Oct 2025 06:57:00 +0530",
    ),
    _set("date", "2026-03-04", "20260304", -1, float("nan"), True),
    _set("entities", None, [], "x", [{"start": 0}], [{"start": 5, "end": 5}], [{"start": 0, "end": 10**6}]),
    _set("entities", [{"start": 0, "end": 3.0}], [{"start": 0, "end": 2, "country": "no"}], [None], [[]] * 9),
    _set("language", 5, "xx", None, "pt-BR", ["en"]),
    _set("correction_of", "a1", 9, [], None),
    _set("big", 10**400, -0.0, float("inf"), 2**64),
)
_SPOILT: Sequence[Callable[[bytes, random.Random], bytes]] = (
    lambda value, chance: value[: chance.randrange(len(value))],
    lambda value, chance: value + chance.choice((b",", b"}", b" {}", b"\x00", b"   ")),
    lambda value, chance: b"[" + value + b"]",
    lambda value, chance: value.replace(b'"', b"'"),
    lambda value, chance: b"\xef\xbb\xbf" + value,
    lambda value, chance: b"\x00\x00\x00\x00\x07" + value,
    lambda value, chance: value.replace(b"e", b"\xe9", 1),
    lambda value, chance: value[:-1] + b' ,"id": "twice"}',
    lambda value, chance: value[:-1] + b', "pad": "' + b"x" * chance.randint(6000, 9000) + b'"}',
    lambda value, chance: chance.choice((b"null", b"7", b'"text"', b"{}", b"true", b"NaN", b"[" * 2000)),
    lambda value, chance: value.decode("utf-8", "replace").encode("utf-16"),
)
