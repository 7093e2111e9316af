"""What `tail` filters, what `export` writes and what `inspect` shows, of events on a broker."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet
import pytest

from schemas import ClassifiedArticle, DatePrecision, DiplomacyEvent, Location, Retraction
from schemas.ontology import PloverType, QuadClass, Status
from streams import cli
from streams.contract.examples import example
from streams.delivery.headers import event_headers
from streams.settings import load_settings
from streams.terminal.exits import Exit, UsageError
from streams.terminal.flavours import Flavour, columns, rows
from streams.terminal.selection import Selection
from streams.topics import CLASSIFIED, EVENTS, RETRACTIONS
from tests.cli.test_stream import Run, run  # noqa: F401  # a fixture
from tests.cli.test_words import consult
from tests.delivery.stream import Stream, Written

HAPPENED = consult(
    event_id="e1",
    date_start="2026-03-04",
    date_end="2026-03-04",
    date_precision=DatePrecision.DAY,
    confidence=0.9,
    location=Location(name="Oslo", country="NOR", lat=59.9, lon=10.7),
)
PLANNED = consult(
    event_id="e2",
    status=Status.PLANNED,
    date_start=None,
    date_end=None,
    date_precision=DatePrecision.NONE,
    plover=PloverType.SANCTION,
    plover_act=PloverType.SANCTION,
    quad_class=QuadClass.MATERIAL_CONFLICT,
    cameo="163",
    dyad="IRN-USA",
    dyads=("IRN-USA",),
    source=(),
)
EVENTS_THERE = (HAPPENED, PLANNED, HAPPENED)  # one came twice


def select(**words: object) -> Selection:
    given = {"countries": [], "dyads": [], "types": [], "statuses": [], "min_confidence": 0.0, "since": None}
    return Selection.of(**{**given, **words})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        ({}, {"e1", "e2"}),
        ({"countries": ["jpn"]}, {"e1"}),
        ({"countries": ["USA"]}, {"e1", "e2"}),
        ({"dyads": ["USA-IRN"]}, {"e2"}),
        ({"dyads": ["IRN-USA,JPN-USA"]}, {"e1", "e2"}),
        ({"types": ["sanction"]}, {"e2"}),
        ({"types": ["verbal-cooperation"]}, {"e1"}),
        ({"types": ["16"]}, {"e2"}),
        ({"statuses": ["happened", "ongoing"]}, {"e1"}),
        ({"min_confidence": 0.8}, {"e1"}),
        ({"countries": ["USA"], "statuses": ["denied"]}, set()),
    ],
)
def test_a_selection_takes_what_is_asked_for(words: dict[str, object], taken: set[str]) -> None:
    assert {event.event_id for event in EVENTS_THERE if select(**words).takes(event)} == taken


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"countries": ["France"]}, "three letters"),
        ({"dyads": ["A-B-C"]}, "three letters"),
        ({"types": ["visit"]}, "CONSULT"),
        ({"statuses": ["done"]}, "happened"),
    ],
)
def test_a_word_that_is_none_is_told_with_those_that_are(words: dict[str, object], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        select(**words)


def test_a_row_for_each_pair_and_a_cell_for_each_column() -> None:
    two = HAPPENED.model_copy(update={"source": HAPPENED.source * 2})
    for flavour in Flavour:
        found = list(rows(two, flavour))
        assert len(found) == (1 if flavour is Flavour.PLAIN else 2)
        for row in found:
            for column, cell in zip(columns(flavour), row, strict=True):
                assert cell is None or isinstance(cell, column.kind), column.name
    [row] = rows(PLANNED, Flavour.GDELT)
    cells = dict(zip((column.name for column in columns(Flavour.GDELT)), row, strict=True))
    assert (cells["Actor1Code"], cells["Actor2Code"], cells["SQLDATE"], cells["QuadClass"]) == (
        None,
        "USA",
        None,
        4,
    )
    [row] = rows(HAPPENED, Flavour.GDELT)
    cells = dict(zip((column.name for column in columns(Flavour.GDELT)), row, strict=True))
    assert (cells["SQLDATE"], cells["MonthYear"], cells["Year"]) == (20260304, 202603, 2026)


@pytest.fixture
def there(run: Run) -> Stream:  # noqa: F811
    """A stream with the events on it."""
    settings = load_settings()
    stream = Stream(settings.bootstrap, name=settings.topic_prefix)
    written = [
        Written(event.dyad, event.model_dump_json().encode(), event_headers(event)) for event in EVENTS_THERE
    ]
    stream.publish(written, topic=EVENTS)
    return stream


@pytest.mark.usefixtures("there")
def test_tail_shows_the_events_that_are_meant(run: Run) -> None:  # noqa: F811
    code, out, _ = run(
        "tail", "--from-beginning", "--dyad", "IRN-USA", "--limit", "1", "--timeout", "20", "--json"
    )
    assert code == Exit.DONE
    assert [json.loads(line)["event_id"] for line in out.splitlines()] == ["e2"]
    assert run("tail", "--since", "1h", "--status", "denied", "--timeout", "1.5") == (Exit.DONE, "", "")
    assert run("tail", "raw", "--country", "IRN")[0] == Exit.USAGE


@pytest.mark.usefixtures("there")
def test_since_is_a_time_of_publication(run: Run) -> None:  # noqa: F811
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert run("export", "--since", later)[1] == ""
    assert len(run("export", "--since", "1h")[1].splitlines()) == 2
    assert run("export", "--until", "1h")[1] == ""


@pytest.mark.usefixtures("there")
def test_an_export_has_each_event_once_in_every_format(run: Run, tmp_path: Path) -> None:  # noqa: F811
    code, out, errors = run("export")
    assert code == Exit.DONE
    assert "2 events written" in errors
    assert {DiplomacyEvent.model_validate_json(line).event_id for line in out.splitlines()} == {"e1", "e2"}

    file = tmp_path / "events.csv"
    assert run("export", "--format", "csv", "--to", str(file), "--min-confidence", "0.8")[0] == Exit.DONE
    with file.open(newline="") as stream:
        [row] = csv.DictReader(stream)
    assert (row["event_id"], row["lat"], row["source_countries"]) == ("e1", "59.9", "JPN")

    for flavour in Flavour:
        file = tmp_path / f"{flavour}.parquet"
        assert run("export", "--format", "parquet", "--flavour", flavour, "--to", str(file))[0] == Exit.DONE
        table = pyarrow.parquet.read_table(file)
        assert table.column_names == [column.name for column in columns(flavour)]
        assert table.num_rows == 2

    assert run("export", "--flavour", "gdelt")[0] == Exit.USAGE
    assert run("export", "--format", "parquet")[0] == Exit.USAGE
    assert run("export", "raw")[0] == Exit.USAGE


@pytest.mark.usefixtures("there")
def test_inspect_shows_an_event_with_its_quote_in_context(run: Run, there: Stream) -> None:  # noqa: F811
    body = "It rained. Japan met the United States. It rained again."
    article = ClassifiedArticle.model_validate(
        {**example("ClassifiedArticle"), "id": "a7", "body": body, "entities": []}
    )
    start = body.index("Japan")
    span = {"start": start, "end": start + 28, "text": body[start : start + 28]}
    event = DiplomacyEvent.model_validate(
        {
            **HAPPENED.model_dump(),
            "event_id": "e7",
            "article_id": "a7",
            "evidence": [span],
            "why": ["because"],
        }
    )
    there.publish([Written("a7", article.model_dump_json().encode())], topic=CLASSIFIED)
    there.publish([Written(event.dyad, event.model_dump_json().encode(), event_headers(event))], topic=EVENTS)
    code, out, _ = run("inspect", "e7")
    assert code == Exit.DONE
    assert "It rained. »Japan met the United States.« It rained again." in out
    assert "because" in out
    code, _, errors = run("inspect", "e99")
    assert code == Exit.USAGE
    assert "no event of that id" in errors


def test_an_export_leaves_out_what_was_taken_back(run: Run, there: Stream) -> None:  # noqa: F811
    value = {**example("Retraction"), "event_id": "e1"}
    later, earlier = (PLANNED.coded_at + timedelta(hours=hours) for hours in (1, -1))
    for event_id, moment in (("e1", later), ("e2", earlier)):
        retraction = Retraction.model_validate({**value, "event_id": event_id, "retracted_at": moment})
        there.publish([Written(retraction.dyad, retraction.model_dump_json().encode())], topic=RETRACTIONS)
    assert {json.loads(line)["event_id"] for line in run("export")[1].splitlines()} == {"e2"}
    assert len(run("export", "--retracted")[1].splitlines()) == 2


def test_inspect_reads_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    coded = tmp_path / "coded.jsonl"
    line = {"article_id": "a", "relevant": True, "events": [json.loads(HAPPENED.model_dump_json())]}
    coded.write_text(json.dumps(line) + "\n" + json.dumps({**line, "events": []}) + "\n")
    assert cli.main(["inspect", str(coded)]) == Exit.DONE
    shown = capsys.readouterr().out
    assert "CAMEO 040" in shown
    assert "--article FILE" in shown
    article = tmp_path / "a.json"
    article.write_text(json.dumps({"id": "a", "body": "Japan met the United States."}))
    assert cli.main(["inspect", str(coded), "--article", str(article)]) == Exit.DONE
    assert "»Japan met the United States.«" in capsys.readouterr().out
    coded.write_text("{}")
    assert cli.main(["inspect", str(coded)]) == Exit.USAGE
    assert "no event" in capsys.readouterr().err
