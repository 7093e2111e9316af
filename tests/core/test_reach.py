"""What a word governs, whose a participle is, and who "we" are: how far wordings reach into a sentence."""

from __future__ import annotations

import pytest

from streams.core.actors import ActorDictionary
from streams.core.coder import Coder
from tests.core.claims import events, mentions, told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("sentence", "act", "source", "target"),
    [
        ("Canada called for sanctions against Myanmar.", "ACCUSE", "CAN", "MMR"),
        ("Canada urged Japan to impose sanctions on Myanmar.", "REQUEST", "CAN", "JPN"),
        ("The United States announced a suspension of aid to Pakistan.", "SANCTION", "USA", "PAK"),
        ("Britain failed to reach an agreement with France.", "REJECT", "GBR", "FRA"),
        ("Norway provided $2 billion in aid to help Jordan.", "AID", "NOR", "JOR"),
        ("Syria gave approval for the UN to deliver aid to civilians in Idlib.", "RETREAT", "SYR", "UNO"),
        ("American troops left Afghanistan.", "RETREAT", "USA", "AFG"),
        ("The Pakistan army violated the ceasefire with India.", "ASSAULT", "PAK", "IND"),
        ("Sweden launched a scathing attack on Hungary over its veto.", "ACCUSE", "SWE", "HUN"),
        ("Kazakhstan stands ready to work with China to strengthen cooperation.", "AGREE", "KAZ", "CHN"),
        (
            "Canada called on all to stop the trade, and pledged $12 million in aid to Jordan.",
            "AGREE",
            "CAN",
            "JOR",
        ),
        (
            '"We condemn the raid on our embassy in Kabul," the Indian foreign minister said.',
            "ACCUSE",
            "IND",
            "AFG",
        ),
        ("Trump Meets Xi In Busan", "CONSULT", "USA", "CHN"),
    ],
)
def test_an_act_is_found_with_its_sides(
    coder: Coder, sentence: str, act: str, source: str, target: str
) -> None:
    assert (act, source, target) in {(a, s, t) for a, _, s, t in map(told, events(coder, sentence))}


@pytest.mark.parametrize(
    ("sentence", "act"),
    [
        (
            "Brazil's truck drivers called off a strike after reaching an agreement with the government.",
            "REQUEST",
        ),
        ("Russia refused to let France land flights days after Belarus scrambled a jet.", "RETREAT"),
        ("Norway met the health needs of thousands of refugees in Jordan.", "CONSULT"),
        ("Iran vowed to combat Yemen's cholera epidemic.", "ASSAULT"),
        ("Belarusian exiles in Vilnius met the Lithuanian president.", "COERCE"),
        ("The American president left Afghanistan for Oman.", "RETREAT"),
    ],
)
def test_a_word_that_means_something_else_here_is_no_act(coder: Coder, sentence: str, act: str) -> None:
    assert act not in {e.plover_act.value for e in events(coder, sentence)}


@pytest.mark.parametrize(
    ("sentence", "cameo"),
    [
        ("Russian drones struck a power station in Ukraine.", "195"),
        ("Cambodian artillery attacked Thai soldiers at dawn.", "194"),
        ("Russia attacked Ukraine.", "190"),
    ],
)
def test_a_weapon_tells_the_kind_of_attack(coder: Coder, sentence: str, cameo: str) -> None:
    assert cameo in {e.cameo for e in events(coder, sentence)}


def test_a_visitor_who_has_just_arrived_is_still_there(coder: Coder) -> None:
    (event,) = events(coder, "The Indian prime minister arrived in Kenya on Tuesday.")
    assert (event.plover_act.value, event.status.value) == ("CONSULT", "ongoing")


def test_who_is_demanding_has_demanded(coder: Coder) -> None:
    found = events(coder, "Kenya is demanding that Uganda withdraw its troops.")
    assert {(e.plover_act.value, e.status.value) for e in found} == {("REQUEST", "happened")}


@pytest.mark.parametrize(
    ("text", "mention", "name"),
    [
        ("The M23 rebel movement met Congo. The rebels released 48 soldiers.", "rebels", "M23"),
        ("RSF drones struck El Obeid.", "RSF drones", "Rapid Support Forces"),
        ("Lithuania briefed NATO. The alliance condemned Russia.", "alliance", "NATO"),
        (
            "Indonesia's President Prabowo Subianto met Xi. The Indonesian leader left.",
            "Indonesian leader",
            "Prabowo Subianto",
        ),
        (
            "Budrys spoke to his Polish counterpart, Radosław Sikorski.",
            "Polish counterpart",
            "Radosław Sikorski",
        ),
        ("Asked about Donald Trump, Recep Tayyip Erdogan said he would wait.", "he", "Recep Tayyip Erdoğan"),
    ],
)
def test_a_mention_has_the_best_name_of_its_actor(
    dictionary: ActorDictionary, text: str, mention: str, name: str
) -> None:
    found = [m for m in mentions(text, dictionary) if m.text == mention]
    assert [m.actors[0].name for m in found] == [name]
