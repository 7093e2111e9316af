"""The words that refer back to a place named before: "there", "the palace", "the border crossing"."""

from __future__ import annotations

import re

BACK = re.compile(
    r"\b(?:(?:the|this|that|same) (?P<noun>palace|residence|temple|mosque|church|base|naval base|air base|"
    r"port city|port|city|town|capital|border crossing|crossing|border post|islands?|strait|canal|plant|"
    r"reactor|camp|venue|resort|square|enclave|peninsula|region|province|shoal|site)|(?P<there>there))\b(?!'s)",
    re.IGNORECASE,
)
EXISTS = re.compile(
    r"\s+(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|shall|be|remains?|seems?|"
    r"appears?|exists?|came|comes)\b|'s\b|'ll\b"
)
KINDS = {
    "palace": {"palace", "residence"},
    "residence": {"palace", "residence", "retreat"},
    "temple": {"temple", "site"},
    "mosque": {"site", "mosque"},
    "church": {"site", "church"},
    "base": {"base"},
    "naval base": {"base"},
    "air base": {"base"},
    "port": {"port", "city", "capital", "town"},
    "port city": {"city", "capital", "town"},
    "city": {"city", "capital", "town"},
    "town": {"city", "town"},
    "capital": {"capital"},
    "border crossing": {"border post"},
    "crossing": {"border post", "bridge"},
    "border post": {"border post"},
    "island": {"island"},
    "islands": {"island"},
    "strait": {"strait"},
    "canal": {"canal"},
    "plant": {"plant"},
    "reactor": {"plant"},
    "camp": {"camp"},
    "venue": {"venue", "palace", "headquarters"},
    "resort": {"venue", "city", "town"},
    "square": {"square"},
    "enclave": {"region"},
    "peninsula": {"region", "island"},
    "region": {"region", "province"},
    "province": {"region", "province"},
    "shoal": {"shoal", "island"},
    "site": {"site", "plant", "temple"},
}
"""What "the palace" may refer back to, by the kinds of the gazetteer."""
