"""Messages that nobody should send: bytes, JSON of any shape, hostile pages, bait for regular expressions."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any, AnyStr

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from streams.settings import MIB

LARGEST = 2 * MIB - 4096
"""Bytes that the raw topic takes."""
BATCH = 2000
COPIES = 5
"""Messages made of each that hypothesis draws: it draws about 150 a second."""

Json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    "id url title source body html text content headline link published_at date language entities "
    "correction_of schema_version".split()
)
NAMES = (
    "Russia|Ukraine|China|Japan|the United States|U.S.|Iran|Israel|France|Germany|Kyiv|Moscow|Beijing|NATO|"
    "the European Union|President Vladimir Putin|Mr. Xi|Foreign Minister Sergei Lavrov|the Kremlin|Tehran"
).split("|")
ACTS = (
    "met|signed an agreement with|condemned|imposed sanctions on|launched an attack on|agreed to visit|"
    "threatened to bomb|denied that it had expelled|urged|refused to meet|said it would accuse|halted aid to"
).split("|")
GLUE = (
    ", |, and |. |; | - | – |: |! |? |... |\n|\n\n|, which |, who said |that |because |“|”|'|\"|(|)| of |"
    " with |'s |, on Tuesday, | in March 2026 | at 5 p.m. | 1,000,000 "
).split("|")
BAIT = (
    "A|a|(|)|\"|'|“|”|.|,|-|—|:|;| |\t|\n|\r|\u00a0|\u200b|\u202e|\u0301|\ufeff|\x00|0|1,|9.|A. |a.b.|U.S. |"
    "Mr. |St. |and |or |the |of |, |by A |Photo: |(AP) |LONDON - |&lt;|<p>|<b>|https://|a@b.|\\|%s|{{|${|"
    "10:00 GMT|last Tuesday |March 2026 |between 5 and 6 |Russia |Russia and |Putin's |\U0001f1fa\U0001f1e6|"
    "ﷺ|é|ß|İ|ﬁ"
).split("|")
MOMENTS = (
    "2026-03-04",
    "2026-03-04T15:10:00+01:00",
    1772600000,
    "9999-12-31",
    "0001-01-01",
    "2026-02-30",
    "-1",
)
TAGS = (
    "p div article main h2 li blockquote a table td svg math template script style br time meta form".split()
)


def _prose(draw: Callable[..., Any]) -> str:
    if draw(st.booleans()):  # acts that may be coded, in a sentence that may be none
        clause = st.tuples(*map(st.sampled_from, (NAMES, ACTS, NAMES, GLUE)))
        return " ".join(word for words in draw(st.lists(clause, min_size=1, max_size=4)) for word in words)
    words: st.SearchStrategy[str] = st.one_of(*map(st.sampled_from, (NAMES, ACTS, GLUE)), st.text(max_size=8))
    return " ".join(map(str, draw(st.lists(words, min_size=1, max_size=15))))


def _bait(draw: Callable[..., Any]) -> str:
    piece, other = draw(st.sampled_from(BAIT)), draw(st.sampled_from(BAIT))
    return str(piece * draw(st.integers(1, 3000)) + other * draw(st.integers(0, 50)) + "Russia met Japan.")


def _page(draw: Callable[..., Any]) -> str:
    tag, attribute = draw(st.sampled_from(TAGS)), draw(st.text(max_size=10))
    opened = f'<{tag} class="{attribute}" datetime="{attribute}" content=x property=og:title>'
    times = draw(st.sampled_from((1, 3, 200, 3000)))
    closed = draw(st.sampled_from(("", f"</{tag}>", "</", "<!--", "]]>", "&#xD800;&#0;&amp")))
    inside = f"<p>{_prose(draw)} {_prose(draw)}</p>"
    return f"<html lang=en><article>{opened * times}{inside}{closed * times}"


@st.composite
def texts(draw: Callable[..., Any]) -> str:
    """Text of an article: prose out of joint, bait, any characters."""
    kind = draw(st.integers(0, 9))
    if kind < 7:
        return _prose(draw)
    return _bait(draw) if kind < 9 else str(draw(st.text(max_size=300)))


@st.composite
def articles(draw: Callable[..., Any]) -> dict[str, Any]:
    """Nearly articles: some fields right, some of any type."""
    fields: dict[str, Any] = {"body": draw(texts())} if draw(st.integers(0, 3)) else {"html": _page(draw)}
    if draw(st.booleans()):
        fields["published_at"] = draw(st.sampled_from(MOMENTS))
    if "body" in fields and not draw(st.integers(0, 9)):
        span = st.integers(0, 60)
        hint = {"start": span, "end": span, "country": st.sampled_from(("RUS", "XXX", "", "no"))}
        fields["entities"] = draw(st.lists(st.fixed_dictionaries(hint), max_size=30))
    if not draw(st.integers(0, 7)):
        fields |= draw(st.dictionaries(FIELDS, Json, max_size=3))
    return fields


@st.composite
def messages(draw: Callable[..., Any]) -> bytes | None:
    """The value of a message."""
    kind = draw(st.integers(0, 19))
    if kind < 15:
        return _json(draw(articles()))
    if kind < 16:
        return _json(draw(Json))
    if kind < 17:
        return bytes(draw(st.binary(max_size=200)))
    if kind == 17:
        opened, closed = draw(st.sampled_from(((b"[", b"]"), (b'{"body":', b"}"))))
        depth = draw(st.sampled_from((10, 31, 33, 1000, 5000)))
        return bytes(opened * depth + b"1" + closed * depth)
    if kind == 18:
        whole = _json(draw(articles()))
        return whole[: draw(st.integers(0, len(whole)))]
    return None if draw(st.booleans()) else b"x" * draw(st.sampled_from((MIB, MIB + 1, MIB + 999)))


def _json(value: object) -> bytes:
    # Python's writer lets NaN and lone surrogates through, as careless producers do.
    return json.dumps(value, ensure_ascii=False).encode("utf-8", errors="surrogatepass")[:LARGEST]


def fuzzed(count: int, *, number: int = 0) -> Iterator[bytes | None]:
    """`count` messages, the same for the same `number`: drawn by hypothesis, then each spoilt further."""
    chance = random.Random(number)
    drawn: list[bytes | None] = []
    fresh = -(-count // COPIES)
    for first in range(0, fresh, BATCH):
        drawn += _batch(min(BATCH, fresh - first), number + first)
    yield from drawn
    for _ in range(count - len(drawn)):
        yield _spoilt(chance.choice(drawn), chance.choice(drawn), chance)


def _spoilt(message: bytes | None, other: bytes | None, chance: random.Random) -> bytes | None:
    """The message with a part of another one, of itself or of any bytes in it; most articles stay some."""
    if message is None or other is None or len(message) > MIB // 2:
        return message
    try:
        fields, more = json.loads(message), json.loads(other)
    except (ValueError, RecursionError):
        return _spliced(message, other, chance)
    if chance.random() < 0.2 or not isinstance(fields, dict):
        return _spliced(message, other, chance)
    if isinstance(more, dict):
        fields |= {name: value for name, value in more.items() if chance.random() < 0.3}
    for name, value in fields.items():
        if isinstance(value, str):
            fields[name] = _spliced(value, str(more)[:5000], chance)
    return _json(fields)


def _spliced(text: AnyStr, other: AnyStr, chance: random.Random) -> AnyStr:
    start, end = sorted(chance.choices(range(len(text) + 1), k=2))
    left, right = sorted(chance.choices(range(len(other) + 1), k=2))
    inside = (
        (text[start:end] * chance.choice((0, 2, 5)))[:MIB] if chance.random() < 0.5 else other[left:right]
    )
    return text[:start] + inside + text[end:]


def _batch(count: int, number: int) -> list[bytes | None]:
    found: list[bytes | None] = []

    @seed(number)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(messages())
    def collect(message: bytes | None) -> None:
        found.append(message)

    collect()
    return found
