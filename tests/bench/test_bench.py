"""The benches run, and the check tells a ratio that fell. Nothing here depends on how long anything took."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from streams.bench import corpora
from streams.bench.figures import FALL, Ratio, document, fallen, over
from streams.cli import main

BASELINE = {"coder": {"coder vs naive, mixed feed": 20.0}}


def test_the_corpora_are_the_same_at_every_run() -> None:
    assert [a.body for a in corpora.mixed(30)] == [a.body for a in corpora.mixed(30)]


def test_a_mixed_feed_repeats_what_agencies_wrote() -> None:
    feed = corpora.mixed(300)
    copies = sum(article.id.startswith("copy-") for article in feed)
    assert abs(copies / len(feed) - corpora.COPIED_SHARE) < 0.08
    assert len({article.id for article in feed}) == len(feed)


def test_the_coder_bench_writes_its_table_and_its_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = tmp_path / "coder.json"
    assert main(["bench", "coder", "--rounds", "1", "--size", "0.01", "--json", str(written)]) == 0
    figures = {figure["name"]: figure for figure in json.loads(written.read_text())["figures"]}
    assert figures["coder vs naive, mixed feed"]["median"] > 0
    assert figures.keys() >= json.loads(Path("streams/bench/baseline.json").read_text())["coder"].keys()
    assert "coder vs naive, diplomacy articles" in capsys.readouterr().out


@pytest.mark.parametrize(("here", "code"), [(20.0, 0), (20.0 * (1 - FALL) + 0.1, 0), (16.9, 1)])
def test_the_check_fails_where_a_ratio_fell(
    here: float, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    measured, baseline = tmp_path / "coder.json", tmp_path / "baseline.json"
    measured.write_text(json.dumps(document("coder", [over("coder vs naive, mixed feed", [here])], {})))
    baseline.write_text(json.dumps(BASELINE))
    assert main(["bench", "check", str(measured), "--baseline", str(baseline)]) == code
    assert ("coder vs naive, mixed feed" in capsys.readouterr().out) == bool(code)


def test_a_time_may_not_rise_and_no_figure_may_be_missing() -> None:
    slower = Ratio("ten times the state", 1.3, 1.2, 1.4, higher_is_better=False)
    assert fallen([document("scale", [slower], {})["figures"][0]], {"ten times the state": 1.0})
    assert not fallen([document("scale", [slower], {})["figures"][0]], {"ten times the state": 1.2})
    assert fallen([], {"ten times the state": 1.0})
