"""Questions about a token of a sentence that many rules ask, and that are answered once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Protocol, TypeVar

A = TypeVar("A")


class Remembering(Protocol):
    """Keeps its answers: by question, then by token."""

    answers: dict[str, dict[int, object]]


S = TypeVar("S", bound=Remembering)


def once(question: Callable[[S, int], A]) -> Callable[[S, int], A]:
    """The method or function, which works its answer out at the first time a token is asked about.

    Whoever asks gets the same object: none may change it.
    """
    name = question.__name__

    @wraps(question)
    def answered(self: S, token: int) -> A:
        known: dict[int, A] = self.answers.setdefault(name, {})  # type: ignore[assignment]
        if token not in known:
            known[token] = question(self, token)
        return known[token]

    return answered
