"""Feeds, tables, Markdown and crawls become articles, each with its place; what can't be read is named."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from schemas import RawArticle
from streams.settings import Settings
from streams.terminal.exits import UsageError
from streams.terminal.sources import Entry, Format, count, expand, read_all

PAGE = (
    "<html lang='en'><head><title>Talks</title><meta property='og:site_name' content='The Wire'></head><body>"
    "<article><p>Norway expelled two Russian diplomats on Wednesday, its foreign ministry said in Oslo.</p>"
    "<p>The Kremlin said it would respond in kind to what it called an unfriendly act.</p>"
    "</article></body></html>"
)
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The Wire</title><language>en-GB</language>
<item><title>Norway expels two</title><link>https://wire.example/1</link><guid>wire-1</guid>
<pubDate>Wed, 04 Mar 2026 15:10:00 +0100</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>Norway expelled two Russian &amp; one other diplomat.</p><p>The Kremlin
will respond.</p>]]></content:encoded></item>
<item><title>Empty</title><link>https://wire.example/2</link></item>
</channel></rss>
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title type="text">The Wire</title>
<entry><id>urn:1</id><title>Talks</title><updated>2026-03-04T15:10:00Z</updated>
<link rel="self" href="https://wire.example/self"/><link href="https://wire.example/1"/>
<summary>The ministers met.</summary></entry></feed>
"""


def read(file: Path, as_format: Format | None = None) -> list[Entry]:
    return list(read_all(expand([str(file)]), settings=Settings(), as_format=as_format))


def article(entry: Entry) -> RawArticle:
    assert entry.article is not None, entry.problem
    return entry.article


def test_markdown_is_its_text_and_front_matter_its_fields(tmp_path: Path) -> None:
    file = tmp_path / "talks.md"
    file.write_text(
        "---\nurl: https://wire.example/1\ndate: 2026-03-04\n---\n# Talks *in* Oslo\n\n"
        "Norway **expelled** two [Russian](https://x.example) diplomats\non Wednesday.\n\n"
        "- The `Kremlin` protested.\n"
    )
    [entry] = read(file)
    found = article(entry)
    assert found.body == "Norway expelled two Russian diplomats on Wednesday.\nThe Kremlin protested."
    assert (found.title, found.url) == ("Talks in Oslo", "https://wire.example/1")
    assert str(found.published_at) == "2026-03-04 00:00:00+00:00"


def test_a_csv_row_is_an_article_and_its_line_where_it_begins(tmp_path: Path) -> None:
    file = tmp_path / "news.csv"
    file.write_text(
        'ID;Headline;Text;Other\r\na1;Talks;"They met.\nIn Oslo.";x\r\na2;No text;;\r\na3;;Third;\r\n',
        "utf-8-sig",
    )
    entries = read(file)
    assert [entry.origin.rpartition(":")[2] for entry in entries] == ["2", "4", "5"]
    assert article(entries[0]).body == "They met.\nIn Oslo."
    assert article(entries[0]).title == "Talks"
    assert "body and html are both empty" in (entries[1].problem or "")
    assert article(entries[2]).id == "a3"


@pytest.mark.parametrize(
    ("content", "origin", "words"),
    [
        (b"id,title\na,b\n", ":1", "no column is named"),
        (b"id,body\na,caf\xe9\n", ":2", "not UTF-8"),
        (b'body,entities\nx,"[1"\n', ":2", "entities: not JSON"),
    ],
)
def test_a_csv_that_is_wrong_says_where(tmp_path: Path, content: bytes, origin: str, words: str) -> None:
    file = tmp_path / "news.csv"
    file.write_bytes(content)
    [entry] = read(file)
    assert entry.origin == f"{file}{origin}"
    assert words in (entry.problem or "")


def test_rss_entries_are_articles_with_their_lines(tmp_path: Path) -> None:
    file = tmp_path / "feed.rss"
    file.write_text(RSS)
    first, second = read(file)
    found = article(first)
    assert found.body == "Norway expelled two Russian & one other diplomat.\nThe Kremlin will respond."
    assert (found.id, found.title, found.source, found.language) == (
        "wire-1",
        "Norway expels two",
        "The Wire",
        "en-GB",
    )
    assert found.url == "https://wire.example/1"
    assert str(found.published_at) == "2026-03-04 15:10:00+01:00"
    assert (first.origin, second.origin) == (f"{file}:4", f"{file}:8")
    assert "both empty" in (second.problem or "")


