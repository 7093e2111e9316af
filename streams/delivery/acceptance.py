"""Whether a raw message is an article: said once, for the worker's dead letters and for who publishes."""

from __future__ import annotations

from schemas import RawArticle
from streams.core.page import complete
from streams.delivery.codec import check_sizes, read_raw
from streams.delivery.record import Inbound
from streams.errors import MalformedArticle
from streams.settings import Settings


def accept(value: bytes, settings: Settings) -> RawArticle:
    """The article in a message's value, as it was sent.

    Raises ArticleError, with the words of the dead letter that the worker would make of it.
    """
    article = read_raw(_unread(value), settings)
    try:
        check_sizes(complete(article), settings)  # the pool does the same, in a process of its own
    except ValueError as exc:
        raise MalformedArticle(str(exc), stage="validate") from None
    return article


def _unread(value: bytes) -> Inbound:
    return Inbound(topic="", partition=-1, offset=-1, timestamp=-1, key=None, value=value)
