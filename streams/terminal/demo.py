"""`diplomacy demo`: the whole pipeline on this machine, on articles that come with it."""

import asyncio
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.resources import as_file, files

from rich.console import Console
from rich.status import Status as Spinner
from rich.text import Text

from streams.broker_topics import create_blocking
from streams.embedded import embedded_broker
from streams.settings import Settings, load_settings
from streams.terminal.accounting import Account, follow
from streams.terminal.consoles import heading, results
from streams.terminal.demo_stories import await_stories, tell_stories
from streams.terminal.exits import Exit
from streams.terminal.sources import expand, read_all
from streams.terminal.story import tell
from streams.terminal.worker_process import WorkerProcess, worker_process

_SHOWN_METRICS = (
    "diplomacy_messages_received_total",
    "diplomacy_messages_published_total",
    "diplomacy_events_coded_total",
    "diplomacy_dead_letters_total",
    "diplomacy_article_to_event_seconds_sum",
    "diplomacy_article_to_event_seconds_count",
)


def demo(settings: Settings, *, keep: bool, timeout_s: float) -> Exit:
    """Start what isn't there, publish the bundled articles, and show what becomes of them."""
    console = results()
    started = time.monotonic()
    with ExitStack() as stack:
        stack.enter_context(_sigterm_as_interrupt())
        fresh = settings.broker is None
        settings = _with_broker(settings, console, stack)
        states = create_blocking(settings)
        made = sum(state.created for state in states)
        _step(console, "topics", f"{len(states)} on the broker, {made} of them made now")
        worker = stack.enter_context(worker_process(settings))
        with _waiting(console, "loading the coder"):
            worker.wait_until_ready(timeout_s)
        _step(
            console, "worker", f"process {worker.process.pid}, ready after {time.monotonic() - started:.1f} s"
        )
        account, took_s = _publish_and_follow(settings, console, fresh=fresh, timeout_s=timeout_s)
        tell(console, account, settings)
        if settings.does("stories") and settings.does("dyads"):
            with _waiting(console, "telling stories"):
                await_stories(worker, within_s=timeout_s)
            tell_stories(console, worker)
        _show_metrics(console, worker)
        _tally(console, account, took_s)
        if not account.complete:
            worker.check()
            return Exit.INCOMPLETE
        if keep:
            _stay(console, settings, worker)
    return Exit.DONE


def _with_broker(settings: Settings, console: Console, stack: ExitStack) -> Settings:
    if settings.broker:
        _step(console, "broker", f"{settings.broker} (DIPLOMACY_BROKER)")
        return settings
    broker = stack.enter_context(embedded_broker())
    _step(console, "broker", f"{broker}, embedded: in memory, ends with the demo")
    return load_settings(broker=broker)


def _publish_and_follow(
    settings: Settings, console: Console, *, fresh: bool, timeout_s: float
) -> tuple[Account, float]:
    with as_file(files("streams").joinpath("samples")) as folder, _waiting(console, "publishing") as spinner:
        entries = list(read_all(expand([str(folder)])))
        began = time.monotonic()

        def show(account: Account) -> None:
            events = sum(len(found) for found in account.events.values())
            spinner.update(
                f"{len(account.classified)} of {len(entries)} articles classified, {events} events"
            )

        account = asyncio.run(follow(settings, entries, fresh=fresh, timeout_s=timeout_s, on_progress=show))
    took_s = time.monotonic() - began
    _step(console, "articles", f"{len(account.deliveries)} published, done after {took_s:.1f} s")
    return account, took_s


def _show_metrics(console: Console, worker: WorkerProcess) -> None:
    heading(console, "Metrics")
    console.print(Text(f"{worker.url}/metrics, health at /healthz and /readyz; for instance:", "dim"))
    for name, value in worker.metrics().items():
        if name.partition("{")[0] in _SHOWN_METRICS and value:
            console.print(Text(f"  {name} {value:g}"))


def _tally(console: Console, account: Account, took_s: float) -> None:
    events = sum(len(found) for found in account.events.values())
    coded = sum(1 for article in account.classified if account.events.get(article))
    silent = len(account.classified) - coded
    dead = len(account.dead_letters)
    rest = len(account.deliveries) - len(account.classified) - dead
    heading(console, "In all")
    console.print(
        f"{len(account.deliveries)} articles: {coded} gave {events} events, {silent} about diplomacy none, "
        f"{rest} not about diplomacy, {dead} dead letters; {took_s:.1f} s."
    )
    seed = next(delivery.entry.origin for delivery in account.deliveries)
    console.print(Text(f"Each event with its reasons:  diplomacy explain {seed}", "dim"))
    if not account.complete:
        console.print(Text("Not every article is accounted for: time ran out.", "bold red"))


def _stay(console: Console, settings: Settings, worker: WorkerProcess) -> None:
    console.print(
        Text.assemble(
            ("\nRunning until Ctrl-C. In another terminal:\n", "bold"),
            f"  export DIPLOMACY_BROKER={settings.bootstrap}\n",
            "  diplomacy tail --from-beginning\n",
            "  diplomacy publish article.txt\n",
            f"  curl {worker.url}/metrics",
        )
    )
    try:
        while True:
            worker.check()
            time.sleep(0.5)
    except KeyboardInterrupt:
        console.print("Stopping.")


def _step(console: Console, what: str, text: str) -> None:
    console.print(Text.assemble((f"{what:<9}", "bold"), text))


@contextmanager
def _waiting(console: Console, text: str) -> Iterator[Spinner]:
    """Show a spinner on a terminal; elsewhere nothing."""
    spinner = Spinner(text, console=console)
    if not console.is_terminal:
        yield spinner
        return
    with spinner:
        yield spinner


@contextmanager
def _sigterm_as_interrupt() -> Iterator[None]:
    """Let SIGTERM end us as Ctrl-C does, so that broker and worker are never left behind."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
