"""A communiqué names its subject once, before the colon; its items are that body's acts."""

from __future__ import annotations

import pytest

from streams.core.coder import Coder
from tests.core.claims import events, sides

pytestmark = pytest.mark.model
HEAD = "The African Union's Peace and Security Council met on Monday.\n\nIn its communiqué, the Council:\n\n"


@pytest.mark.parametrize(
    ("item", "act", "target"),
    [
        ("Strongly condemns the coup by Gabon's army;", "ACCUSE", "GAB"),
        ("2. Commends Senegal for its mediation;", "SUPPORT", "SEN"),
        ("Calls on Chad to release the prisoners;", "REQUEST", "TCD"),
        ("Rejects the accusations of Rwanda; and", "REJECT", "RWA"),
    ],
)
def test_an_item_is_what_the_body_before_the_colon_does(
    coder: Coder, item: str, act: str, target: str
) -> None:
    found = events(coder, f"{HEAD}Welcomes the calm in Kenya;\n\n{item}")
    assert (act, (["IGO"], [target])) in [(e.plover_act.value, sides(e)) for e in found]


def test_the_actor_of_an_item_is_quoted_from_where_it_is_named(coder: Coder) -> None:
    body = f"{HEAD}Commends Senegal for its mediation."
    (source,) = next(e for e in events(coder, body) if e.plover_act.value == "SUPPORT").source
    assert source.span is not None
    assert body[source.span.start : source.span.end] == "Council"


def test_a_verb_at_the_head_of_no_list_has_no_subject_before(coder: Coder) -> None:
    body = "The African Union's Peace and Security Council met on Monday. Commends Senegal for its mediation."
    assert [e for e in events(coder, body) if sides(e) == (["IGO"], ["SEN"])] == []
