"""What is wrong, where, and how to mend it: one exact line for each fault."""

import json

import pytest

from bot.domain.errors import ConfigError
from bot.settings import load
from tests.settings.folder import GOOD, lines, write

SOURCE = GOOD["sources.toml"]
ROUTES = GOOD["routes.toml"]
NAMES = ROUTES.replace("everything = true", 'sources = ["one"]\noncall = "duty"')
CHILD = '[[route]]\nid = "{}"\nunder = "{}"\nseverity = 1\n'
FORUM = '[[channel]]\nid = "cell"\nkind = "discord"\ntarget = "123456789012345678"\nforum = true\ntags = {{ {} = "123456789012345678" }}\n'
KIND = GOOD["categories/ddos.toml"]
TIME = 'write a number and a unit (s, m, h, d, w), for example "15m" or "1h30m"'
MENDS = {"snowflake": "in Discord switch on Settings > Advanced > Developer Mode, then right-click and Copy ID"}

BAD = {
    "unknown table": ("bot", "[databse]\n", 'bot.toml: databse: unknown key; did you mean "database"?'),
    "unknown key": ("bot", '[fetch]\nhostdelay = "1s"\n', 'bot.toml: fetch.hostdelay: unknown key; did you mean "host_delay"?'),
    "not a number": ("bot", '[fetch]\nper_host = "2"\n', "bot.toml: fetch.per_host: must be a whole number; write for example: per_host = 2"),
    "a fraction": ("bot", "[fetch]\nper_host = 2.5\n", "bot.toml: fetch.per_host: must be a whole number; write for example: per_host = 2"),
    "not a table": ("bot", "fetch = 3\n", "bot.toml: fetch: must be a table; write its keys below a line that holds its name in brackets"),
    "too small": ("bot", "[fetch]\nper_host = 0\n", "bot.toml: fetch.per_host: must be at least 1; write for example: per_host = 2"),
    "too long": ("bot", '[fetch]\ntotal = "1h"\n', 'bot.toml: fetch.total: must be at most 10 minutes; write for example: total = "45s"'),
    "no number at all": ("bot", "[schedule]\njitter = nan\n", "bot.toml: schedule.jitter: must be a number; write for example: jitter = 0.1"),
    "a bare number": ("bot", "[schedule]\ntick = 1\n", 'bot.toml: schedule.tick: must be a length of time in quotes; write for example "15m" or "6h"'),
    "no size": ("bot", '[fetch]\nmax_body = "ten"\n', 'bot.toml: fetch.max_body: is not a size; write a whole number and KiB or MiB in quotes, for example "10MiB"'),
    "order": (
        "bot",
        '[schedule]\nretry_base = "2h"\nretry_cap = "1h"\n',
        "bot.toml: schedule: retry_cap is shorter than retry_base; make retry_cap the longer one",
    ),
    "unknown zone": ("bot", '[bot]\nzone = "Europe/Vilnus"\n', 'bot.toml: bot.zone: unknown time zone "Europe/Vilnus"; did you mean "Europe/Vilnius"?'),
    "a zone like nothing": (
        "bot",
        '[bot]\nzone = "here"\n',
        'bot.toml: bot.zone: unknown time zone "here"; give a name of the IANA list, for example "Europe/Vilnius" or "UTC"',
    ),
    "no database": (
        "bot",
        '[database]\naddress = "mysql://db.example/tocsin"\n',
        (
            "bot.toml: database.address: no database is known by the form 'mysql'; "
            'write "sqlite:///path/to/tocsin.db", "postgresql://user:password@host/database" or "memory:"'
        ),
    ),
    "a password": (
        "bot",
        '[database]\naddress = "postgresql://tocsin:hunter2@db.example/tocsin"\n',
        (
            "bot.toml: database.address: a password does not belong in a settings file; "
            "give the whole address in TOCSIN_DATABASE or TOCSIN_DATABASE_FILE"
        ),
    ),
    "a token": (
        "bot",
        '[discord]\ntoken = "hunter2"\n',
        (
            "bot.toml: discord: a token does not belong in a settings file; "
            "remove it and set TOCSIN_DISCORD_TOKEN or TOCSIN_DISCORD_TOKEN_FILE"
        ),
    ),
    "a key": (
        "bot",
        '[summaries]\napi_key = "hunter2"\n',
        (
            "bot.toml: summaries: a key does not belong in a settings file; "
            "remove it and set TOCSIN_SUMMARIES_KEY or TOCSIN_SUMMARIES_KEY_FILE"
        ),
    ),
    "an endpoint without a model": (
        "bot",
        '[summaries]\nbase = "https://llm.example/v1"\n',
        "bot.toml: summaries: base is given without model; give model too, or leave both away to switch this off",
    ),
    "a model without an endpoint": (
        "bot",
        '[summaries]\nmodel = "invented-model"\n',
        "bot.toml: summaries: model is given without base; give base too, or leave both away to switch this off",
    ),
    "an endpoint that is none": (
        "bot",
        '[summaries]\nbase = "llm.example/v1"\nmodel = "m"\n',
        'bot.toml: summaries.base: is not a web address; give the address up to its version, for example "https://llm.example.org/v1"',
    ),
    "an endpoint with a password": (
        "bot",
        '[summaries]\nbase = "https://me:hunter2@llm.example/v1"\nmodel = "m"\n',
        (
            "bot.toml: summaries.base: an address must not hold a password or a key; "
            "write it without user, ? and #, and put the key into TOCSIN_SUMMARIES_KEY or TOCSIN_SUMMARIES_KEY_FILE"
        ),
    ),
    "an endpoint with a key": (
        "bot",
        '[summaries]\nbase = "https://llm.example/v1?key=hunter2"\nmodel = "m"\n',
        (
            "bot.toml: summaries.base: an address must not hold a password or a key; "
            "write it without user, ? and #, and put the key into TOCSIN_SUMMARIES_KEY or TOCSIN_SUMMARIES_KEY_FILE"
        ),
    ),
    "an endpoint to its end": (
        "bot",
        '[summaries]\nbase = "https://llm.example/v1/chat/completions/"\nmodel = "m"\n',
        "bot.toml: summaries.base: ends in /chat/completions, which Tocsin adds by itself; leave /chat/completions out",
    ),
    "a long wait": (
        "bot",
        '[summaries]\ntimeout = "5m"\n',
        'bot.toml: summaries.timeout: must be at most 30 seconds; write for example: timeout = "8s"',
    ),
    "no budget": (
        "bot",
        "[summaries]\ntokens_per_day = 0\n",
        "bot.toml: summaries.tokens_per_day: must be at least 1; write for example: tokens_per_day = 1000000",
    ),
    "a misspelt budget": (
        "bot",
        "[summaries]\ntoken_per_day = 5\n",
        'bot.toml: summaries.token_per_day: unknown key; did you mean "tokens_per_day"?',
    ),
    "a stranger left out": (
        "bot",
        '[summaries]\nleave_out = ["one", "tow"]\n',
        'bot.toml: summaries.leave_out: unknown source "tow"; known: one',
    ),
    "a guild": ("bot", "[discord]\nguilds = [12]\n", f"bot.toml: discord.guilds[item 1]: must be a Discord id of 15 to 20 digits; {MENDS['snowflake']}"),
    "notices nowhere": ("bot", '[notices]\nchannel = "alert"\n', 'bot.toml: notices.channel: unknown channel "alert"; did you mean "alerts"?'),
    "two lines in a header": (
        "bot",
        '[bot]\ncontact = "a\\r\\nX-Evil: 1"\n',
        "bot.toml: bot.contact: holds a line break or a control character; write it as one plain line",
    ),
    "bad TOML": ("bot", "[bot]\nname = Tocsin\n", 'bot.toml: line 2, column 8: is not TOML: invalid value; write key = value, text in "quotes"'),
    "cut off": ("bot", 'name = "Tocsin', 'bot.toml: the end of the file: is not TOML: unterminated string; write key = value, text in "quotes"'),
    "a monstrous number": ("bot", f"[fetch]\nper_host = {'9' * 5000}", "bot.toml: is not TOML: a number is too long; write a shorter one"),
    "no file": ("bot", None, "bot.toml: the file is missing; copy it from the folder that `tocsin init DIR` makes"),
    "no sources": ("sources", "", "sources.toml: names no source; add a [[source]] with id, kind and url"),
    "one bracket": ("sources", '[source]\nid = "one"\n', "sources.toml: source: must be a list of tables; begin each with [[source]]"),
    "no id": (
        "sources",
        '[[source]]\nurl = "https://one.example/"\n',
        'sources.toml: source 1.id: is missing; write for example: id = "cert-example"',
    ),
    "a bad id": (
        "sources",
        SOURCE.replace('"one"', '"One!"'),
        (
            'sources.toml: source "One!".id: an id is 1 to 64 small letters, digits, - or _, and begins with a letter or digit; '
            'write for example: id = "cert-example"'
        ),
    ),
    "a twin": (
        "sources",
        SOURCE + SOURCE.replace("one.example", "two.example"),
        'sources.toml: source "one": the id is given twice (source 1 and source 2); give each its own id',
    ),
    "the same address": (
        "sources",
        SOURCE + SOURCE.replace('"one"', '"two"'),
        'sources.toml: source "two": has the same address as source "one"; remove one of the two',
    ),
    "unknown kind": ("sources", SOURCE + 'kind = "fed"\n', 'sources.toml: source "one".kind: unknown kind of source "fed"; did you mean "feed"?'),
    "no url": (
        "sources",
        '[[source]]\nid = "one"\n',
        'sources.toml: source "one".url: is missing; write for example: url = "https://www.example.org/feed.xml"',
    ),
    "no path": (
        "sources",
        '[[source]]\nid = "one"\nkind = "files"\n',
        'sources.toml: source "one".path: is missing; write for example: path = "inbox"',
    ),
    "another scheme": (
        "sources",
        SOURCE.replace("https://one.example/feed.xml", "file:///etc/passwd"),
        'sources.toml: source "one".url: is not a web address; give the whole address, for example "https://www.example.org/feed.xml"',
    ),
    "a password in an address": (
        "sources",
        SOURCE.replace("https://", "https://me:hunter2@"),
        (
            'sources.toml: source "one".url: an address must not hold a password; '
            "take user and password out of it and put them under [source.http]"
        ),
    ),
    "an interval": ("sources", SOURCE + 'min_interval = "soon"\n', f'sources.toml: source "one".min_interval: is not a length of time; {TIME}'),
    "a longer floor": (
        "sources",
        SOURCE + 'min_interval = "7h"\n',
        'sources.toml: source "one": max_interval is shorter than min_interval; make max_interval the longer one',
    ),
    "unknown grade": (
        "sources",
        SOURCE + 'grade = "G"\n',
        'sources.toml: source "one".grade: must be one of "A", "B", "C", "D", "E" or "F"; write for example: grade = "F"',
    ),
    "unknown language": (
        "sources",
        SOURCE + 'lang = "ua"\n',
        (
            'sources.toml: source "one".lang: unknown language "ua"; '
            'give the two small letters of ISO 639-1, for example "uk" for Ukrainian'
        ),
    ),
    "unknown country": (
        "sources",
        SOURCE + 'country = "UK"\n',
        (
            'sources.toml: source "one".country: unknown country "UK"; '
            'give the two capital letters of ISO 3166 ("UA", "GB") or "EU" for the Union itself'
        ),
    ),
    "not true or false": (
        "sources",
        SOURCE + 'enabled = "no"\n',
        'sources.toml: source "one".enabled: must be true or false; write for example: enabled = true',
    ),
    "a key of another kind": ("sources", SOURCE + "recursive = true\n", 'sources.toml: source "one".recursive: unknown key; known: '),
    "a key of http": (
        "sources",
        SOURCE + '[source.http]\nbearer = "hunter2"\n',
        'sources.toml: source "one".http.bearer: unknown key; did you mean "bearer_env"?',
    ),
    "a secret that is not there": (
        "sources",
        SOURCE + '[source.http]\nbearer_env = "MEMBERS_TOKEN"\n',
        'sources.toml: source "one".http: the variable MEMBERS_TOKEN is missing or empty; set it, or correct bearer_env',
    ),
    "half a password": (
        "sources",
        SOURCE + '[source.http]\nuser = "me"\n',
        'sources.toml: source "one".http: a user needs a password_env or password_file, and they need a user',
    ),
    "unknown channel kind": (
        "routes",
        ROUTES.replace('"terminal"', '"terminl"'),
        'routes.toml: channel "alerts".kind: unknown kind of channel "terminl"; did you mean "terminal"?',
    ),
    "no target": (
        "routes",
        ROUTES.replace('"terminal"', '"discord"'),
        'routes.toml: channel "alerts".target: is missing; write for example: target = "123456789012345678"',
    ),
    "thresholds": (
        "routes",
        ROUTES.replace('"terminal"', '"terminal"\nthreshold_from = 0.9'),
        'routes.toml: channel "alerts": threshold_from is above threshold_to; make threshold_to the higher one; equal ones keep it fixed',
    ),
    "a threshold": (
        "routes",
        ROUTES.replace('"terminal"', '"terminal"\nthreshold_to = 80'),
        'routes.toml: channel "alerts".threshold_to: must be at most 1.0; write for example: threshold_to = 0.8',
    ),
    "unknown channel": (
        "routes",
        ROUTES.replace('["alerts"]', '["alarms"]'),
        'routes.toml: route "all".channels: unknown channel "alarms"; did you mean "alerts"?',
    ),
    "no channel": (
        "routes",
        ROUTES.replace('["alerts"]', "[]"),
        'routes.toml: route "all".channels: must not be empty; write for example: channels = ["alerts"]',
    ),
    "not a list": (
        "routes",
        ROUTES.replace('["alerts"]', '"alerts"'),
        'routes.toml: route "all".channels: must be a list; write for example: channels = ["alerts"]',
    ),
    "unknown category": ("routes", ROUTES.replace("everything = true", 'kinds = ["dos"]'), 'routes.toml: route "all".kinds: unknown kind "dos"; did you mean "ddos"?'),
    "unknown source": ("routes", ROUTES.replace("everything = true", 'sources = ["two"]'), 'routes.toml: route "all".sources: unknown source "two"; known: one'),
    "unknown on-call target": ("routes", ROUTES + 'oncall = "dutty"\n', 'routes.toml: route "all".oncall: unknown on-call target "dutty"; did you mean "duty"?'),
    "unknown sector": ("routes", ROUTES.replace("everything = true", 'sectors = ["helth"]'), 'routes.toml: route "all".sectors[item 1]: unknown sector "helth"; did you mean "health"?'),
    "severity": ("routes", ROUTES.replace("everything = true", "severity = 5"), 'routes.toml: route "all".severity: must be at most 4; write for example: severity = 0'),
    "an empty match": (
        "routes",
        ROUTES.replace("everything = true\n", ""),
        (
            'routes.toml: route "all": has no condition, so it would take everything; '
            'write everything = true if that is meant, else a condition such as countries = ["UA"]'
        ),
    ),
    "everything and more": (
        "routes",
        ROUTES + "severity = 2\n",
        'routes.toml: route "all": says everything = true beside conditions; remove it, or the conditions',
    ),
    "no channels": (
        "routes",
        ROUTES.replace('channels = ["alerts"]\n', ""),
        'routes.toml: route "all".channels: is missing; write for example: channels = ["alerts"]',
    ),
    "under nobody": (
        "routes",
        ROUTES + 'under = "al"\n',
        'routes.toml: route "all".under: unknown route "al"; did you mean "all"?',
    ),
    "under itself": (
        "routes",
        ROUTES + 'under = "all"\n',
        'routes.toml: route "all".under: is under itself; remove under from the one that stands at the top',
    ),
    "a circle": (
        "routes",
        ROUTES + 'under = "b"\n' + CHILD.format("b", "c") + CHILD.format("c", "all") + CHILD.format("d", "c"),
        (
            'routes.toml: route "all".under: goes round in a circle: all under b under c under all; '
            "remove under from the one that stands at the top"
        ),
    ),
    "a bad zone": (
        "routes",
        ROUTES + 'quiet = { from = "22:00", to = "07:00", zone = "Europe/Kiyv" }\n',
        'routes.toml: route "all".quiet.zone: unknown time zone "Europe/Kiyv"; did you mean "Europe/Kyiv"?',
    ),
    "no end of quiet": (
        "routes",
        ROUTES + 'quiet = { from = "22:00" }\n',
        'routes.toml: route "all".quiet.to: is missing; write for example: to = "07:00"',
    ),
    "no time of day": (
        "routes",
        ROUTES + 'quiet = { from = "25:00", to = "07:00" }\n',
        'routes.toml: route "all".quiet.from: is not a time of day; write hours and minutes in quotes, for example "22:00"',
    ),
    "hours without length": (
        "routes",
        ROUTES + 'quiet = { from = "07:00", to = "07:00" }\n',
        'routes.toml: route "all".quiet: from and to are the same; write from = "00:00" and to = "24:00" for whole days',
    ),
    "a day": (
        "routes",
        ROUTES + 'quiet = { from = "22:00", to = "07:00", days = ["friday"] }\n',
        (
            'routes.toml: route "all".quiet.days[item 1]: must be one of "mon", "tue", "wed", "thu", "fri", "sat" or "sun"; '
            'write for example: days = ["sat", "sun"]'
        ),
    ),
    "a misspelt key of quiet": (
        "routes",
        ROUTES + 'quiet = { form = "22:00", from = "22:00", to = "07:00" }\n',
        'routes.toml: route "all".quiet.form: unknown key; did you mean "from"?',
    ),
    "a rhythm": (
        "routes",
        ROUTES + 'digest = "monthly"\n',
        'routes.toml: route "all".digest: is not a period; write for example "daily 08:00", "weekly mon 08:00" or "shift main/lead"',
    ),
    "a region": (
        "routes",
        ROUTES.replace("everything = true", 'countries = ["baltic"]'),
        'routes.toml: route "all".countries[item 1]: unknown country or region "baltic"; did you mean "baltics"?',
    ),
    "severities": (
        "routes",
        ROUTES.replace("everything = true", "severity = 3\nseverity_to = 2"),
        'routes.toml: route "all": severity is above severity_to; make severity_to the higher one',
    ),
    "two grades": (
        "routes",
        ROUTES.replace("everything = true", 'grade = "B"\ngrades = ["A"]'),
        'routes.toml: route "all": grade and grades are both given; keep grade for B or better, grades for a list',
    ),
    "a standing of a story": (
        "routes",
        ROUTES.replace("everything = true", 'standing = ["confirmed"]'),
        (
            'routes.toml: route "all".standing[item 1]: must be one of "single_source", "corroborated", "official" or "disputed"; '
            'write for example: standing = ["corroborated", "official"]'
        ),
    ),
    "a cap below nothing": (
        "routes",
        ROUTES + "cap = -1\n",
        'routes.toml: route "all".cap: must be at least 0; write for example: cap = 0',
    ),
    "a long window": (
        "routes",
        ROUTES + 'group = "1d"\n',
        'routes.toml: route "all".group: must be at most 6 hours; write for example: group = "10m"',
    ),
    "a clearance": (
        "routes",
        ROUTES.replace('"terminal"', '"terminal"\ntlp = "white"'),
        (
            'routes.toml: channel "alerts".tlp: must be one of "clear", "green", "amber", "amber+strict" or "red"; '
            'write for example: tlp = "clear"'
        ),
    ),
    "tags without a forum": (
        "routes",
        ROUTES.replace('"terminal"', '"discord"\ntarget = "123456789012345678"\ntags = { ddos = "123456789012345678" }'),
        'routes.toml: channel "alerts": has tags and is no forum; write forum = true, or remove tags',
    ),
    "an inhibition that shares nothing": (
        "routes",
        ROUTES + '[[inhibit]]\nid = "x"\nsource = { severity = 4 }\ntarget = { severity_to = 3 }\n',
        'routes.toml: inhibit "x".equal: is missing; write for example: equal = ["countries", "sectors"]',
    ),
    "an inhibition of nothing": (
        "routes",
        ROUTES + '[[inhibit]]\nid = "x"\nsource = { severity = 4 }\ntarget = { }\nequal = ["countries"]\n',
        (
            'routes.toml: inhibit "x".target: has no condition, so it would take everything; '
            'write everything = true if that is meant, else a condition such as countries = ["UA"]'
        ),
    ),
    "an inhibition by an unknown kind": (
        "routes",
        ROUTES + '[[inhibit]]\nid = "x"\nsource = { kinds = ["dos"] }\ntarget = { severity_to = 3 }\nequal = ["countries"]\n',
        'routes.toml: inhibit "x".source.kinds: unknown kind "dos"; did you mean "ddos"?',
    ),
    "maintenance without an end": (
        "routes",
        ROUTES + '[[maintenance]]\nid = "x"\nwords = ["drill"]\nstarts = 2026-03-01T22:00:00Z\n',
        (
            'routes.toml: maintenance "x": needs either hours, or starts and until; '
            'write for example: hours = { from = "06:00", to = "08:00" }'
        ),
    ),
    "maintenance that ends before it starts": (
        "routes",
        ROUTES + '[[maintenance]]\nid = "x"\nwords = ["a"]\nstarts = 2026-03-02T22:00:00Z\nuntil = 2026-03-01T22:00:00Z\n',
        'routes.toml: maintenance "x": until is not after starts; make until the later one',
    ),
    "an instant of no zone": (
        "routes",
        ROUTES + '[[maintenance]]\nid = "x"\nwords = ["a"]\nstarts = 2026-03-01T22:00:00\nuntil = 2026-03-02T22:00:00Z\n',
        (
            'routes.toml: maintenance "x".starts: is not an instant; '
            "write date, time and offset without quotes, for example 2026-03-01T22:00:00+02:00"
        ),
    ),
    "a label of a source": (
        "sources",
        SOURCE + 'tlp = "secret"\n',
        (
            'sources.toml: source "one".tlp: must be one of "clear", "green", "amber", "amber+strict" or "red"; '
            'write for example: tlp = "clear"'
        ),
    ),
    "nobody": (
        "oncall",
        GOOD["oncall.toml"].replace("discord_role", "# "),
        (
            'oncall.toml: target "duty": needs exactly one of discord_role and discord_user; '
            'write for example: discord_role = "123456789012345678"'
        ),
    ),
    "a colour": (
        "ddos",
        KIND.replace("#112233", "red"),
        'categories/ddos.toml: colour: must be a colour of six hexadecimal digits; write for example: colour = "#C0392B"',
    ),
    "a standing": (
        "ddos",
        KIND.replace('"alert"', '"maybe"'),
        'categories/ddos.toml: standing: must be one of "alert", "tag", "borderline" or "not_alert"; write for example: standing = "alert"',
    ),
    "cues": (
        "ddos",
        KIND.replace("[cues]\n", "[cues]\nfr = 3\n"),
        'categories/ddos.toml: cues.fr: must be a list; write for example: cues = { en = ["ransom note", "encrypt*"] }',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("stem", "text", "line"), BAD.values(), ids=BAD)
def test_one_fault_is_one_line(tmp_path, stem, text, line):
    """Each fault gives exactly one line, with file, key, fault and mend."""
    assert [found[: len(line)] if line.endswith("known: ") else found for found in lines(tmp_path, **{stem: text})] == [line]


def test_a_tag_for_nothing(tmp_path):
    """A forum's tags are for kinds that there are, and for severities."""
    found = lines(tmp_path, {"TOCSIN_DISCORD_TOKEN": "hunter2"}, routes=ROUTES + FORUM.format("dos"))
    assert found == ['routes.toml: channel "cell".tags: unknown kind "dos"; did you mean "ddos"?']
    assert lines(tmp_path, {"TOCSIN_DISCORD_TOKEN": "hunter2"}, routes=ROUTES + FORUM.format("4")) == []


def test_there_are_many_kinds_of_bad_input():
    """The table is worth its name."""
    assert len(BAD) >= 40


def test_everything_at_once(tmp_path):
    """A person sees all faults of all files in one go, not the first of them."""
    found = lines(
        tmp_path,
        {"TOCSIN_DISCORD_CHANNEL": "12"},
        bot="[bott]\n",
        sources=SOURCE.replace("https", "ftp") + 'grad = "A"\n',
        routes=ROUTES + "severity = 9\n",
        oncall="[target",
        ddos=KIND.replace('icon = "x"\n', ""),
    )
    assert [line.partition(":")[0] for line in found] == [
        "bot.toml",
        "sources.toml",
        "sources.toml",
        "routes.toml",
        "oncall.toml",
        "categories/ddos.toml",
        "environment",
    ]


def test_one_cause_is_one_line(tmp_path):
    """A row that is broken, or a file that cannot be read, is not reported again by everything that names what is in it."""
    broken = ROUTES.replace("everything = true", "severity = 9") + CHILD.format("b", "all")
    assert len(lines(tmp_path, routes=broken)) == 1
    assert len(lines(tmp_path, sources=SOURCE + "grade = 1\n", routes=NAMES)) == 1
    assert len(lines(tmp_path, oncall="[target", routes=NAMES)) == 1
    assert len(lines(tmp_path, routes="[", bot='[notices]\nchannel = "alerts"\n')) == 1


def test_a_misnamed_file_is_recognised(tmp_path):
    """A missing file with a near twin in the folder is asked after by the twin's name."""
    write(tmp_path, routes=None)
    (tmp_path / "route.toml").write_text(ROUTES)
    assert lines(tmp_path, routes=None) == ['routes.toml: the file is missing; rename "route.toml"?']


def test_no_such_folder(tmp_path):
    """A folder that is not there is said, whichever way it was named."""
    for how in ((tmp_path / "no", {}), (None, {"TOCSIN_CONFIG": str(tmp_path / "no")})):
        with pytest.raises(ConfigError, match="the settings folder is missing; make one with `tocsin init DIR`"):
            load(*how)


def test_files_that_are_no_text(tmp_path):
    """Other encodings, folders in the place of files and nesting without end are said in words."""
    write(tmp_path, oncall="x = " + "[" * 5000)
    (tmp_path / "bot.toml").write_bytes(b'[bot]\nname = "T\xf6csin"\n')
    (tmp_path / "sources.toml").unlink()
    (tmp_path / "sources.toml").mkdir()
    (tmp_path / "categories" / "Bad Name.toml").write_text(KIND)
    with pytest.raises(ConfigError) as error:
        load(tmp_path, {})
    assert [str(p) for p in error.value.problems] == [
        "bot.toml: is not UTF-8 text (byte 16); save it as UTF-8",
        "sources.toml: cannot be read (Is a directory); make it a file that this user may read",
        "oncall.toml: is nested too deeply; write plain tables",
        (
            "categories/Bad Name.toml: the file's name is not a slug; "
            "name it with small letters, digits and _, for example data_breach.toml"
        ),
    ]


def test_a_line_stays_a_line(tmp_path):
    """Names with line breaks and terminal codes in them cannot break up the report, nor make it endless."""
    name = json.dumps("\x1b[31mred\nbot.toml: all is well" + "x" * 1000)
    found = lines(tmp_path, routes=ROUTES + f"sources = [{name}]\n")
    assert len(found) == 1
    assert "\x1b" not in found[0]
    assert len(found[0]) < 1000
