"""Whether a report tells a cluster's story: points for and against, by act, day, persons, place and words."""

from __future__ import annotations

from math import cos, hypot, radians

from streams.core.signature import copies, slots_of
from streams.core.stories.clusters import Cluster
from streams.core.stories.families import families
from streams.core.stories.reports import DAY, Report

ENOUGH = 3.0
"""Points from which on a report tells the story."""
_SAME_CODE, _SAME_TYPE, _SAME_FAMILY = 1.75, 1.5, 0.75
_SAME_DAY, _DAYS_MEET, _NEXT_DAY = 2.0, 1.0, 0.0
_PLAN_MET = 0.5
_TURN_OF_PLAN = 2.5
_SAME_PERSON, _OTHER_PERSON = 1.5, -1.5
_SAME_PLACE, _FAR, _ELSEWHERE = 1.0, -0.5, -1.5
_WORDS = 3.0
_OTHER_SUBJECT = -1.0
_COPY = 1.0
_LEAST_WORDS = 3
"""Fewer words don't tell that the subject is another one."""
_APART = 0.12
_NEAR_KM = 60
_KM_A_DEGREE = 111.2


def score(report: Report, cluster: Cluster) -> float:
    """Points; below `ENOUGH` the report tells another story."""
    family = families().by_name[report.family]
    if not family.mutual and not _same_side(report, cluster):
        return 0.0
    found = _act(report, cluster) + _person(report, cluster) + _place(report, cluster)
    found += _subject(report, cluster, strict=family.subject)
    when = _day(report, cluster)
    if when is not None and found + when >= ENOUGH:
        return found + when
    if found + (_NEXT_DAY if when is None else when) + _COPY < ENOUGH or not _is_copy(report, cluster):
        return 0.0
    # Copies of one text tell one act, even where the day was read otherwise in one of them.
    if when is None:
        when = _NEXT_DAY if _near(report, cluster) else None
    return 0.0 if when is None else found + when + _COPY


def _same_side(report: Report, cluster: Cluster) -> bool:
    sides = [set(first) for first in cluster.first]
    return not sides or any(set(report.first) & side or set(report.first) == side for side in sides)


def _act(report: Report, cluster: Cluster) -> float:
    if report.cameo in cluster.cameos:
        return _SAME_CODE
    if report.act in cluster.acts or report.turn is not None or cluster.called_off:
        return _SAME_TYPE
    return _SAME_FAMILY


def _day(report: Report, cluster: Cluster) -> float | None:
    """None where the days exclude each other."""
    if report.turn is not None and cluster.open:
        # Of a plan that is not past, whatever its day: the day of the turn is that of the announcement.
        ahead = max(hi for _, hi in (*cluster.plans, *cluster.former)) >= report.day - 1
        return _TURN_OF_PLAN if ahead else None
    dates = [*cluster.dates, *cluster.former] if report.ahead else cluster.dates
    if not dates:
        dates = cluster.covers
    meets = [span for span in dates if report.lo <= span[1] and span[0] <= report.hi]
    if not meets:
        return None
    same = report.grain == DAY and any(span[0] == span[1] for span in meets)
    return (_SAME_DAY if same else _DAYS_MEET) + (_PLAN_MET if cluster.open and not report.ahead else 0.0)


def _near(report: Report, cluster: Cluster) -> bool:
    return any(report.lo <= hi + 1 and lo - 1 <= report.hi for lo, hi in cluster.dates)


def _person(report: Report, cluster: Cluster) -> float:
    """Persons count on the side that both name; of two sides the one that differs tells more."""
    shared = other = False
    for country, names in report.names.items():
        kept = cluster.names.get(country)
        if kept:
            same = not set(names).isdisjoint(kept)
            shared, other = shared or same, other or not same
    if other:
        return 0.0 if shared else _OTHER_PERSON
    return _SAME_PERSON if shared else 0.0


def _place(report: Report, cluster: Cluster) -> float:
    if report.place is None or not cluster.places:
        return 0.0
    name, country, lat, lon = report.place
    best = _ELSEWHERE
    for other, other_country, other_lat, other_lon in cluster.places:
        if name == other:
            return _SAME_PLACE
        if None not in (lat, lon, other_lat, other_lon):
            wide = (lon - other_lon) * cos(radians((lat + other_lat) / 2))
            if _KM_A_DEGREE * hypot(lat - other_lat, wide) <= _NEAR_KM:
                return _SAME_PLACE
        if country is not None and country == other_country:
            best = max(best, _FAR)
    return best


def _subject(report: Report, cluster: Cluster, *, strict: bool) -> float:
    fewer = min(len(report.words), len(cluster.words))
    if fewer < 2:
        return 0.0
    share = len(set(report.words) & set(cluster.words)) / fewer
    if strict and fewer >= _LEAST_WORDS and share < _APART:
        return _OTHER_SUBJECT
    return _WORDS * share


def _is_copy(report: Report, cluster: Cluster) -> bool:
    own = slots_of(report.signature) if report.signature else None
    others = [slots for each in cluster.signatures if (slots := slots_of(each)) is not None]
    return own is not None and any(copies(own, others))
