"""Every fault that has an alert, done to two real workers, and mended as the runbook says."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from aiokafka import AIOKafkaProducer

from streams.stages import STEPS
from streams.topics import RAW
from tests.conftest import Kafka
from tests.delivery.stream import Stream
from tests.delivery.worker import FAKE_CODER, Worker
from tests.deploy.alertmanager import Alertmanager
from tests.deploy.dashboards import specification
from tests.deploy.prometheus import Prometheus, wait_until

LATE_S = 600
ALERT_S = 90.0
PARTITIONS = sum(topic.partitions for step in STEPS for topic in step.reads)


@dataclass
class Told:
    """What Prometheus and the workers said meanwhile."""

    panels: dict[tuple[str, str], int] = field(default_factory=dict)
    """(Panel's title, its query) → how many series it gave."""
    stuck: dict[str, Any] = field(default_factory=dict)
    page: str = ""
    inhibited: set[str] = field(default_factory=set)
    """Alerts that nobody was told of while the coder hung."""
    seconds: dict[str, float] = field(default_factory=dict)


class Faults:
    """Two workers, `first` and `second`, of one stream, seen by one Prometheus."""

    def __init__(self, kafka: Kafka, prometheus: Prometheus, manager: Alertmanager, folder: Path) -> None:
        """Make the topics and the workers."""
        self._kafka, self._prometheus, self._manager = kafka, prometheus, manager
        self._stream = Stream(kafka.bootstrap)
        self._stream.create_topics()
        self._sent = 0
        self.workers = {name: self._worker(name, folder) for name in ("first", "second")}
        self.told = Told()

    def _worker(self, name: str, folder: Path) -> Worker:
        settings = {
            **self._stream.settings,
            "DIPLOMACY_INSTANCE_ID": f"{self._stream.name}{name}",
            "DIPLOMACY_WEB_TARGETS_DIR": str(self._prometheus.targets),
            "DIPLOMACY_ARTICLE_TIME_LIMIT_S": "600",  # a hanging coder hangs on
        }
        return Worker(FAKE_CODER, settings=settings, folder=folder / name)

    def run(self) -> Told:
        """All faults; what was done is timed by name."""
        for step in (
            self._start,
            self._no_events,
            self._worker_down,
            self._bad_articles,
            self._look_at_panels,
            self._stuck,
            self._mend,
            self._without_broker,
        ):
            started = time.monotonic()
            step()
            self.told.seconds[step.__name__.strip("_")] = time.monotonic() - started
        return self.told

    def dispose(self) -> None:
        """End the workers."""
        for worker in self.workers.values():
            worker.dispose()

    def _start(self) -> None:
        for worker in self.workers.values():
            worker.start()
        for worker in self.workers.values():
            self._wait_until_ready(worker)
        self._until(
            lambda: self._prometheus.value('sum(up{job="diplomacy"})') == 2, "both workers are scraped"
        )
        self._until(lambda: not self._prometheus.alerts(), "nothing is wrong yet")
        self._prometheus.history.clear()

    @staticmethod
    def _wait_until_ready(worker: Worker) -> None:
        worker.wait_until(lambda: worker.get("/readyz")[0] == 200, what="ready", within_s=60)

    def _no_events(self) -> None:
        """Sport all day: articles flow, and nothing in them."""
        self._publish(["irrelevant"] * 250)
        self._prometheus.wait_for("DiplomacyNoEvents", "pending", within_s=ALERT_S)

    def _worker_down(self) -> None:
        """The kernel kills the first worker; the second takes over its partitions."""
        self.workers["first"].kill()
        self._prometheus.wait_for("DiplomacyWorkerDown", "firing", within_s=ALERT_S)
        self._until(
            lambda: self._prometheus.value("sum(diplomacy_partitions_assigned)") == PARTITIONS,
            "the second worker has all partitions",
        )
        self._prometheus.wait_for("DiplomacyNoEvents", "firing", within_s=ALERT_S)

    def _bad_articles(self) -> None:
        """Malformed, deadly and late ones among good ones."""
        self._publish(["good"] * 50, late_s=LATE_S)
        self._publish(["die"] * 12)
        self._publish([None] * 20)
        for alert in ("DiplomacyDeadLetters", "DiplomacyPoolCrashLoop", "DiplomacyLatency"):
            self._until(lambda name=alert: "firing" in self._prometheus.history[name], f"{alert} fires")  # type: ignore[misc]
        self._publish(["good"] * 50, late_s=LATE_S)

    def _look_at_panels(self) -> None:
        self.told.page = self.workers["second"].get("/metrics")[1]
        for panel in (panel for spec in specification() for row in spec["rows"] for panel in row["panels"]):
            for query in panel["ask"]:
                found = self._prometheus.ask(query.replace("$__rate_interval", "20s"))
                shown = sum(series["value"][1] != "NaN" for series in found)
                self.told.panels[panel["title"], query] = shown

    def _stuck(self) -> None:
        """A coder that hangs, while articles go on coming."""
        self._publish(["hang", *["good"] * 1300])
        for alert in ("DiplomacyStalled", "DiplomacyLagGrowing"):
            while self._prometheus.history[alert][-1:] != ["firing"]:
                self._publish(["good"] * 30)
                self._until(self._scraped_again(), "scraped again")
        self._until(
            lambda: any(_is(each, "DiplomacyStalled", stage="code") for each in self._prometheus.alerts()),
            "DiplomacyStalled names the coder's stage",
        )
        self._until(self._manager.inhibited, "the lag that grows is held back")
        self.told.inhibited = self._manager.inhibited()
        self.told.stuck = {
            "lag": self._prometheus.value('sum(diplomacy_consumer_lag{stage="code"})'),
            "waiting": self._prometheus.value('sum(diplomacy_consumer_lag{stage="classify"})'),
            "healthz": self.workers["second"].get("/healthz")[0],
        }

    def _mend(self) -> None:
        """Start the first worker again and end every coder that hangs; everything is caught up with."""
        first = self.workers["first"]
        first.start()
        self._wait_until_ready(first)  # one whose coder is killed while it loads can't start at all
        stalled = self._prometheus.history["DiplomacyStalled"]
        deadline = time.monotonic() + 2 * ALERT_S
        while restless := self._restless():
            assert time.monotonic() < deadline, f"not mended: {restless}"
            # Those who shared a batch with the article that hangs are done again, then it alone. Where the
            # first worker's coming back moved its partition, it is read again and hangs there in turn.
            if stalled[-1] == "firing":
                for worker in self.workers.values():
                    # Not one that still loads: without it the worker gives up.
                    for process in worker.children() if _coder_loaded(worker) else ():
                        os.kill(process, signal.SIGKILL)
            self._until(self._scraped_again(), "scraped again")
            self._until(self._scraped_again(), "scraped again")

    def _restless(self) -> dict[str, list[str]]:
        """What isn't over: alerts, and articles that wait (a late one that is done begins an alert anew)."""
        waiting = self._prometheus.value("sum(diplomacy_consumer_lag)")
        if waiting:
            return {"waiting": [str(waiting)]}
        self._until(self._scraped_again(), "scraped after the last was done")
        return {
            name: states for name, states in self._prometheus.history.items() if states[-1:] != ["inactive"]
        }

    def _scraped_again(self) -> Callable[[], bool]:
        count = "sum(count_over_time(up[1h]))"
        before = self._prometheus.value(count)
        return lambda: self._prometheus.value(count) >= before + 1

    def _without_broker(self) -> None:
        node = self._kafka.own_node()
        node.pause()
        try:
            self._prometheus.wait_for("DiplomacyNotReady", "firing", within_s=ALERT_S)
            for worker in self.workers.values():
                self._until(lambda each=worker: each.get("/readyz")[0] == 503, "both say so")  # type: ignore[misc]
                assert worker.get("/healthz")[0] == 200, "a broker that is away is no reason to start anew"
        finally:
            node.resume()
        self._until(lambda: not self._restless(), "all is well again")
        over = ("DiplomacyNotReady", "resolved")
        self._until(lambda: over in self._manager.somebody.told, "somebody is told so")

    def _until(self, holds: Callable[[], object], what: str) -> None:
        wait_until(holds, what=what, within_s=ALERT_S)

    def _publish(self, bodies: list[str | None], *, late_s: float = 0) -> None:
        """Articles with these bodies; None is no article. `late_s` ago is when they came to Kafka."""
        asyncio.run(self._send(bodies, int((time.time() - late_s) * 1000)))

    async def _send(self, bodies: list[str | None], timestamp_ms: int) -> None:
        async with AIOKafkaProducer(bootstrap_servers=self._stream.broker) as producer:
            sent = []
            for body in bodies:
                self._sent += 1
                name = f"article-{self._sent}"
                value = b"no article" if body is None else orjson.dumps({"id": name, "body": body})
                sent.append(
                    await producer.send(
                        self._stream.topic(RAW), key=name.encode(), value=value, timestamp_ms=timestamp_ms
                    )
                )
            await asyncio.gather(*sent)


def _coder_loaded(worker: Worker) -> bool:
    return worker.metric("diplomacy_ready", check="coder_loaded") == 1


def _is(alert: dict[str, Any], name: str, **labels: str) -> bool:
    wanted = {"alertname": name, **labels}
    return bool(wanted.items() <= alert["labels"].items())
