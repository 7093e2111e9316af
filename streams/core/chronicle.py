"""When an act took place, and whether that makes it background (ANNOTATION, decisions 12 and 13)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from schemas import Status
from streams.core.arguments import Syntax
from streams.core.date_patterns import NUMBERS, WEEKDAYS
from streams.core.dates import DateMention, DateRange
from streams.core.governors import prospect
from streams.core.matching import Act
from streams.core.status import AHEAD, SPOKEN

AGE = timedelta(days=30)
_STAY = timedelta(days=3)  # for which a visitor who arrived is taken to stay, if nobody says how long
_SOON = frozenset("shortly soon hour minute immediately just right moment".split())
_ELSEWHEN = frozenset("after before since following over for about against despite amid ahead from".split())

_HOURS = frozenset("dawn daybreak sunrise noon midday dusk sunset nightfall dark midnight".split())
_OF_OTHERS = ("02", "051", "10", "11", "12", "13")  # CAMEO codes of words about what somebody else does
_AROUND = frozenset({"after", "before", "as", "while", "when"})
_MOVED = frozenset({"to", "until", "till", "from", "for"})


def date_of(act: Act, syntax: Syntax, dates: Sequence[DateMention], *, status: Status) -> DateMention | None:
    """The date expression that belongs to the act's clause: under its
    verb or noun, else the sentence's only verb's.
    """
    p = syntax.parse
    verb = act.outer if act.outer is not None else act.clause
    dates = [d for d in dates if status in AHEAD or not d.deadline]
    if act.frame is not None and act.frame.joint:
        dates = [d for d in dates if not _of_what_is_put_off(d, syntax)]
    moment = next((d for d in dates if _moment(d, verb, syntax)), None)
    if moment is not None:
        return moment
    hinged = next((d for d in dates if d.hinge and _introduces(d, verb, syntax)), None)
    if hinged is not None:
        return hinged
    dates = [d for d in dates if not d.hinge]
    own = {verb, act.trigger} if act.outer is None else {verb}
    if act.outer is None and act.cameo[:2] not in SPOKEN:
        own |= act.used
    if act.cameo.startswith(_OF_OTHERS) and act.outer is None:
        dates = [d for d in dates if not _of_what_is_spoken_of(d, verb, syntax)]
    found = _nearest(own, syntax, dates)
    if found is not None:
        return found
    joined = _joined_verbs(verb, syntax)
    for other in dict.fromkeys(
        [*joined, *(v for j in joined for v in _joined_verbs(j, syntax) if v != verb)]
    ):
        found = _nearest({other}, syntax, dates)
        if found is not None:
            return found
    found = _told_of_head(verb, syntax, dates)
    if found is not None:
        return found
    # A date in front of the whole sentence ("On August 6 …") or under the reporting verb's auxiliary clause
    # counts for the only act there is.
    if len(dates) == 1 and not any(p.deps[a] in ("advcl", "relcl") for a in (verb, *p.ancestors(verb))):
        token = next(iter(_tokens(dates[0], syntax)), None)
        if token is not None and token < verb and abs(token - verb) < 25 and "report" not in act.effects:
            return dates[0] if not _of_other(token, dates[0], own, syntax) else None
    return None


def _tokens(mention: DateMention, syntax: Syntax) -> list[int]:
    return [t for t, start in enumerate(syntax.parse.starts) if mention.start <= start < mention.end]


def _introduces(mention: DateMention, verb: int, syntax: Syntax) -> bool:
    """Whether "two days after" stands before the clause of `verb`."""
    p = syntax.parse
    clauses = [
        c for c in p.kids(verb, "prep") if not p.kids(c, "pobj", "pcomp")
    ]  # not "five months after the war"
    marks = [*p.kids(verb, "mark", "advmod"), *clauses, p.heads[verb] if p.deps[verb] == "pcomp" else verb]
    return any(mention.start <= p.starts[t] < mention.end for t in marks)


def _told_of_head(verb: int, syntax: Syntax, dates: Sequence[DateMention]) -> DateMention | None:
    """The month or year of the verb that a clause of time hangs on: "were held in May, days after troops shot
    at a crowd".
    """
    p = syntax.parse
    if p.deps[verb] != "advcl" or not any(p.lemmas[m] in _AROUND for m in p.kids(verb, "mark")):
        return None
    found = _nearest({p.heads[verb]}, syntax, dates)
    return found if found is not None and found.past.precision in ("month", "year") else None


def _moment(mention: DateMention, verb: int, syntax: Syntax) -> bool:
    """Whether the clause of `verb` says what happened then: "argued in May, when Chad shut the border"."""
    p = syntax.parse
    if p.deps[verb] != "relcl" or not any(p.lemmas[c] == "when" for c in p.kids(verb, "advmod")):
        return False
    return mention.start <= p.starts[p.heads[verb]] < mention.end


def _nearest(own: set[int], syntax: Syntax, dates: Sequence[DateMention]) -> DateMention | None:
    p = syntax.parse
    best: tuple[int, DateMention] | None = None
    for mention in dates:
        token = next(iter(_tokens(mention, syntax)), None)
        if token is None or _of_other(token, mention, own, syntax):
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
    return best[1] if best else None


def _of_other(token: int, mention: DateMention, own: set[int], syntax: Syntax) -> bool:
    """Whether the date tells when something else took place: "after Tuesday's attack"."""
    p = syntax.parse
    node = token
    while not mention.deadline and node not in own and p.heads[node] != node:
        inside = mention.start <= p.starts[node] < mention.end
        if p.deps[node] == "relcl":
            return True
        hour = p.lemmas[node] in _HOURS  # "before dawn on Wednesday" is Wednesday
        if not inside and not hour and p.deps[node] == "pobj" and p.lemmas[p.heads[node]] in _ELSEWHEN:
            at_once = {p.lemmas[c] for c in p.children[p.heads[node]]} & _SOON
            return not at_once
        node = p.heads[node]
    return False


def _of_what_is_spoken_of(mention: DateMention, verb: int, syntax: Syntax) -> bool:
    """Whether a day of the calendar stands inside what is spoken of: "condemns the coup of 26 November".

    A weekday there is rather when it was said.
    """
    p = syntax.parse
    token = next(iter(_tokens(mention, syntax)), None)
    if token is None or token < verb or p.words[token].lower() in WEEKDAYS:
        return False
    above = [a for a in p.ancestors(token) if not mention.start <= p.starts[a] < mention.end]
    inside = above[: above.index(verb)] if verb in above else []
    return any(p.deps[n] in ("dobj", "pobj") for n in inside)


def _of_what_is_put_off(mention: DateMention, syntax: Syntax) -> bool:
    """Whether it is a day of what was to be: "talks planned for Monday were put off to Friday"."""
    p = syntax.parse
    inside = _tokens(mention, syntax)
    top = next((t for t in inside if p.heads[t] not in inside), None)
    if top is None:
        return False
    moved = p.deps[top] == "pobj" and p.lemmas[p.heads[top]] in _MOVED
    return moved or any(p.deps[a] in ("acl", "relcl") for a in p.ancestors(top))


def _joined_verbs(verb: int, syntax: Syntax) -> list[int]:
    """Verbs that share their date with `verb`: "telephoned both on Monday and urged them"."""
    p = syntax.parse
    found = []
    head = p.heads[verb]
    if head != verb and p.is_verb(head):
        together = p.deps[verb] == "conj" and p.tags[verb] == p.tags[head]
        if together or (p.deps[verb] in ("advcl", "xcomp") and p.tags[verb] == "VBG"):
            found.append(head)
            if p.deps[head] == "advcl" and p.is_verb(p.heads[head]):  # "struck as fighting spread, killing"
                found.append(p.heads[head])
    found += [c for c in p.kids(verb, "conj") if p.tags[c] == p.tags[verb]]
    if p.lemmas[verb] == "be":  # "talks are to begin on Monday", "are due to begin"
        found += [v for w in (verb, *p.kids(verb, "acomp")) if (v := prospect(syntax, w)) is not None]
    clause = head if p.deps[verb] == "xcomp" else verb
    if p.deps[clause] == "relcl" and any(p.lemmas[c] == "where" for c in p.kids(clause, "advmod")):
        found += [a for a in p.ancestors(clause) if p.is_verb(a)][:1]  # "leaves on Friday for Rome, where …"
    return found


_VISITS = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|\d{1,2})-day\s+(?:\w+\s+){0,2}"
    r"(?:visit|trip|tour|stay|summit|meeting|talks|conference|mission|exercises?|drills?|manoeuvres|maneuvers)\b"
)
_ARRIVALS = frozenset(
    "arrive begin start open travel fly land visit pay embark set leave depart kick head launch make".split()
)


def lasting(when: DateRange | None, act: Act, syntax: Syntax, text: str) -> DateRange | None:
    """`when` with the last day of a "three-day visit" that begins then."""
    if when is None or when.precision != "day" or when.first is None or when.first != when.last:
        return when
    m = _VISITS.search(text)
    if m is None or not {syntax.parse.lemmas[t] for t in (act.trigger, act.clause)} & _ARRIVALS:
        return when
    days = int(m[1]) if m[1].isdigit() else NUMBERS[m[1]]
    if not 1 < days < 32:
        return when
    return DateRange(
        when.first, (date.fromisoformat(when.first) + timedelta(days=days - 1)).isoformat(), "range"
    )


def under_way(
    status: Status, when: DateRange | None, act: Act, syntax: Syntax, *, day: date | None
) -> Status:
    """`status`, but for a visitor who has only just arrived: his visit goes on."""
    if (
        status is not Status.HAPPENED
        or act.cameo[:3] != "042"
        or day is None
        or when is None
        or not when.first
    ):
        return status
    arrived = syntax.parse.lemmas[act.trigger] in ("arrive", "land", "fly")
    fresh = len(when.first) == 10 and day - _STAY <= date.fromisoformat(when.first) <= day
    return Status.ONGOING if arrived and fresh else status


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
    if when.last is None and len(when.first) < 10:  # "has sheltered her since 2020": and does so still
        return Status.ONGOING
    first = when.last or when.first
    if len(first) == 10:
        return Status.HISTORICAL if date.fromisoformat(first) < day - AGE else status
    if len(first) == 7:
        months = (day.year * 12 + day.month) - (int(first[:4]) * 12 + int(first[5:7]))
        return Status.HISTORICAL if months > 1 else status
    return Status.HISTORICAL if int(first[:4]) < day.year else status


def reading(mention: DateMention, *, status: Status) -> DateRange:
    """The date in the direction of the act's status."""
    return mention.reading(future=status in AHEAD)
