"""Near copies are known by their signatures, and an agency's report by its credit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.credits import credit, outlet_name
from streams.core.signature import copies, signature, slots_of

WIRE = """The foreign ministers of Norway and Chad met in Oslo on Tuesday to discuss a fisheries research
programme and the return of a stranded survey vessel, officials from both governments said. The
talks, which lasted three hours, ended without a joint statement. A second round is planned for
the spring. Norway has asked Chad to release the crew, who were detained after the vessel
entered waters that both countries claim to administer on behalf of a regional body. The
ministers also spoke about vocational training, the price of dried fish and a loan that falls
due next year."""
OWN = """Talks in the Norwegian capital between the two countries' top diplomats broke up late in the
afternoon, and neither side would say whether anything had been settled. Reporters who waited
outside saw the delegations leave by separate doors. People briefed on the meeting described it
as polite and short on substance, with the question of the sailors left for another day. The
visitors fly home on Wednesday morning after a dinner given by the king."""


def copied(one: str, other: str) -> bool:
    first, second = slots_of(signature(one) or ""), slots_of(signature(other) or "")
    assert first is not None
    assert second is not None
    return copies(first, [second])[0]


def test_a_copy_with_another_head_and_tail_is_a_copy() -> None:
    assert copied(
        WIRE, "From our foreign desk. " + WIRE.replace("Tuesday", "Tuesday evening") + " More soon."
    )


def test_a_shortened_copy_is_a_copy_from_both_sides() -> None:
    short = " ".join(WIRE.split()[:40])
    assert copied(WIRE, short)
    assert copied(short, WIRE)


def test_another_report_of_the_same_act_is_none() -> None:
    assert not copied(WIRE, OWN)


def test_a_shared_quotation_makes_no_copy() -> None:
    quote = (
        ' "We have said all that there is to say about the vessel and its crew," the minister told reporters.'
    )
    assert not copied(WIRE + quote, OWN + quote)


@given(st.text(max_size=3000))
def test_any_text_has_one_signature_or_none(text: str) -> None:
    made = signature(text)
    assert made == signature(text)
    if made is not None:
        slots = slots_of(made)
        assert slots is not None
        assert copies(slots, [slots]) == [True]


@pytest.mark.parametrize("value", ["", "?", "AAAA", "ü"])
def test_what_is_no_signature_has_no_slots(value: str) -> None:
    assert slots_of(value) is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("GENEVA, March 3 (Reuters) - The envoys met on Tuesday.", "reuters"),
        ("Envoys meet\nBy A. Writer\nTokyo (AP) — The envoys met.", "ap"),
        ("JAKARTA, March 11 (Archipelago News) -- South Korean envoys left.", "archipelago news"),
        ("The envoys met.\nThe Associated Press contributed to this report.", "ap"),
        ("The envoys met.\nWith inputs from PTI", "pti"),
        ("The envoys met.\n© 2026 AFP", "afp"),
        ("The ministers (both of them) met - on Monday.", None),
        ("The envoys met.\n(Reporting by A. Writer; Editing by B. Reader)", None),
        ("The envoys met, AP reported.", None),
        ("", None),
    ],
)
def test_the_agency_is_whom_the_text_credits(body: str, said: str | None) -> None:
    assert credit(body) == said


def test_an_agency_as_an_outlet_has_its_own_name() -> None:
    assert outlet_name("Associated Press") == outlet_name("AP") == "ap"
    assert outlet_name("The Daily Wire ") == "daily wire"
    assert outlet_name(" ") is None
