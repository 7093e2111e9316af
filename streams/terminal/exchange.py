"""The verbs of those who send and read messages: `publish`, `tail`, `export`, `inspect`, `schemas`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from streams.terminal.repairs import AddVerb, past_moment

if TYPE_CHECKING:
    from streams.terminal.selection import Selection

_SUFFIXES = ".txt .md .html .json .jsonl .csv .warc .wet .xml (RSS, Atom), all but these as .gz too"


def add_exchange(verb: AddVerb) -> None:
    """Add the verbs, in the order of their help."""
    _add_publish(verb)
    _add_tail(verb)
    _add_export(verb)
    _add_inspect(verb)
    _add_schemas(verb)


def count(text: str) -> int:
    """A number of things, of which there has to be one."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("give a number of 1 or more")
    return number


def _rate(text: str) -> float:
    number = float(text)
    if not number > 0:
        raise argparse.ArgumentTypeError("give a number above 0")
    return number


def _add_publish(verb: AddVerb) -> None:
    p = verb(
        "publish",
        _publish,
        "send articles to the raw topic",
        "  diplomacy publish news/ today.jsonl page.html\n  curl -s https://wire.example/rss | "
        "diplomacy publish --as feed -\n  diplomacy publish --resume crawl.journal crawl.warc.gz",
    )
    p.add_argument("files", nargs="+", metavar="FILE", help=f"{_SUFFIXES}; directories; or - for JSON lines")
    p.add_argument(
        "--as",
        dest="as_format",
        metavar="FORMAT",
        help="txt, md, html, json, jsonl, csv, warc or feed, whatever the suffix says",
    )
    p.add_argument(
        "--dry-run", action="store_true", help="check, and show what would be sent; no broker needed"
    )
    p.add_argument("--rate", type=_rate, metavar="N", help="send N articles a second at most")
    p.add_argument("--report", metavar="FILE", help="write where the broker put each, as JSON lines")
    p.add_argument("--resume", metavar="FILE", help="keep there what is done, and go on from it after a stop")
    p.add_argument("--unchecked", action="store_true", help="send even what is no article, byte for byte")


def _add_tail(verb: AddVerb) -> None:
    p = verb(
        "tail",
        _tail,
        "show a topic's messages as they come",
        "  diplomacy tail --from-beginning --limit 20\n  diplomacy tail --country IRN --type SANCTION\n"
        "  diplomacy tail dlq --json | jq .message",
    )
    p.add_argument("topic", nargs="?", default="events", metavar="TOPIC", help="name or part of it (events)")
    p.add_argument("--json", action="store_true", help="one JSON value a line, for a machine")
    p.add_argument("--from-beginning", action="store_true", help="the messages already there, too")
    p.add_argument("--limit", type=count, metavar="N", help="stop after N messages")
    p.add_argument("--timeout", type=float, metavar="S", help="stop after S seconds without a message")
    _add_selection(p)


def _add_export(verb: AddVerb) -> None:
    p = verb(
        "export",
        _export,
        "write the events on the broker to a file, each once",
        "  diplomacy export --to events.jsonl\n"
        "  diplomacy export --since 7d --format csv --flavour gdelt --to week.tsv",
    )
    p.add_argument(
        "topic", nargs="?", default="events", metavar="TOPIC", help="events, or one of its quad classes"
    )
    p.add_argument("--to", default="-", metavar="FILE", help="the file (standard output)")
    p.add_argument("--format", choices=("jsonl", "csv", "parquet"), default="jsonl", help="(jsonl)")
    p.add_argument(
        "--flavour", choices=("plain", "gdelt", "polecat"), default="plain", help="columns of a table"
    )
    p.add_argument("--retracted", action="store_true", help="those too that were taken back since")
    p.add_argument("--until", type=past_moment, metavar="TIME", help="published before: a time, or 36h ago")
    _add_selection(p)


def _add_inspect(verb: AddVerb) -> None:
    p = verb(
        "inspect",
        _inspect,
        "show an event as a person reads it: its quotes in their context, and why it was coded so",
        "  diplomacy inspect 757fa4e5a06cac57f3f5e437\n  diplomacy inspect coded.jsonl --article article.txt",
    )
    p.add_argument("event", metavar="EVENT_ID|FILE", help="an event's id, or a file of events in JSON")
    p.add_argument(
        "--article", metavar="FILE", help="file with its article, where the broker doesn't have it"
    )


