"""The verb `actors` with its actions. What they do is imported when they are used."""

from __future__ import annotations

import argparse

from streams.terminal.repairs import AddVerb


def add_actors(verb: AddVerb) -> None:
    """Add `actors`."""
    parser = verb(
        "actors",
        _list,
        "set, take away or list entries of the actor dictionary, for workers as they run",
        '  diplomacy actors set "Ine Eriksen Søreide" --country NOR --sector GOV '
        "--role foreign_minister --from 2026-11-30\n"
        '  diplomacy actors set "Liptako Alliance" --kind body --country IGO --alias AES\n'
        "  diplomacy actors remove ine-eriksen-søreide",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="set|remove|list|history")
    _add_set(actions.add_parser("set", help="add an entry, or put it in the place of that with its id"))

    p = actions.add_parser("remove", help="take an entry away: the built-in dictionary counts again")
    p.set_defaults(run=_remove)
    p.add_argument("id", metavar="ID", help="as `actors list` prints it, or the name it was made of")

    p = actions.add_parser("list", help="the entries that hold now: id, a TAB, and what is known of it")
    p.set_defaults(run=_list)
    p.add_argument("--json", action="store_true", help="one JSON object a line")

    p = actions.add_parser("history", help="what was set and taken away, oldest first")
    p.set_defaults(run=_history)
    p.add_argument("id", nargs="?", metavar="ID", help="of this entry alone")


def _add_set(p: argparse.ArgumentParser) -> None:
    p.set_defaults(run=_set)
    p.add_argument("name", metavar="NAME", help="as events are to name the actor")
    p.add_argument(
        "--country", required=True, metavar="CCC", help="three letters; UNO, EUR, IGO … for bodies above"
    )
    p.add_argument("--sector", metavar="SSS", help="PLOVER sector: GOV, MIL, LEG, OPP, BUS …")
    p.add_argument("--role", help="a person's office: head_of_state, foreign_minister …")
    p.add_argument("--kind", choices=("person", "body"), help="(person)")
    p.add_argument("--alias", action="append", default=[], metavar="NAME", help="another name; repeat it")
    p.add_argument("--from", dest="since", metavar="DATE", help="first day: 2026-11-30, 2026-11 or 2026")
    p.add_argument("--to", dest="until", metavar="DATE", help="last day")
    p.add_argument("--id", help="for a second term of the same person, say (made of the name)")


def _set(args: argparse.Namespace) -> int:
    from streams.settings import load_settings
    from streams.terminal.dictionary import set_actor

    fields = {
        "name": args.name,
        "kind": args.kind,
        "aliases": args.alias,
        "country": args.country,
        "sector": args.sector,
        "role": args.role,
        "from": args.since,
        "to": args.until,
    }
    given = {name: value for name, value in fields.items() if value is not None}
    return set_actor(load_settings(), args.id, given)


def _remove(args: argparse.Namespace) -> int:
    from streams.settings import load_settings
    from streams.terminal.dictionary import remove_actor

    return remove_actor(load_settings(), args.id)


def _list(args: argparse.Namespace) -> int:
    from streams.settings import load_settings
    from streams.terminal.dictionary import list_actors

    return list_actors(load_settings(), as_json=args.json)


def _history(args: argparse.Namespace) -> int:
    from streams.settings import load_settings
    from streams.terminal.dictionary import actor_history

    return actor_history(load_settings(), args.id)
