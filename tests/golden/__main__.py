"""`make eval`: code the project's own annotated articles and say what is right."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from streams.core.coder import load_coder
from tests.golden.scoring import DETAILS, FURTHER, HELD, MORE, UNREAD, Scored, figures, scores


def show(scored: Scored, *, missed: bool) -> None:
    """Print a line for an article, and one for each event that was not found."""
    print(
        f"{scored.article:28} core {scored.core_found:2}/{scored.core:<2} coded {len(scored.coded):2} "
        f"forbidden {len(scored.forbidden)}"
    )
    for event in scored.missed if missed else ():
        print(f"    missed {event['plover_act']:10} {event['evidence'][0]['text']}")


def _line(name: str, scored: Sequence[Scored]) -> str:
    total = figures(scored)
    return (
        f"{name:15} ({len(scored):2}) precision {total.precision:.3f}, core recall {total.core_recall:.3f}, "
        f"F1 {total.f1:.3f}, forbidden {total.forbidden}"
    )


def main(*, missed: bool) -> None:
    """Print a line for each article and the figures over all."""
    coder = load_coder()
    scored = list(scores(coder))
    for one in scored:
        show(one, missed=missed)
    found = [pair for one in scored for pair in one.pairs]
    total = figures(scored)
    print(f"\ncore events found   {sum(s.core_found for s in scored)}/{sum(s.core for s in scored)}")
    print(
        f"all events found    {len(found)}/{sum(len(s.gold) for s in scored)}, "
        f"of {sum(len(s.coded) for s in scored)} coded"
    )
    print(f"forbidden events    {total.forbidden}")
    for name in DETAILS:
        print(f"right {name:13} {sum(gold[name] == coded[name] for gold, coded in found)}/{len(found)}")
    print(_line("these articles", scored))
    print(_line("further ones", list(scores(coder, FURTHER))))
    print(_line("more of them", list(scores(coder, MORE))))
    print(_line("unread ones", list(scores(coder, UNREAD))))
    print(_line("held back", list(scores(coder, HELD))))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="make eval", description=__doc__)
    parser.add_argument("--missed", action="store_true", help="show the words of every event not found")
    main(missed=parser.parse_args().missed)
