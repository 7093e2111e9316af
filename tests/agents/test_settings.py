"""Settings: described, masked, wrong ones refused by name."""

from __future__ import annotations

import pytest

from streams.errors import SettingsError
from streams.settings import Settings, load_settings
from streams.topics import DEAD_LETTERS, RAW, TABLE


def test_every_setting_is_described() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name


def test_rows_tell_the_source_and_mask_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIPLOMACY_SASL_PASSWORD", "s3cret")
    rows = {row.name: row for row in load_settings(group_id="g").rows()}
    assert rows["DIPLOMACY_SASL_PASSWORD"].value == "********"
    assert rows["DIPLOMACY_SASL_PASSWORD"].source == "environment"
    assert rows["DIPLOMACY_GROUP_ID"].source == "argument"
    assert rows["DIPLOMACY_POOL_SIZE"].source == "default"
    assert "s3cret" not in repr(rows)


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"pool_size": -1}, "DIPLOMACY_POOL_SIZE"),
        ({"security_protocol": "SASL_SSL"}, "DIPLOMACY_SASL_PASSWORD"),
        ({"delivery": "at_most_once"}, "DIPLOMACY_DELIVERY"),
        ({"ssl_key_file": "key.pem"}, "DIPLOMACY_SSL_CERT_FILE"),
    ],
)
def test_a_wrong_setting_is_named(overrides: dict[str, object], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        load_settings(**overrides)


def test_a_missing_broker_says_what_to_set() -> None:
    with pytest.raises(SettingsError, match="DIPLOMACY_BROKER"):
        _ = load_settings(broker=None).bootstrap


def test_topic_names_are_unique_and_prefixed() -> None:
    assert len({topic.name for topic in TABLE}) == len(TABLE) == 17
    assert RAW.full_name("test.") == "test.diplomacy.articles.raw.v1"


def test_a_dead_letter_topic_takes_any_article() -> None:
    assert DEAD_LETTERS.max_message_bytes > RAW.max_message_bytes
