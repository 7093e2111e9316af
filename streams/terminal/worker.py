"""`diplomacy worker`: the pipeline in this process, until it is told to stop."""

from streams.broker_topics import create_blocking
from streams.embedded import embedded_broker
from streams.settings import Settings, load_settings
from streams.terminal.consoles import notices


def worker(*, embedded: bool) -> int:
    """Run the worker and return its exit code; `embedded` starts a broker that ends with it."""
    if not embedded:
        return _run(load_settings())
    with embedded_broker() as broker:
        settings = load_settings(broker=broker)
        create_blocking(settings)
        notices().print(f"embedded broker on {broker}, memory only: DIPLOMACY_BROKER={broker}", markup=False)
        return _run(settings)


def _run(settings: Settings) -> int:
    from streams.app import create_app
    from streams.ops.worker import run_worker

    return run_worker(create_app(settings))
