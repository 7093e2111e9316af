"""Who does what a passive doesn't say: those between whom it is, the owner, the host."""

from __future__ import annotations

import pytest

from streams.core.coder import Coder
from tests.core.claims import events

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("sentence", "act", "dyad"),
    [
        ("A trade agreement between India and Britain was signed in London.", "SUPPORT", "GBR-IND"),
        ("An agreement on grain exports has been reached between Russia and Turkey.", "AGREE", "RUS-TUR"),
        ("Diplomatic relations between Kenya and Somalia were restored.", "SUPPORT", "KEN-SOM"),
        ("Relations between Algeria and France have been severed.", "SANCTION", "DZA-FRA"),
        ("Prisoners were exchanged between Russia and Ukraine.", "RETREAT", "RUS-UKR"),
        ("Fighting broke out between Thai and Cambodian soldiers.", "ASSAULT", "KHM-THA"),
        ("Clashes erupted between Pakistani and Afghan forces.", "ASSAULT", "AFG-PAK"),
        ("A ceasefire took effect between Thailand and Cambodia.", "RETREAT", "KHM-THA"),
    ],
)
def test_what_is_between_two_is_done_by_both(coder: Coder, sentence: str, act: str, dyad: str) -> None:
    (event,) = events(coder, sentence)
    assert (event.plover_act, event.dyad, event.reciprocal) == (act, dyad, True)


@pytest.mark.parametrize(
    ("sentence", "act", "source", "target"),
    [
        ("The European Union's sanctions on Syria were lifted on Friday.", "RETREAT", "EUR", "SYR"),
        ("Niger's ambassador to France was recalled on Friday.", "SANCTION", "NER", "FRA"),
        ("The Iranian ambassador in London was summoned on Friday.", "ACCUSE", "GBR", "IRN"),
        ("Two Russian diplomats were expelled from Norway on Friday.", "SANCTION", "NOR", "RUS"),
    ],
)
def test_an_owner_or_a_host_is_the_source(
    coder: Coder, sentence: str, act: str, source: str, target: str
) -> None:
    (event,) = events(coder, sentence)
    assert (event.plover_act, event.source[0].country, event.target[0].country) == (act, source, target)
    assert not event.reciprocal


def test_aid_that_is_shared_out_between_two_is_not_given_by_them(coder: Coder) -> None:
    assert not events(coder, "The aid was divided between Kenya and Somalia on Friday.")