def _add_schemas(verb: AddVerb) -> None:
    p = verb(
        "schemas",
        _schemas_check,
        "write or check JSON Schemas, Avro schemas and the AsyncAPI document",
        "  diplomacy schemas check\n  diplomacy schemas export --to contract/",
    )
    actions = p.add_subparsers(dest="action", required=True, metavar="export|check|register")
    p = actions.add_parser("export", help="write them all")
    p.set_defaults(run=_schemas_export)
    p.add_argument("--to", metavar="DIR", help="folder (that of the package `schemas`)")
    p.add_argument("--release", metavar="VERSION", help="keep them for later versions to be compared with")
    p = actions.add_parser(
        "check", help="are they fresh, and do they break whoever relies on the last release?"
    )
    p.set_defaults(run=_schemas_check)
    p.add_argument("--of", metavar="DIR", help="folder (that of the package `schemas`)")
    p = actions.add_parser("register", help="put them into the registry of DIPLOMACY_SCHEMA_REGISTRY_URL")
    p.set_defaults(run=_schemas_register)


def _add_selection(parser: argparse.ArgumentParser) -> None:
    def several(name: str, metavar: str, text: str) -> None:
        parser.add_argument(name, metavar=metavar, help=text, action="append", default=[])

    several("--country", "CCC", "events of this country, on either side")
    several("--dyad", "CCC-CCC", "events between these two")
    several("--type", "TYPE", "PLOVER type, quad class or CAMEO code")
    several("--status", "STATUS", "happened, ongoing, planned, hypothetical, denied, historical")
    parser.add_argument("--min-confidence", type=float, default=0.0, metavar="N", help="0 to 1")
    parser.add_argument("--since", type=past_moment, metavar="TIME", help="published since: a time, or 36h")


def _selection(args: argparse.Namespace) -> Selection:
    from streams.terminal.selection import Selection

    return Selection.of(
        countries=args.country,
        dyads=args.dyad,
        types=args.type,
        statuses=args.status,
        min_confidence=args.min_confidence,
        since=args.since,
        until=getattr(args, "until", None),
    )


def _publish(args: argparse.Namespace) -> int:
    from streams.settings import load_settings
    from streams.terminal.exits import UsageError
    from streams.terminal.publish import Options, publish
    from streams.terminal.sources import Format

    if args.as_format is not None and args.as_format not in set(Format):
        raise UsageError(f"--as {args.as_format}: give one of {', '.join(Format)}")
    options = Options(
        unchecked=args.unchecked,
        dry_run=args.dry_run,
        rate=args.rate,
        report=args.report,
        resume=args.resume,
        as_format=Format(args.as_format) if args.as_format else None,
    )
    return publish(load_settings(), args.files, options)


def _tail(args: argparse.Namespace) -> int:
    from streams.settings import load_settings
    from streams.terminal.tail import tail

    return tail(
        load_settings(),
        args.topic,
        as_json=args.json,
        from_beginning=args.from_beginning,
        limit=args.limit,
        timeout_s=args.timeout,
        selection=_selection(args),
    )


def _export(args: argparse.Namespace) -> int:
    from streams.settings import load_settings
    from streams.terminal.export import Format, export
    from streams.terminal.flavours import Flavour

    return export(
        load_settings(),
        args.topic,
        _selection(args),
        to=args.to,
        file_format=Format(args.format),
        flavour=Flavour(args.flavour),
        retracted=args.retracted,
    )


def _inspect(args: argparse.Namespace) -> int:
    from streams.settings import load_settings
    from streams.terminal.inspect import inspect

    return inspect(load_settings(), args.event, article=args.article)


def _schemas_export(args: argparse.Namespace) -> int:
    from streams.terminal.contracts import export

    return export(args.to, release=args.release)


def _schemas_check(args: argparse.Namespace) -> int:
    from streams.terminal.contracts import check

    return check(args.of)


def _schemas_register(_: argparse.Namespace) -> int:
    from streams.settings import load_settings
    from streams.terminal.contracts import register

    return register(load_settings())