def test_atom_entries_are_articles(tmp_path: Path) -> None:
    file = tmp_path / "feed.atom"
    file.write_text(ATOM)
    [entry] = read(file)
    found = article(entry)
    assert (found.id, found.url, found.body) == ("urn:1", "https://wire.example/1", "The ministers met.")
    assert (found.source, found.language) == ("The Wire", "en")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<html><body>hello</body></html>", "without <item> or <entry>"),
        ("<rss><channel>", "no feed"),
        (
            '<!DOCTYPE x [<!ENTITY a "aaaa">]><rss><channel><item><title>&a;</title></item></channel></rss>',
            "entities",
        ),
    ],
)
def test_what_is_no_feed_is_refused(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(content)
    [entry] = read(file)
    assert words in (entry.problem or "")


def record(kind: str, content: bytes, **headers: str) -> bytes:
    lines = {
        "WARC-Type": kind,
        "WARC-Date": "2026-03-05T01:00:00Z",
        **headers,
        "Content-Length": str(len(content)),
    }
    head = "WARC/1.0\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return head.encode() + b"\r\n" + content + b"\r\n\r\n"


def answer(
    body: bytes, *, status: int = 200, headers: str = "Content-Type: text/html; charset=utf-8"
) -> bytes:
    return f"HTTP/1.1 {status} OK\r\n{headers}\r\n\r\n".encode() + body


def test_pages_of_a_crawl_are_articles_and_all_else_is_passed_over(tmp_path: Path) -> None:
    page, url = PAGE.encode(), {"WARC-Target-URI": "https://wire.example/1"}
    chunks = f"{len(page):x}\r\n".encode() + page + b"\r\n0\r\n\r\n"
    packed = answer(gzip.compress(page), headers="Content-Type: text/html\r\nContent-Encoding: gzip")
    chunked = answer(chunks, headers="Content-Type: text/html\r\nTransfer-Encoding: chunked")
    records = [
        record("warcinfo", b"software: x"),
        record("request", b"GET / HTTP/1.1\r\n\r\n", **url),
        record("response", answer(page), **url),
        record("response", answer(page, status=404), **url),
        record("response", answer(b"\x89PNG", headers="Content-Type: image/png"), **url),
        record("response", packed, **url),
        record("response", chunked, **url),
        record("response", answer(b"<p>Menu</p>"), **url),
        record(
            "response", answer(b"broken", headers="Content-Type: text/html\r\nContent-Encoding: gzip"), **url
        ),
    ]
    file = tmp_path / "crawl.warc.gz"
    file.write_bytes(b"".join(gzip.compress(each) for each in records))  # a member each, as the standard says
    entries = read(file)
    assert [entry.origin.rpartition("#")[2] for entry in entries] == ["3", "6", "7", "8", "9"]
    for entry in entries[:3]:
        assert article(entry).url == "https://wire.example/1"
        assert article(entry).html == PAGE
        assert str(article(entry).published_at) == "2026-03-05 01:00:00+00:00"
    assert "no article text" in (entries[3].problem or "")
    assert "unpacked" in (entries[4].problem or "")


def test_texts_of_a_crawl_are_articles(tmp_path: Path) -> None:
    file = tmp_path / "crawl.warc.wet"
    text = record("conversion", "Norway – talks.".encode(), **{"WARC-Target-URI": "https://wire.example/1"})
    file.write_bytes(record("warcinfo", b"x") + text + b"garbage\r\n")
    first, second = read(file)
    assert (article(first).body, article(first).url) == ("Norway – talks.", "https://wire.example/1")
    assert "no WARC record" in (second.problem or "")


@pytest.mark.parametrize("cut", [30, 120, 200])
def test_a_file_that_is_cut_off_says_so(tmp_path: Path, cut: int) -> None:
    whole = record("conversion", b"Norway. " * 40, **{"WARC-Target-URI": "https://wire.example/1"})
    file = tmp_path / "crawl.warc"
    file.write_bytes(whole[:cut])
    assert [entry.article for entry in read(file)] == [None]
    file = tmp_path / "news.jsonl.gz"
    file.write_bytes(gzip.compress(b'{"body": "x"}\n' * 1000)[: cut // 10])
    assert "broken gzip" in (read(file)[-1].problem or "")


def test_a_compressed_file_is_read_as_what_is_in_it(tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl.gz"
    file.write_bytes(gzip.compress(b'\xef\xbb\xbf{"id": "a", "body": "x"}\n{"id": "b", "body": "y"}\n'))
    assert [article(entry).id for entry in read(file)] == ["a", "b"]


def test_a_format_can_be_named_where_the_suffix_says_nothing(tmp_path: Path) -> None:
    file = tmp_path / "export"
    file.write_text("id,body\na,x\n")
    with pytest.raises(UsageError, match="--as"):
        read(file)
    assert article(read(file, Format.CSV)[0]).id == "a"


def test_how_many_there_are_is_known_where_that_is_cheap(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "b.jsonl").write_text('{"body": "x"}\n{"body": "y"}\n')
    assert count(expand([str(tmp_path)])) == 3
    (tmp_path / "c.warc").write_text("x")
    assert count(expand([str(tmp_path)])) is None
