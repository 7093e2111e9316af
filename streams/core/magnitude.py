"""How much: the killed, the injured, the troops and the sums that the clause of an act names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas import Magnitude, MagnitudeKind, PloverType

_WORDS = {
    w: i
    for i, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "a dozen": 12, "two dozen": 24}
_SCALE = {"thousand": 1e3, "lakh": 1e5, "million": 1e6, "m": 1e6, "mn": 1e6, "crore": 1e7}
_SCALE |= {"billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "hundred": 1e2}
_SCALES = r"(?:hundred|thousand|lakh crore|lakh|million|mn|crore|billion|bn|trillion|tn)"
_FIGURE = r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORD = "|".join(sorted((w for w in _WORDS if len(w) > 2 or w == "an"), key=len, reverse=True))
_N = rf"(?P<n>(?:{_FIGURE}|\b(?:{_WORD}))(?:[ -](?:{_SCALES}))?)"
_ABOUT = (
    r"(?:(?:at least|about|around|some|nearly|almost|over|up to|as many as|more than|an estimated|roughly|"
    r"another|a total of) )*"
)
_PEOPLE = r"(?:(?:[A-Za-z'-]+ ){0,3}?[A-Za-z'-]+ )"
_COUNTS = (
    (MagnitudeKind.KILLED, re.compile(rf"\b(?:kill(?:ed|ing|s)?|left|leaving|claim(?:ed|ing)) {_ABOUT}{_N}\b"
                                      r"(?! (?:wounded|injured|hurt))", re.I)),
    (MagnitudeKind.KILLED, re.compile(rf"{_N} (?:of )?{_PEOPLE}?(?:were |was |had been |have been |have )?"
                                      r"(?:killed|dead|died)\b", re.I)),
    (MagnitudeKind.KILLED, re.compile(rf"\bdeath toll (?:[a-z]+ )?(?:of|to|at) {_ABOUT}{_N}", re.I)),
    (MagnitudeKind.INJURED, re.compile(rf"\b(?:wound(?:ed|ing)|injur(?:ed|ing)) {_ABOUT}{_N}\b", re.I)),
    (MagnitudeKind.INJURED, re.compile(rf"{_N} (?:of )?{_PEOPLE}?(?:were |was |had been |have been )?"
                                       r"(?:wounded|injured|hurt)\b", re.I)),
    (MagnitudeKind.TROOPS, re.compile(rf"{_N} (?:more |additional |extra )?(?:[A-Za-z.-]+ ){{0,2}}?"
                                      r"(?:troops|soldiers|marines|peacekeepers|paratroopers|servicemen|"
                                      r"service members|military personnel|personnel|advisers)\b")),
)  # fmt: skip
_SIGNS = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₽": "RUB",
    "₺": "TRY",
    "₪": "ILS",
}
_DOLLARS = {
    "US": "USD",
    "C": "CAD",
    "CA": "CAD",
    "A": "AUD",
    "AU": "AUD",
    "NZ": "NZD",
    "HK": "HKD",
    "S": "SGD",
}
_DOLLARS |= {"NT": "TWD", "R": "BRL"}
_UNITS = {
    "us dollar": "USD", "u.s. dollar": "USD", "dollar": "USD", "euro": "EUR", "pound": "GBP", "yen": "JPY",
    "yuan": "CNY", "renminbi": "CNY", "rupee": "INR", "rouble": "RUB", "ruble": "RUB", "won": "KRW",
    "norwegian kroner": "NOK", "danish kroner": "DKK", "swedish kronor": "SEK", "swiss franc": "CHF",
    "zloty": "PLN", "dirham": "AED", "riyal": "SAR", "lira": "TRY", "shekel": "ILS", "real": "BRL",
    "rand": "ZAR", "naira": "NGN", "baht": "THB", "rupiah": "IDR", "ringgit": "MYR", "hryvnia": "UAH",
    "kroner": "", "krone": "", "kronor": "", "franc": "", "peso": "",
}  # fmt: skip
"""ISO 4217 by the word; empty where several countries share the name."""
_CODES = "USD|EUR|GBP|JPY|CNY|INR|RUB|KRW|CHF|NOK|SEK|DKK|CAD|AUD|NZD|PLN|TRY|SAR|AED|PKR|Rs\\.?"
_AMOUNT = rf"(?P<n>(?:{_FIGURE})(?:[ -]?(?:{_SCALES}|m|b))?)"
_SUMS = (
    re.compile(rf"(?P<dollars>\b(?:US|CA|C|AU|A|NZ|HK|S|NT|R))?(?P<sign>[$€£¥₹₩₽₺₪]) ?{_AMOUNT}\b"),
    re.compile(rf"\b(?P<code>{_CODES}) ?{_AMOUNT}\b"),
    re.compile(rf"\b{_AMOUNT} (?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})s?\b", re.I),
)
_DIGIT = re.compile(r"\d")
_VIOLENT = frozenset({PloverType.ASSAULT, PloverType.COERCE, PloverType.PROTEST})
_FORCES = frozenset(
    {
        PloverType.MOBILIZE, PloverType.RETREAT, PloverType.AID, PloverType.COOPERATE, PloverType.AGREE,
        PloverType.THREATEN, PloverType.REQUEST,
    }
)  # fmt: skip


_ALSO = re.compile(
    rf",? (?:and|while) {_ABOUT}{_N} (?:others |more )?(?:were )?(?:wounded|injured|hurt)\b", re.I
)


def also_hurt(text: str) -> str:
    """The "and nine wounded" with which the text behind a clause goes on, or nothing."""
    m = _ALSO.match(text)
    return m[0] if m else ""


def magnitudes(text: str, act: PloverType) -> tuple[Magnitude, ...]:
    """What the folded clause of such an act counts, in text order; one of each kind."""
    found: list[tuple[int, int, Magnitude]] = []
    for start, end, magnitude in (*_counted(text, act), *_sums(text)):
        if any(m.kind is magnitude.kind or (s < end and start < e) for s, e, m in found):
            continue
        found.append((start, end, magnitude))
    return tuple(m for _, _, m in sorted(found, key=lambda f: f[0]))


def _counted(text: str, act: PloverType) -> Iterator[tuple[int, int, Magnitude]]:
    for kind, pattern in _COUNTS:
        if act not in (_FORCES if kind is MagnitudeKind.TROOPS else _VIOLENT):
            continue
        for m in pattern.finditer(text):
            value = _number(m["n"])
            if value is not None:
                yield m.start("n"), m.end(), Magnitude(kind=kind, value=value, text=m[0].strip())


def _sums(text: str) -> Iterator[tuple[int, int, Magnitude]]:
    if not _DIGIT.search(text):  # as every sum has
        return
    for pattern in _SUMS:
        for m in pattern.finditer(text):
            value = _number(m["n"])
            if value is not None:
                currency = _currency({k: v for k, v in m.groupdict().items() if v})
                sum_ = Magnitude(kind=MagnitudeKind.SUM, value=value, currency=currency, text=m[0].strip())
                yield m.start(), m.end(), sum_


def _currency(groups: dict[str, str]) -> str | None:
    if "unit" in groups:
        return _UNITS[groups["unit"].lower()] or None
    if "code" in groups:
        return "INR" if groups["code"].startswith("Rs") else groups["code"]
    return _DOLLARS.get(groups.get("dollars", ""), _SIGNS[groups["sign"]])


def _number(words: str) -> float | None:
    value = 1.0
    low = words.lower().replace("-", " ").strip()
    if low in _WORDS:
        return float(_WORDS[low])
    for scale in re.findall(r"[a-z]+$|[a-z]+(?= )", low):
        if scale in _SCALE:
            value *= _SCALE[scale]
            low = low.replace(scale, "", 1)
    low = low.strip().replace(",", "")
    if low in _WORDS:
        return _WORDS[low] * value
    try:
        return float(low) * value
    except ValueError:
        return None
