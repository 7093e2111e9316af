"""PLOVER and CAMEO as they are, and where this project decided."""

from __future__ import annotations

import subprocess
import sys

import pytest

from schemas import CAMEO, PLOVER_MODES, PLOVER_SCORES, Context, PloverType, QuadClass, Sector


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("036", "AGREE"),
        ("042", "CONSULT"),
        ("055", "CONCEDE"),
        ("056", "CONCEDE"),
        ("057", "SUPPORT"),
        ("0871", "RETREAT"),
        ("0841", "RETREAT"),
        ("026", "REQUEST"),
        ("106", "REQUEST"),
        ("112", "ACCUSE"),
        ("116", "SANCTION"),
        ("163", "SANCTION"),
        ("175", "ASSAULT"),
        ("191", "COERCE"),
        ("192", "COERCE"),
        ("1712", "ASSAULT"),
    ],
)
def test_a_code_means_the_type_that_was_decided(code: str, kind: str) -> None:
    assert CAMEO[code].plover == PloverType(kind)


def test_only_bare_statements_have_no_type() -> None:
    assert {entry.root for entry in CAMEO.values() if entry.plover is None} == {"01"}


def test_every_code_has_its_parent() -> None:
    assert all(code[:-1] in CAMEO for code in CAMEO if len(code) == 4)
    assert all(entry.root in CAMEO for entry in CAMEO.values())


def test_codes_are_sorted_and_labelled_without_the_misprints_of_the_source() -> None:
    assert list(CAMEO) == sorted(CAMEO)
    for entry in CAMEO.values():
        assert entry.label.isascii()
        assert not entry.label.isupper()
        assert "matyerial" not in entry.label


def test_every_mode_of_a_code_is_a_mode_of_its_type() -> None:
    for entry in CAMEO.values():
        assert entry.mode is None or (entry.plover and entry.mode in PLOVER_MODES[entry.plover])


def test_signs_follow_the_quad_class() -> None:
    assert PLOVER_SCORES[PloverType.ACCUSE, None] == -3
    for (kind, _), score in PLOVER_SCORES.items():
        if kind.quad_class in (QuadClass.VERBAL_COOPERATION, QuadClass.MATERIAL_COOPERATION):
            assert score > 0
        elif kind is not PloverType.REQUEST:
            assert score < 0
    assert all(-10 <= entry.goldstein <= 10 for entry in CAMEO.values())


def test_the_numbers_of_plover() -> None:
    assert (len(PloverType), len(Context), len(Sector), len(QuadClass)) == (16, 37, 25, 4)


def test_the_contract_needs_pydantic_alone() -> None:
    probe = (
        "import sys, schemas\n"
        "tops = {name.partition('.')[0] for name in sys.modules}\n"
        "print(*sorted(tops & {'faust', 'aiokafka', 'orjson', 'spacy', 'numpy', 'rich', 'streams'}))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
