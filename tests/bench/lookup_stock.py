"""A database of invented items for `lookup.py`: any number of them, in minutes, written past the stores."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bot.domain.item import ItemState, item_id
from bot.domain.verdict import Certainty, Claim, Indicator, Named, Verdict
from bot.storage.facets import facet, facets_of
from tests.fakes.nouns import NOON

KINDS = ("ransomware", "ddos", "data_breach", "phishing_scam", "vulnerability", "espionage_apt", "malware_campaign")
COUNTRIES = ("UA", "US", "DE", "PL", "LT", "FR", "GB", "IT", "SE", "EE", "LV", "NO", "ES", "RO", "JP", "IS")
ACCUSED = ("RU", "CN", "IR", "KP", "BY")
SECTORS = ("government", "energy", "health", "finance", "transport", "telecom", "education", "media")
SOURCES = tuple(f"press-{n}" for n in range(150))
VOCABULARY, SENTENCES, WORDS, VERDICTS = 40_000, 40_000, 14, 20_000
YEARS = timedelta(days=730)
_BATCH = 20_000
_ITEM = (
    "INSERT INTO items (seq, id, source_id, entry_id, title, text, url, canonical_url, lang, published, fetched_at, state, reason,"
    " detail, duplicate_of, backlog, attempts, story_id, facets) VALUES (?,?,?,?,?,?,?,?,'en',?,?,?,?,'','',0,1,?,?)"
)
_STORY = (
    "INSERT INTO stories (id, title, kind, severity, first_seen, last_seen, standing, sources, closed, merged_into)"
    " VALUES (?,?,?,?,?,?,'single_source',1,0,'')"
)
_VERDICT = "INSERT INTO verdicts (item_id, is_alert, score, severity, kinds, countries, document) VALUES (?,?,?,?,?,?,?)"


def word(n: int) -> str:
    """An invented word; the same number gives the same one, low numbers are said most."""
    heads, middles, tails = "bkdfglmnprstvz", "aeiou", ("n", "rt", "l", "sk", "m", "nd", "v", "", "th", "x")
    made = ""
    rest = n + 7
    while rest:
        rest, a = divmod(rest, len(heads))
        rest, b = divmod(rest, len(middles))
        made += heads[a] + middles[b]
    return made + tails[n % len(tails)]


class Press:
    """What the invented press writes: sentences of words that are as common as words are (Zipf), and verdicts about them."""

    def __init__(self, seed: int = 5) -> None:
        self.dice = np.random.default_rng(seed)
        share = 1 / np.arange(1, VOCABULARY + 1)
        picked = self.dice.choice(VOCABULARY, size=(SENTENCES, WORDS), p=share / share.sum())
        known = [word(n) for n in range(VOCABULARY)]
        self.sentences = [" ".join(known[n] for n in row).capitalize() + "." for row in picked]
        self.verdicts = [self._verdict(n) for n in range(VERDICTS)]
        self.documents = [json.dumps(v.as_dict(), separators=(",", ":")) for v in self.verdicts]
        self.facets = [{s: facets_of("", s, v) for s in (ItemState.ALERTED, ItemState.REJECTED)} for v in self.verdicts]

    def _one(self, among: tuple[str, ...]) -> str:
        """The first ones most."""
        return among[min(int(self.dice.zipf(1.4)) - 1, 10_000) % len(among)]

    def _verdict(self, n: int) -> Verdict:
        crew, victim, kind = f"Crew {word(n % 400 + 3000)}", f"{word(n % 5000 + 900)} works".capitalize(), self._one(KINDS)
        return Verdict(
            is_alert=True,
            score=0.9,
            kind=kind,
            kinds=(kind,),
            severity=1 + n % 4,
            lang="en",
            summary=self.sentences[n % SENTENCES],
            actors=(Named(crew, crew),),
            victims=(Named(victim),),
            victim_countries=(self._one(COUNTRIES),),
            actor_countries=(self._one(ACCUSED),),
            sectors=(self._one(SECTORS),),
            claims=(Claim(crew, victim, "took its files", tuple(Certainty)[n % 5]),),
            cves=(f"CVE-2026-{10000 + n % 3000}",),
            indicators=(Indicator("domain-name", f"{word(n + 9000)}.example"),),
            title=self.sentences[n % SENTENCES][:70],
        )


def build(path: Path, number: int) -> None:
    """Fills the migrated, empty database at `path`."""
    press = Press()
    with closing(sqlite3.connect(path)) as base:
        for setting in ("synchronous=OFF", "journal_mode=OFF", "cache_size=-400000", "foreign_keys=OFF"):
            base.execute(f"PRAGMA {setting}")
        for start in range(0, number, _BATCH):
            rows = list(_rows(press, start, min(start + _BATCH, number), number))
            base.executemany(_ITEM, (row[0] for row in rows))
            base.executemany(_VERDICT, (row[1] for row in rows))
            base.executemany(_STORY, (row[2] for row in rows if row[2]))
        base.execute(
            "INSERT INTO items_fts (rowid, title, text, facets) SELECT seq, title, text, facets FROM items WHERE state <> 'pending'"
        )
        base.commit()
        base.execute("PRAGMA journal_mode=WAL")


def _rows(press: Press, start: int, end: int, number: int) -> Iterator[tuple[Any, ...]]:
    picked = press.dice.integers(0, SENTENCES, size=(end - start, 9))
    alerts, about = press.dice.random(end - start) < 0.5, press.dice.integers(0, VERDICTS, size=end - start)
    for n in range(start, end):
        said, which, source = picked[n - start], int(about[n - start]), SOURCES[n * 7 % len(SOURCES)]
        alert = bool(alerts[n - start])
        state, reason = (ItemState.ALERTED, "routed") if alert else (ItemState.REJECTED, "not_alert")
        name, verdict = item_id(source, str(n)), press.verdicts[which]
        at = int((NOON - YEARS * (1 - n / number)).timestamp()) * 1_000_000
        title, text = press.sentences[said[0]][:70], " ".join(press.sentences[s] for s in said[1:])
        url = f"https://{source}.example/{n}"
        facets = f"{facet('s', source)} {press.facets[which][state]}"
        item = (n + 1, name, source, str(n), title, text, url, url, at, at, state, reason, name if alert else None, facets)
        kinds, where = f"|{verdict.kind}|", f"|{verdict.victim_countries[0]}|{verdict.actor_countries[0]}|"
        judged = (name, alert, verdict.score, verdict.severity, kinds, where, press.documents[which])
        yield item, judged, (name, title, verdict.kind, verdict.severity, at, at) if alert else None
