"""What an actor entry may say."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from schemas import ActorEntry, actor_id

GOOD: dict[str, Any] = {
    "name": "Zelda Quarmby",
    "country": "NOR",
    "role": "foreign_minister",
    "from": "2026-11",
}


def test_an_entry_keeps_its_names_on_the_wire() -> None:
    entry = ActorEntry.model_validate(GOOD)
    assert ActorEntry.model_validate_json(entry.model_dump_json()) == entry
    assert entry.model_dump()["from"] == "2026-11"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "of the"},
        {"name": "X"},
        {"aliases": ["president"]},
        {"country": "Norway"},
        {"sector": "GOVERNMENT"},
        {"role": "Foreign Minister"},
        {"kind": "body"},
        {"from": "30.11.2026"},
        {"to": "2026-10"},
    ],
)
def test_what_is_no_entry_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ActorEntry.model_validate(GOOD | wrong)


def test_a_term_within_one_month_is_fine() -> None:
    assert ActorEntry.model_validate(GOOD | {"to": "2026-11-30"}).until == "2026-11-30"


def test_an_id_is_made_of_the_name() -> None:
    assert actor_id("  Ine Eriksen-Søreide (jr.)") == "ine-eriksen-søreide-jr"
    assert actor_id("José María") == "jose-maria"
