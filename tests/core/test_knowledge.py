"""The knowledge files load, stay sorted and unique, and name only codes, modes and classes that exist."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from schemas import CAMEO, PLOVER_MODES, PloverType
from streams.core.frames import (
    PREPOSITIONS,
    TYPES,
    Frame,
    FrameError,
    built_in_frames,
    frames_of,
    noun_classes,
)
from streams.core.knowledge.tables import data_path, lines, table

CONFLICT = ("accuse", "reject", "threaten", "protest", "sanction", "mobilize", "coerce", "assault")
CLASS_FILES = ("classes_conflict.tsv", "classes_coop.tsv")
TABLES = [
    (folder, entry.name)
    for folder in ("actors", "places", "acts")
    for entry in sorted(data_path(folder).iterdir(), key=lambda e: e.name)
    if entry.name.endswith(".tsv")
    and entry.name.removesuffix(".tsv") not in TYPES
    and entry.name not in CLASS_FILES
]
NEIGHBOURS = {
    PloverType.AGREE: {PloverType.CONSULT},  # decision 5: a visit or talks planned bear 036
    PloverType.CONCEDE: {PloverType.RETREAT},  # 08x in effect is a retreat, in words a concession
    PloverType.RETREAT: {PloverType.CONCEDE},
}
"""Types whose codes a file of another type may hold, by the decisions on annotation."""


@pytest.fixture(scope="module")
def frames() -> list[tuple[str, Frame]]:
    """(file's type, frame) of every frame."""
    return list(built_in_frames())


def rows(name: str) -> Iterator[tuple[str, str, str]]:
    """Pattern, code and flags of every line of a frame file."""
    for _, line in lines("acts", f"{name}.tsv"):
        pattern, cameo, flags = [*line.split("\t"), "", ""][:3]
        yield pattern, cameo, flags


def sections(name: str) -> Iterator[list[str]]:
    """The lines between the headings of a file."""
    found: list[str] = []
    for line in data_path("acts", name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            yield found
            found = []
        elif line.strip():
            found.append(line)
    yield found


@pytest.mark.parametrize(("folder", "name"), TABLES)
def test_every_table_loads(folder: str, name: str) -> None:
    assert list(table(folder, name)), f"{folder}/{name} holds no rows"


def test_every_type_has_frames(frames: list[tuple[str, Frame]]) -> None:
    assert {name for name, _ in frames} == {kind.value for kind in PloverType}
    assert len(frames) >= 2500


def test_every_code_exists(frames: list[tuple[str, Frame]]) -> None:
    assert {frame.cameo for _, frame in frames} <= set(CAMEO)


def test_every_code_fits_its_file(frames: list[tuple[str, Frame]]) -> None:
    wrong = defaultdict(set)
    for name, frame in frames:
        plover = CAMEO[frame.cameo].plover
        if plover is None or (plover.value != name and PloverType(name) not in NEIGHBOURS.get(plover, set())):
            wrong[name].add((frame.cameo, frame.pattern))
    assert not wrong


@pytest.mark.parametrize("name", CONFLICT)
def test_modes_are_modes_of_the_type(name: str) -> None:
    known = PLOVER_MODES[PloverType(name.upper())]
    used = {m for _, _, flags in rows(name) for m in re.findall(r"mode=(\S+)", flags)}
    assert used <= known


@pytest.mark.parametrize("name", CONFLICT)
def test_flags_are_known(name: str) -> None:
    for pattern, _, flags in rows(name):
        for flag in flags.split():
            known = flag in ("recip", "joint", "own", "host", "weak", "place", "direct")
            assert known or flag.startswith(("mode=", "by=")), (pattern, flag)


@pytest.mark.parametrize("name", TYPES)
def test_no_pattern_stands_twice_in_a_file(name: str) -> None:
    assert [p for p, n in Counter(pattern for pattern, _, _ in rows(name)).items() if n > 1] == []


@pytest.mark.parametrize("name", [f"{name}.tsv" for name in CONFLICT] + ["classes_conflict.tsv"])
def test_sections_are_sorted(name: str) -> None:
    for section in sections(name):
        assert section == sorted(section)


@pytest.mark.parametrize("name", CONFLICT)
def test_prepositions_are_not_mixed_with_nouns(name: str) -> None:
    # The loader reads a mixed list as a noun, so that the frame could never match.
    for pattern, _, _ in rows(name):
        for word in pattern.split()[2:]:
            words = set(word.split("|"))
            assert not words & PREPOSITIONS or words <= PREPOSITIONS, (pattern, word)


@pytest.mark.parametrize("name", CONFLICT)
def test_slots_stand_alone(name: str) -> None:
    for pattern, _, _ in rows(name):
        lists = [set(word.split("|")) for word in pattern.split() if "|" in word]
        assert not [words for words in lists if words & {"S", "T", "T?", "S?", "~"}], pattern


def test_every_root_of_conflict_is_covered(frames: list[tuple[str, Frame]]) -> None:
    roots = {frame.cameo[:2] for _, frame in frames}
    assert {"09", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20"} <= roots


def test_each_conflict_type_has_at_least_110_lines() -> None:
    counts = {name: sum(1 for _ in rows(name)) for name in CONFLICT}
    assert min(counts.values()) >= 110
    assert sum(counts.values()) >= 950


def test_classes_are_defined_once_and_hold_no_word_twice() -> None:
    names: list[str] = []
    for file in CLASS_FILES:
        for number, line in lines("acts", file):
            name, _, words = line.partition("\t")
            names.append(name)
            assert len(words.split()) == len(set(words.split())), f"acts/{file}:{number}"
    assert len(names) == len(set(names))
    assert set(names) == set(noun_classes())


def test_an_unknown_class_is_named() -> None:
    with pytest.raises(FrameError, match="@nothing"):
        list(frames_of("S impose @nothing on T", "163", ""))
