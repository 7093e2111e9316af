"""Whose fault a failure is, and so what becomes of the article.

    StreamError
    ├── ArticleError           the article's own fault: a dead letter at once, never retried
    │   ├── MalformedArticle   bytes that are no article: not UTF-8, not JSON, a field missing or wrong
    │   ├── MalformedEntry     the same of an entry of the live actor dictionary
    │   ├── MalformedRecord    the same of what one stage hands to the next
    │   ├── OversizedArticle   over a size limit, coming in or going out
    │   ├── CoderFailed        the coder raised on this article
    │   ├── CoderTimedOut      the coder took longer than the time limit on this article
    │   └── CoderKilled        the pool process died on this article (a crash, or the memory limit)
    ├── TransientError         not the article's fault and not ours: retried with backoff, as long as needed
    └── FatalError             nobody can go on: the worker exits with status 1 and its supervisor decides
        ├── SettingsError      a setting is missing or contradicts another
        ├── EmbeddedBrokerError  the embedded broker isn't installed or didn't start
        ├── TopicError         the broker refused a topic
        ├── RegistryError      the schema registry did not answer, or refused a schema
        ├── NoTransactions      the broker has no transactions
        └── Fenced             another worker with the same instance id took over

Anything that isn't in this tree is a bug in the shell. The guard doesn't swallow it: the worker stops
without acknowledging the article.
"""

# ruff: noqa: N818  # the names say what became of the article; the tree above says they are errors

from __future__ import annotations


class StreamError(Exception):
    """Root of the tree; never raised itself."""


class ArticleError(StreamError):
    """The article can't be coded, now or later. Catch it, write a dead letter, go on.

    `stage` says where, when that isn't the agent's own stage: decode, validate or publish.
    """

    def __init__(self, message: str, *, stage: str | None = None) -> None:
        super().__init__(message)
        self.stage = stage


class MalformedArticle(ArticleError):
    """The bytes aren't an article. The message names the field, the value and the remedy."""


class MalformedRecord(ArticleError):
    """A record that another stage should have published is not what its topic holds."""


class MalformedEntry(ArticleError):
    """The record is no actor entry. The message names the field, the value and the remedy."""


class OversizedArticle(ArticleError):
    """The article, or what came of it, is over a limit. The message names the limit's setting."""


class CoderFailed(ArticleError):
    """The coder raised. The message is the class and text of what it raised."""


class CoderTimedOut(ArticleError):
    """Coding took longer than `article_time_limit_s`. The pool process was killed and replaced."""


class CoderKilled(ArticleError):
    """The pool process died while it had this article alone. It was replaced."""


class TransientError(StreamError):
    """Try again later: the broker is away, a request timed out. Nothing was acknowledged."""


class FatalError(StreamError):
    """Stop the worker. Nothing unfinished was acknowledged, so a restart loses nothing."""


class SettingsError(FatalError):
    """A setting is missing or wrong. The message names the environment variable and the remedy."""


class EmbeddedBrokerError(FatalError):
    """The embedded broker isn't installed, or didn't listen in time."""


class TopicError(FatalError):
    """The broker refused to create or describe a topic. The message carries the broker's reason."""


class RegistryError(FatalError):
    """The schema registry did not answer, or refused a schema. The message carries what it said."""


class NoTransactions(FatalError):
    """The broker has no transactions. The message says what needs them."""


class Fenced(FatalError):
    """The broker gave this worker's transactional id to another: go away quietly, commit nothing."""
