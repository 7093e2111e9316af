"""Files of every kind become articles, and what can't is named with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from streams.terminal.exits import UsageError
from streams.terminal.sources import Entry, expand, read_all

SAMPLES = Path(__file__).parents[2] / "streams" / "samples"


def read(*paths: Path) -> list[Entry]:
    return list(read_all(expand([str(path) for path in paths])))


def test_a_text_file_is_its_body_to_the_last_code_point(tmp_path: Path) -> None:
    file = tmp_path / "talks.txt"
    file.write_bytes("\r\nParis – talks.\r\n\n".encode())
    (entry,) = read(file)
    assert entry.article is not None
    assert entry.article.body == "\r\nParis – talks.\r\n\n"
    assert entry.article.id.startswith("talks-")


def test_the_same_text_file_has_the_same_id_and_another_text_another(tmp_path: Path) -> None:
    file = tmp_path / "talks.txt"
    ids = []
    for text in ("one", "one", "two"):
        file.write_text(text)
        article = read(file)[0].article
        assert article is not None
        ids.append(article.id)
    assert ids[0] == ids[1] != ids[2]


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    file = tmp_path / "bom.txt"
    file.write_bytes(b"\xef\xbb\xbfParis")
    article = read(file)[0].article
    assert article is not None
    assert article.body == "Paris"


def test_a_text_that_is_not_utf_8_is_refused_with_the_remedy(tmp_path: Path) -> None:
    file = tmp_path / "latin.txt"
    file.write_bytes("Chargé".encode("latin-1"))
    problem = read(file)[0].problem
    assert problem is not None
    assert "byte 5" in problem
    assert "iconv" in problem


def test_json_lines_are_read_past_a_bad_one(tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    file.write_text('{"id": "a", "text": "x"}\n\nnot json\n[1]\n{"id": "d"}\n{"id": "e", "text": "y"}')
    entries = read(file)
    assert [entry.origin.rpartition(":")[2] for entry in entries] == ["1", "3", "4", "5", "6"]
    assert [entry.article.id if entry.article else None for entry in entries] == ["a", None, None, None, "e"]
    assert entries[3].claimed_id == "d"


def test_a_json_file_holds_one_article_or_a_list(tmp_path: Path) -> None:
    one, many = tmp_path / "one.json", tmp_path / "many.json"
    one.write_text(json.dumps({"id": "a", "body": "x"}))
    many.write_text(json.dumps([{"id": "b", "body": "x"}, {"id": "c"}]))
    entries = read(one, many)
    assert [entry.article.id if entry.article else None for entry in entries] == ["a", "b", None]
    assert entries[2].origin.endswith("many.json#2")


def test_a_page_is_sent_whole_and_has_the_id_of_its_address() -> None:
    (entry,) = read(SAMPLES / "14-web-page.html")
    assert entry.article is not None
    assert entry.article.body is None
    assert entry.article.url == "https://aegean-observer.example/2026/05/08/turkey-greece-hotline"
    assert entry.article.id.startswith("url-")


def test_a_page_without_an_article_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "empty.html"
    file.write_text("<nav><a href='/'>Home</a></nav>")
    assert "no article text" in (read(file)[0].problem or "")


def test_a_page_in_another_charset_is_read(tmp_path: Path) -> None:
    file = tmp_path / "old.html"
    text = "<meta charset='iso-8859-1'><p>" + "Le chargé d'affaires a été convoqué à Paris. " * 4
    file.write_bytes(text.encode("latin-1"))
    article = read(file)[0].article
    assert article is not None
    assert "chargé" in (article.html or "")


def test_a_directory_is_every_readable_file_in_it_sorted(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "notes.md", "README.md", ".hidden.txt", "picture.png", "sub/c.TXT"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [file.name for file in expand([str(tmp_path)])] == ["a.txt", "b.txt", "notes.md", "c.TXT"]


@pytest.mark.parametrize("name", ["nowhere.txt", "nowhere"])
def test_a_file_that_is_not_there_is_a_usage_error(name: str) -> None:
    with pytest.raises(UsageError, match="no such file"):
        expand([name])


def test_an_unknown_suffix_is_a_usage_error(tmp_path: Path) -> None:
    file = tmp_path / "news.pdf"
    file.write_text("x")
    with pytest.raises(UsageError, match=r"\.jsonl"):
        read(file)


def test_the_samples_are_what_the_demo_needs() -> None:
    entries = read(SAMPLES)
    articles = [entry.article for entry in entries if entry.article]
    assert len(articles) >= 12
    assert sum(entry.problem is not None for entry in entries) == 2
    assert len({article.id for article in articles}) == len(articles)
    assert {article.language for article in articles} >= {"en", "es"}
