"""The `diplomacy` command: one function a verb, each of which calls the module that does it.

Modules are imported by the verb that needs them, so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import logging
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from streams.bench.command import add_bench
from streams.terminal.actors import add_actors
from streams.terminal.exchange import add_exchange
from streams.terminal.exits import EXIT_CODES_HELP, Exit, UsageError
from streams.terminal.repairs import add_repairs

if TYPE_CHECKING:
    from streams.core.coder import Coder


def demo(args: argparse.Namespace) -> int:
    """Run broker, worker and bundled articles on this machine."""
    from streams.settings import load_settings
    from streams.terminal.demo import demo

    return demo(load_settings(), keep=args.keep, timeout_s=args.timeout)


def worker(args: argparse.Namespace) -> int:
    """Run the pipeline until it is told to stop."""
    from streams.terminal.worker import worker

    return worker(embedded=args.embedded)


def code(args: argparse.Namespace) -> int:
    """Code articles without a broker."""
    from streams.terminal.coding import code

    return code(_coder, args.files, now=args.now)


def resolve(args: argparse.Namespace) -> int:
    """Resolve mentions of actors without a broker."""
    from streams.terminal.coding import resolve

    return resolve(_coder, args.files)


def explain(args: argparse.Namespace) -> int:
    """Show articles with their events."""
    from streams.terminal.explain import explain

    return explain(_coder, args.files, now=args.now)


def topics_create(_: argparse.Namespace) -> int:
    """Make the topics."""
    from streams.settings import load_settings
    from streams.terminal.tables import create_topics

    return create_topics(load_settings())


def topics_list(_: argparse.Namespace) -> int:
    """Show the topics."""
    from streams.settings import load_settings
    from streams.terminal.tables import list_topics

    return list_topics(load_settings())


def settings(_: argparse.Namespace) -> int:
    """Show the settings."""
    from streams.settings import load_settings
    from streams.terminal.tables import list_settings

    return list_settings(load_settings())


def _coder() -> Coder:
    from streams.core.coder import load_coder
    from streams.settings import load_settings

    settings = load_settings()
    return load_coder(model=settings.model, longest_sentence=settings.max_sentence_chars)


def _moment(text: str) -> datetime:
    from schemas.moment import read_moment

    moment = read_moment(text)
    if moment is None:
        raise argparse.ArgumentTypeError("give a time, such as 2025-10-28T06:57:00Z")
    return moment


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="diplomacy",
        description="News articles in, diplomacy events out: who did what to whom, with evidence.",
        epilog=f"Start with:  diplomacy demo\n\n{EXIT_CODES_HELP}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    def verb(
        name: str, run: Callable[[argparse.Namespace], int], text: str, example: str
    ) -> argparse.ArgumentParser:
        added = verbs.add_parser(
            name,
            help=text,
            description=text[:1].upper() + text[1:] + ".",
            epilog=f"example:\n{example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        added.set_defaults(run=run)
        return added

    p = verb("demo", demo, "see it work: broker, worker and bundled articles", "  diplomacy demo --keep")
    p.add_argument("--keep", action="store_true", help="stay up till Ctrl-C")
    p.add_argument("--timeout", type=float, default=180.0, metavar="S", help="seconds at most (180)")

    p = verb(
        "worker",
        worker,
        "run the pipeline until SIGTERM",
        "  DIPLOMACY_BROKER=localhost:9092 diplomacy worker",
    )
    p.add_argument(
        "--embedded", action="store_true", help="start a broker beside it, for a try-out: memory only"
    )

    add_exchange(verb)
    p = verb(
        "code",
        code,
        "code articles without a broker: one JSON line each, in order",
        "  diplomacy code articles.jsonl > coded.jsonl",
    )
    _file_arguments(p)
    p = verb(
        "explain",
        explain,
        "show articles with their events, the evidence and the reasons",
        "  diplomacy explain article.txt | less -R",
    )
    _file_arguments(p)

    p = verb(
        "resolve",
        resolve,
        "say who a mention is: one JSON line each, in order",
        '  echo \'{"id": "1", "text": "the Kremlin", "date": "2025-10-28"}\' | diplomacy resolve -',
    )
    p.add_argument(
        "files", nargs="+", metavar="IN.jsonl", help='lines of {"id", "text", "context"?, "date"?}, or -'
    )

    p = verb("topics", topics_list, "make or show the topics", "  diplomacy topics create")
    actions = p.add_subparsers(dest="action", required=True, metavar="create|list")
    actions.add_parser("create", help="make those that aren't there; touch no other").set_defaults(
        run=topics_create
    )
    actions.add_parser("list", help="show how they stand on the broker").set_defaults(run=topics_list)

    add_actors(verb)
    add_repairs(verb)
    add_bench(verb)
    verb("settings", settings, "show every setting and where it comes from", "  diplomacy settings")
    return parser


def _file_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="as of `publish`: files of any kind, directories, or - for JSON lines",
    )
    parser.add_argument(
        "--now",
        type=_moment,
        default=datetime.now(UTC),
        metavar="TIME",
        help="the time of coding, for articles without a date and for repeatable output (now)",
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb; every expected failure is one line on stderr and an exit code that says what it was."""
    args = _parser().parse_args(arguments)
    # What the Kafka client logs we say ourselves, in one line; the worker sets up logging of its own.
    logging.getLogger("aiokafka").addHandler(logging.NullHandler())
    try:
        return int(args.run(args))
    except UsageError as error:
        return _fail(error, Exit.USAGE)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away: nobody is left to be told
        return Exit.DONE
    except Exception as error:  # the last line of defence: a person gets a line, not a traceback
        return _fail(error, _exit_of(error))


def _exit_of(error: Exception) -> Exit:
    from streams.errors import EmbeddedBrokerError, SettingsError, StreamError

    if isinstance(error, SettingsError):
        return Exit.SETTINGS
    if isinstance(error, (StreamError, EmbeddedBrokerError, ConnectionError)) or _is_kafka(error):
        return Exit.BROKER
    return Exit.FAILED


def _is_kafka(error: Exception) -> bool:
    errors = sys.modules.get("aiokafka.errors")
    return errors is not None and isinstance(error, errors.KafkaError)


def _fail(error: Exception, code: Exit) -> int:
    if code is Exit.FAILED and _debugging():
        traceback.print_exception(error)
    kind = f"{type(error).__name__}: " if code is Exit.FAILED else ""
    sys.stderr.write(f"diplomacy: {kind}{error}\n")
    return code


def _debugging() -> bool:
    from streams.errors import SettingsError
    from streams.settings import LogLevel, load_settings

    try:
        return load_settings().log_level is LogLevel.DEBUG
    except SettingsError:
        return False


if __name__ == "__main__":
    sys.exit(main())
