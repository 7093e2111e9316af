"""The verbs that do again what is done: `dlq` and `replay`. What they do is imported when they are used."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streams.delivery.letters import Wanted

_AGO = re.compile(r"(\d+)([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


AddVerb = Callable[[str, Callable[[argparse.Namespace], int], str, str], argparse.ArgumentParser]
"""Adds a verb (name, what runs it, help, example) to the command and gives back its parser."""


def add_repairs(verb: AddVerb) -> None:
    """Add `dlq` with its actions, and `replay`."""
    _add_dlq(verb)
    _add_replay(verb)


def past_moment(text: str) -> datetime:
    """A time in any form that articles may have, or how long ago: `90m`, `36h`, `7d`."""
    from schemas.moment import read_moment

    if ago := _AGO.fullmatch(text):
        return datetime.now(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    moment = read_moment(text)
    if moment is None:
        raise argparse.ArgumentTypeError("give a time such as 2025-10-28T06:57:00Z, or 36h for 36 hours ago")
    return moment


def _add_dlq(verb: AddVerb) -> None:
    parser = verb(
        "dlq",
        _list,
        "list, show or send back dead letters",
        "  diplomacy dlq list --since 24h\n  diplomacy dlq show 2@17\n  diplomacy dlq replay --stage code",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|show|replay")

    p = actions.add_parser("list", help="one line each, oldest first")
    p.set_defaults(run=_list)
    _add_filters(p)
    p.add_argument("--json", action="store_true", help="one JSON object a line, with the original bytes")

    p = actions.add_parser("show", help="all that they hold")
    p.set_defaults(run=_show)
    _add_filters(p)
    p.add_argument("--raw", action="store_true", help="the original bytes alone")

    p = actions.add_parser(
        "replay",
        help="send them back to their topic as they were",
        description="Send dead letters back to the topic they came from, with their key, headers and bytes; "
        "how often they were tried goes along in dlq.attempts. Letters that were sent back before are left.",
    )
    p.set_defaults(run=_replay)
    _add_filters(p)
    p.add_argument("--again", action="store_true", help="those too that were sent back before")
    p.add_argument("--dry-run", action="store_true", help="say how many, send nothing")


def _add_replay(verb: AddVerb) -> None:
    p = verb(
        "replay",
        _recode,
        "code old articles again, with the coder of today",
        "  diplomacy replay --from 48h --dry-run\n  diplomacy replay --from 2026-03-01 --to 2026-03-08",
    )
    p.add_argument(
        "--from",
        dest="since",
        type=past_moment,
        required=True,
        metavar="TIME",
        help="articles that the broker got since then: a time, or 36h for 36 hours ago",
    )
    p.add_argument("--to", dest="until", type=past_moment, metavar="TIME", help="and before then (now)")
    p.add_argument("--dry-run", action="store_true", help="code and count, publish nothing")


def _add_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("letters", nargs="*", metavar="LETTER", help="names as `dlq list` prints them: 2@17")
    parser.add_argument("--stage", help="that failed there: decode, validate, classify, code or publish")
    parser.add_argument("--since", type=past_moment, metavar="TIME", help="that failed since: a time, or 36h")
    parser.add_argument("--id", metavar="ARTICLE", help="of the article with this id, or this key")


def _wanted(args: argparse.Namespace) -> Wanted:
    from streams.delivery.letters import Wanted
    from streams.terminal.dlq import places_of

    places = places_of(args.letters)
    return Wanted(stage=args.stage, since=args.since, article_id=args.id, places=places)


def _list(args: argparse.Namespace) -> int:
    from streams.settings import load_settings
    from streams.terminal.dlq import list_letters

    return list_letters(load_settings(), _wanted(args), as_json=args.json)


def _show(args: argparse.Namespace) -> int:
    from streams.settings import load_settings
    from streams.terminal.dlq import show_letters

    return show_letters(load_settings(), _wanted(args), raw=args.raw)


def _recode(args: argparse.Namespace) -> int:
    from streams.settings import load_settings
    from streams.terminal.replay import replay

    return replay(load_settings(), since=args.since, until=args.until, dry_run=args.dry_run)


def _replay(args: argparse.Namespace) -> int:
    from streams.settings import load_settings
    from streams.terminal.dlq import replay_letters

    return replay_letters(load_settings(), _wanted(args), again=args.again, dry_run=args.dry_run)
