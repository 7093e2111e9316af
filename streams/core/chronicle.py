"""When an act took place, and whether that makes it background (ANNOTATION, decisions 12 and 13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from schemas import Status
from streams.core.arguments import Syntax
from streams.core.dates import DateMention, DateRange
from streams.core.matching import Act

AGE = timedelta(days=30)
_AHEAD = frozenset({Status.PLANNED, Status.HYPOTHETICAL})


def date_of(act: Act, syntax: Syntax, dates: Sequence[DateMention], *, status: Status) -> DateMention | None:
    """The date expression that belongs to the act's clause: under its
    verb or noun, else the sentence's only verb's.
    """
    p = syntax.parse
    verb = act.outer if act.outer is not None else act.clause
    own = {verb, act.trigger, *act.used} if act.outer is None else {verb}
    best: tuple[int, DateMention] | None = None
    for mention in dates:
        token = next((t for t in range(len(p)) if mention.start <= p.starts[t] < mention.end), None)
        if token is None:
            continue
        steps, node = 0, token
        while (
            node not in own
            and p.heads[node] != node
            and not (p.is_verb(node) and node != token and node not in own)
        ):
            node, steps = p.heads[node], steps + 1
        if node in own and (best is None or steps < best[0]):
            best = (steps, mention)
    if best is not None:
        return best[1]
    # A date in front of the whole sentence ("On August 6 …") or under the reporting verb's auxiliary clause
    # counts for the only act there is.
    if len(dates) == 1 and not any(p.deps[a] in ("advcl", "relcl") for a in (verb, *p.ancestors(verb))):
        token = next((t for t in range(len(p)) if dates[0].start <= p.starts[t] < dates[0].end), None)
        if token is not None and token < verb and abs(token - verb) < 25 and "report" not in act.effects:
            return dates[0]
    return None


def in_past_perfect(act: Act, syntax: Syntax) -> bool:
    """Whether the act is told as background: "had met", "has long urged"."""
    p = syntax.parse
    verb = act.outer if act.outer is not None else act.clause
    return any(p.lemmas[a] in ("have", "had", "'ve") for a in p.kids(verb, "aux"))


def settled(status: Status, when: DateRange | None, *, day: date | None, background: bool) -> Status:
    """`status` after the 30-day rule: what happened longer ago than that before publication is historical."""
    if status not in (Status.HAPPENED, Status.ONGOING):
        return status
    if when is None or when.first is None or day is None:
        return Status.HISTORICAL if background else status
    first = when.last or when.first
    if len(first) == 10:
        return Status.HISTORICAL if date.fromisoformat(first) < day - AGE else status
    if len(first) == 7:
        months = (day.year * 12 + day.month) - (int(first[:4]) * 12 + int(first[5:7]))
        return Status.HISTORICAL if months > 1 else status
    return Status.HISTORICAL if int(first[:4]) < day.year else status


def reading(mention: DateMention, *, status: Status) -> DateRange:
    """The date in the direction of the act's status."""
    return mention.reading(future=status in _AHEAD)
