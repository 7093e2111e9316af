"""The pages tell the truth: what they name exists, what they show is valid, what they list is complete."""

from __future__ import annotations

import argparse
import ast
import json
import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest

import schemas
from schemas import CAMEO, DeadLetterHeader, DiplomacyEvent, RawArticle
from schemas.article import ALIASES
from streams import cli
from streams.core.frames import frames_of
from streams.core.knowledge.tables import data_path, lines
from streams.delivery.headers import event_headers
from streams.ops.metrics import Metrics
from streams.settings import Settings
from tests.docs.pages import (
    CONSUMERS,
    KNOWLEDGE,
    OPERATORS,
    PAGES,
    README,
    ROOT,
    anchors,
    block,
    commands,
    fences,
    links,
)
from tests.docs.tables import GENERATED

MAX_LINES = 350
OTHER_VARIABLES = {"DIPLOMACY_EVAL"}  # read by `make eval` alone
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def options_of(parser: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    """Verb → its parser."""
    found = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return found[0].choices if found else {}


def examples(kind: str) -> list[str]:
    """The JSON blocks of the pages that are events, or those that are articles."""
    blocks = [text for page in PAGES for text in fences(page, "json")]
    marks = {"event": "evidence", "article": "body", "retraction": "retracted_at"}
    return [text for text in blocks if marks[kind] in json.loads(text)]


@every_page
def test_verbs_and_their_options_exist(page: Path) -> None:
    verbs = options_of(cli._parser())
    for line in commands(page):
        for verb, rest in re.findall(r"\bdiplomacy ([a-z]+)([^|;`]*)", line):
            assert verb in verbs, line
            parser = verbs[verb]
            words = rest.split()
            if options_of(parser) and words:
                assert words[0] in options_of(parser), line
                parser = options_of(parser)[words[0]]
            for option in (word for word in words if word.startswith("--")):
                assert option in parser._option_string_actions, line


@every_page
def test_targets_of_make_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {target for line in commands(page) for target in re.findall(r"\bmake ([a-z-]+)\b", line)}
    assert named <= targets


@every_page
def test_links_lead_somewhere(page: Path) -> None:
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@every_page
def test_environment_variables_exist(page: Path) -> None:
    known = {f"DIPLOMACY_{name.upper()}" for name in Settings.model_fields} | OTHER_VARIABLES
    assert set(re.findall(r"\bDIPLOMACY_[A-Z_]+\b", page.read_text(encoding="utf-8"))) <= known


@every_page
def test_no_path_of_one_machine(page: Path) -> None:
    assert not re.search(r"(?<![\w.])/(?:home|root|work|Users)/", page.read_text(encoding="utf-8"))


@every_page
def test_python_compiles_and_finds_the_contract(page: Path) -> None:
    for text in fences(page, "python"):
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "schemas":
                assert {alias.name for alias in node.names} <= set(schemas.__all__)


@pytest.mark.parametrize(("page", "name"), [(page, name) for page, of in GENERATED.items() for name in of])
def test_tables_are_as_the_code_has_them(page: Path, name: str) -> None:
    assert block(page, name) == GENERATED[page][name](), "run: python -m tests.docs"


def test_articles_shown_are_articles() -> None:
    assert examples("article")
    for text in examples("article"):
        known = set(RawArticle.model_fields) | {other for others in ALIASES.values() for other in others}
        assert set(json.loads(text)) <= known
        RawArticle.model_validate_json(text)


def test_events_shown_are_events_with_every_field() -> None:
    assert examples("event")
    for text in examples("event"):
        event = DiplomacyEvent.model_validate_json(text)
        assert list(json.loads(text)) == list(DiplomacyEvent.model_fields)
        assert event.cameo_label == CAMEO[event.cameo].label


def test_every_header_is_named() -> None:
    event = DiplomacyEvent.model_validate_json(examples("event")[0])
    text = CONSUMERS.read_text(encoding="utf-8")
    names = [name for name, _ in event_headers(event)] + [header.value for header in DeadLetterHeader]
    assert not [name for name in names if f"`{name}`" not in text]


def test_every_metric_is_named() -> None:
    own = [m for m in Metrics().registry.collect() if m.name.startswith("diplomacy_")]
    names = {f"{m.name}_total" if m.type == "counter" else m.name for m in own}
    assert set(re.findall(r"`(diplomacy_\w+)`", OPERATORS.read_text(encoding="utf-8"))) == names


def test_patterns_shown_can_be_read() -> None:
    shown = [line for text in fences(KNOWLEDGE, "tsv") for line in text.splitlines() if line.strip()]
    assert shown
    for line in shown:
        pattern, cameo, flags = ([*line.split("\t"), "", ""])[:3]
        assert list(frames_of(pattern, cameo, flags))
        assert cameo in CAMEO, line


def test_columns_of_the_knowledge_files_are_as_told() -> None:
    rows = re.findall(
        r"^\| `((?:acts|actors|places)/[\w*]+\.tsv)` \| ([^|]+) \|",
        KNOWLEDGE.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert rows
    for name, columns in rows:
        folder, _, glob = name.partition("/")
        files = [f.name for f in Path(str(data_path(folder))).glob(glob)]
        assert files, name
        for file in files:
            header = next(lines(folder, file))[1]
            assert header.split("\t") == columns.split(", "), file


def test_readme_is_short() -> None:
    figures = block(README, "eval").splitlines()  # filled in from `make eval`, as many as there are
    assert len(README.read_text(encoding="utf-8").splitlines()) - len(figures) < MAX_LINES


def test_headings_follow_one_another() -> None:
    levels = [len(m) for m in re.findall(r"^(#+) ", README.read_text(encoding="utf-8"), re.MULTILINE)]
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
