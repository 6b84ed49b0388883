"""What comes out when all is well: files and environment turned into the values that the parts are built of."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.app import world
from bot.domain.hours import DAY, Hours
from bot.domain.kind import Kind, Standing
from bot.domain.match import Match
from bot.domain.period import Schedule, parse
from bot.domain.route import Channel, Mention, Quiet, Route, Still, Template
from bot.domain.silence import Inhibition, Maintenance
from bot.domain.source import Grade, Publisher, SourceInfo
from bot.domain.story import Standing as Told
from bot.domain.tlp import Tlp
from bot.fetch.limits import MIB, Limits
from bot.fetch.summaries import Endpoint
from bot.pipeline.cycle import CyclePlan
from bot.pipeline.poll import PollPlan
from bot.pipeline.rhythm import Rhythm
from bot.pipeline.summaries import SummaryPlan
from bot.settings import load
from bot.settings.shape import SummarySettings
from bot.sources import KINDS
from tests.settings.folder import GOOD, lines, read, write

ID = "123456789012345678"


def test_the_least_that_is_needed(tmp_path):
    """One source, one channel, one route; everything else has a default, the same as the constructors have."""
    settings = read(tmp_path, bot="", oncall="")
    assert settings.limits == Limits()
    assert settings.poll == PollPlan(lease=timedelta(seconds=135))
    assert settings.cycle == CyclePlan()
    assert (settings.notices, settings.deliver.notices) == ("", "")
    assert settings.database.address == "sqlite:///state/tocsin.db"
    assert settings.discord.token is None
    assert [s.info for s in settings.sources] == [SourceInfo("one", "one", "feed", "https://one.example/feed.xml")]
    assert settings.channels == {"alerts": Channel("alerts", "terminal")}
    assert settings.routes == (Route("all", ("alerts",)),)


def test_the_bot(tmp_path):
    """Every table of bot.toml reaches the value it is for."""
    settings = read(
        tmp_path,
        bot='[bot]\nname = "Bell"\ncontact = "soc@example.org"\nzone = "Europe/Kyiv"\n'
        '[fetch]\nper_host = 1\nhost_delay = "250ms"\ntotal = "2m"\nmax_body = "1MiB"\n'
        '[schedule]\ntick = "2s"\nslots = 9\nretry_base = "1m"\nretry_cap = "2h"\nwish_cap = "3h"\njitter = 1\nannounce_after = 5\n'
        '[judge]\nduplicate_window = "2d"\n[deliver]\ngive_up_after = "2h"\n[retention]\ndays = 30\n'
        f'[notices]\nchannel = "alerts"\n[discord]\nguilds = ["{ID}"]\nsharded = true\n',
    )
    assert (settings.bot.name, settings.bot.contact, settings.bot.zone) == ("Bell", "soc@example.org", ZoneInfo("Europe/Kyiv"))
    assert world(settings).zone == settings.bot.zone
    assert settings.limits == Limits(per_host=1, host_delay=0.25, total=120.0, max_body=MIB)
    rhythm = Rhythm(timedelta(minutes=1), timedelta(hours=2), timedelta(hours=3), 1.0)
    assert settings.poll == PollPlan(rhythm, slots=9, lease=timedelta(minutes=6), announce_after=5)
    assert settings.triage.window == timedelta(days=2)
    assert (settings.deliver.give_up_after, settings.deliver.notices) == (timedelta(hours=2), "alerts")
    assert settings.cycle == CyclePlan(tick=timedelta(seconds=2), keep=timedelta(days=30))
    assert settings.discord.guilds == (int(ID),)
    assert settings.discord.sharded


def test_summaries(tmp_path):
    """Every key reaches the one who asks or the one who decides; without base and model there is neither."""
    assert read(tmp_path).summaries is None
    assert read(tmp_path, bot='[summaries]\nbase = ""\nmodel = ""\nconcurrent = 2\n').summaries is None
    least = read(tmp_path, bot='[summaries]\nbase = "http://[::1]:11434/v1/"\nmodel = "m"\n').summaries
    assert least == SummarySettings(Endpoint("http://[::1]:11434/v1", "m"), SummaryPlan())
    told = read(
        tmp_path,
        bot='[summaries]\nbase = "https://llm.example/v1"\nmodel = "m"\ntimeout = "3s"\nconcurrent = 2\nanswer_tokens = 99\n'
        'requests_per_day = 7\ntokens_per_day = 8\nleave_out = ["one"]\n',
    ).summaries
    assert told == SummarySettings(
        Endpoint("https://llm.example/v1", "m", "", timedelta(seconds=3), 99),
        SummaryPlan(timedelta(seconds=3), 2, 99, 7, 8),
        frozenset({"one"}),
    )


def test_a_reload_cannot_forget_whose_items_are_not_sent(tmp_path):
    """What may be sent is part of what a reload replaces; switched off, nothing may."""
    on = '[summaries]\nbase = "https://llm.example/v1"\nmodel = "m"\nleave_out = ["one"]\n'
    assert world(read(tmp_path, bot=on)).unsent == {"one"}
    assert world(read(tmp_path)).unsent is None


def test_a_source(tmp_path):
    """Common keys go to what people know it by, the kind's keys to its own config, the rest to its rights."""
    text = (
        '[[source]]\nid = "one"\nname = "One"\nurl = "http://[::1]:8080/f?a=b"\nlang = "uk"\ncountry = "INT"\npublisher = "official"\n'
        'grade = "A"\npost_backlog = true\nfull_text = true\nmin_interval = "1m"\nmax_interval = "1h"\ndiscover = false\n'
        '[source.http]\nuser = "me"\npassword_file = "secret.txt"\nheaders = { X-Key = "k" }\nallow_private = true\n'
    )
    write(tmp_path, sources=text)
    (tmp_path / "secret.txt").write_text("hunter2\n")
    (source,) = load(tmp_path, {}).sources
    assert source.info == SourceInfo(
        id="one",
        name="One",
        kind="feed",
        address="http://[::1]:8080/f?a=b",
        lang="uk",
        country="INT",
        publisher=Publisher.OFFICIAL,
        grade=Grade.A,
        post_backlog=True,
        full_text=True,
        min_interval=timedelta(minutes=1),
        max_interval=timedelta(hours=1),
    )
    assert source.config == KINDS["feed"].config(discover=False)
    assert (source.access.basic, source.access.headers, source.access.allow_private) == (("me", "hunter2"), {"X-Key": "k"}, True)


def test_a_folder(tmp_path):
    """A folder counts from the settings, is looked at often, and posts what it holds from the first look on."""
    text = '[[source]]\nid = "in"\nkind = "files"\npath = "../inbox"\npatterns = ["*.eml"]\n'
    (source,) = read(tmp_path / "config", sources=text).sources
    assert source.info.address == str(tmp_path / "inbox")
    assert source.info.post_backlog
    assert source.info.max_interval == timedelta(minutes=1)
    assert source.config == KINDS["files"].config(patterns=("*.eml",))


def test_a_source_switched_off(tmp_path):
    """It is kept apart, its secrets are not asked for, and routes may still name it."""
    off = '\n[[source]]\nid = "two"\nurl = "https://two.example/"\nenabled = false\n[source.http]\nbearer_env = "NOT_SET"\n'
    routes = GOOD["routes.toml"].replace("everything = true", 'sources = ["two"]')
    settings = read(tmp_path, sources=GOOD["sources.toml"] + off, routes=routes)
    assert [s.info.id for s in settings.sources] == ["one"]
    assert [s.id for s in settings.switched_off] == ["two"]


def test_a_route(tmp_path):
    """Every key of a route reaches the domain's route; words are folded, regions and aliases taken apart, the on-call target
    becomes a mention.
    """
    routes = GOOD["routes.toml"].replace("everything = true\n", "") + (
        'kinds = ["ddos"]\nseverity = 2\nseverity_to = 3\ncountries = ["UA", "EU", "benelux"]\nsectors = ["energy"]\n'
        'actors = ["Fancy Bear"]\nsources = ["one"]\ngrade = "B"\nstanding = ["official"]\nlangs = ["uk"]\n'
        'words = ["Straße"]\nnot_words = ["Webinar"]\nthreshold = 1\noncall = "duty"\noncall_from = 3\nstop = true\n'
        'template = "brief"\ngroup = "10m"\ncap = 5\ndigest = "weekly mon 08:30"\n'
        'quiet = { from = "22:00", to = "07:00", zone = "Europe/Kyiv", days = ["fri", "sat"], mode = "hold", break_from = 3 }\n'
    )
    match = Match(
        frozenset({"ddos"}),
        2,
        3,
        frozenset({"UA", "EU", "BE", "NL", "LU"}),
        frozenset({"energy"}),
        frozenset({"fancy bear", "apt28"}),
        frozenset({"one"}),
        frozenset({"uk"}),
        frozenset({Grade.A, Grade.B}),
        frozenset({Told.OFFICIAL}),
        words=("strasse",),
        not_words=("webinar",),
    )
    route = Route(
        "all",
        ("alerts",),
        match,
        1.0,
        Mention("Duty officer", role_id=int(ID)),
        3,
        proceed=False,
        template=Template.BRIEF,
        group=timedelta(minutes=10),
        cap=5,
        quiet=Quiet(Hours(22 * 60, 7 * 60, ZoneInfo("Europe/Kyiv"), frozenset({4, 5})), Still.HOLD, 3),
        digest=Schedule(parse("weekly mon 08:30"), ZoneInfo("UTC")),
    )
    assert read(tmp_path, routes=routes).routes == (route,)


def test_a_route_under_another_has_what_it_does_not_set(tmp_path):
    """From its parent, and from that one's; not the conditions, which come on top by themselves, and not `stop`."""
    routes = GOOD["routes.toml"] + (
        'threshold = 0.6\noncall = "duty"\noncall_from = 2\ncap = 9\ngroup = "5m"\nstop = true\nquiet = { from = "22:00", to = "07:00" }\n'
        '[[route]]\nid = "lt"\nunder = "all"\ncountries = ["LT"]\nthreshold = 0.5\ncap = 0\n'
        '[[route]]\nid = "grid"\nunder = "lt"\nsectors = ["energy"]\noncall_from = 4\ntemplate = "brief"\ndigest = "daily 07:00"\n'
    )
    top, lt, grid = read(tmp_path, routes=routes).routes
    assert (lt.channels, lt.threshold, lt.mention, lt.mention_from, lt.cap) == (("alerts",), 0.5, top.mention, 2, 0)
    assert (lt.group, lt.quiet, lt.proceed, lt.match) == (top.group, top.quiet, True, Match(countries=frozenset({"LT"})))
    assert (grid.threshold, grid.mention_from, grid.cap, grid.template) == (0.5, 4, 0, Template.BRIEF)
    assert (str(grid.digest), grid.under, lt.digest) == ("daily 07:00 UTC", "lt", None)


def test_what_is_not_posted(tmp_path):
    """Inhibition and maintenance reach the domain, instants in UTC, hours in the bot's zone unless they name one."""
    routes = GOOD["routes.toml"] + (
        '[[inhibit]]\nid = "grid"\nsource = { kinds = ["ddos"], severity = 4 }\ntarget = { severity_to = 3 }\nequal = ["countries"]\n'
        '[[maintenance]]\nid = "drill"\nreason = "weekly"\nwords = ["drill"]\nhours = { from = "06:00", to = "24:00", days = ["sun"] }\n'
        '[[maintenance]]\nid = "move"\neverything = true\nstarts = 2026-03-01T22:00:00+02:00\nuntil = 2026-03-02T02:00:00Z\n'
    )
    settings = read(tmp_path, routes=routes, bot='[bot]\nzone = "Europe/Vilnius"\n')
    assert settings.inhibitions == (
        Inhibition("grid", Match(frozenset({"ddos"}), min_severity=4), Match(max_severity=3), ("countries",)),
    )
    hours = Hours(6 * 60, DAY, ZoneInfo("Europe/Vilnius"), frozenset({6}))
    starts, ends = datetime(2026, 3, 1, 20, tzinfo=UTC), datetime(2026, 3, 2, 2, tzinfo=UTC)
    assert settings.maintenance == (
        Maintenance("drill", Match(words=("drill",)), "weekly", hours),
        Maintenance("move", Match(), starts=starts, ends=ends),
    )


def test_a_channel_of_few(tmp_path):
    """Clearance, forum and tags reach the domain; so does a source's label."""
    routes = GOOD["routes.toml"] + (
        f'[[channel]]\nid = "cell"\nkind = "discord"\ntarget = "{ID}"\ntlp = "amber+strict"\nforum = true\n'
        f'tags = {{ ddos = "{ID}", 4 = {ID} }}\n'
    )
    write(tmp_path, routes=routes, sources=GOOD["sources.toml"] + 'tlp = "red"\n')
    settings = load(tmp_path, {"TOCSIN_DISCORD_TOKEN": "hunter2"})
    assert settings.channels["cell"] == Channel(
        "cell", "discord", ID, tlp=Tlp.AMBER_STRICT, forum=True, tags={"ddos": ID, "4": ID}
    )
    assert settings.sources[0].info.tlp is Tlp.RED


def test_a_channel(tmp_path):
    """Its bounds reach the domain's channel, for each kind of it, and stay when the environment sends it to Discord."""
    bounds = "threshold_from = 0.6\nthreshold_to = 1\n"
    routes = GOOD["routes.toml"].replace('"terminal"\n', f'"terminal"\n{bounds}')
    assert read(tmp_path, routes=routes).channels == {"alerts": Channel("alerts", "terminal", "", 0.6, 1.0)}
    environ = {"TOCSIN_DISCORD_CHANNEL": ID, "TOCSIN_DISCORD_TOKEN": "hunter2"}
    assert load(tmp_path, environ).channels == {"alerts": Channel("alerts", "discord", ID, 0.6, 1.0)}


def test_a_category(tmp_path):
    """The file's name is the slug, the colour a number, cues are lower case."""
    kind = Kind("ddos", "DDoS", "Flooded.", Standing.ALERT, 0x112233, "x", cues={"en": ("flood*",)})
    assert read(tmp_path).kinds == {"ddos": kind}


def test_without_categories(tmp_path):
    """A folder without categories uses the shipped ones."""
    assert "ransomware" in read(tmp_path, ddos=None).kinds


def test_discord_without_editing(tmp_path):
    """Two variables turn the shipped channel into one on Discord."""
    settings = load(write(tmp_path), {"TOCSIN_DISCORD_CHANNEL": ID, "TOCSIN_DISCORD_TOKEN": "hunter2"})
    assert settings.channels["alerts"] == Channel("alerts", "discord", ID)
    assert settings.discord.token is not None
    assert settings.discord.token.get_secret_value() == "hunter2"


def test_the_environment_goes_before_the_file(tmp_path):
    """The database's address, with its password, comes from the environment; an empty variable counts as not set."""
    address = "postgresql://tocsin:hunter2@db.example/tocsin"
    assert load(write(tmp_path), {"TOCSIN_DATABASE": address}).database.address == address
    assert load(tmp_path, {"TOCSIN_DATABASE": "", "TOCSIN_DISCORD_TOKEN": ""}).database.address.startswith("sqlite")


def test_editors_of_other_systems(tmp_path):
    """A byte order mark and Windows line ends do no harm."""
    write(tmp_path)
    (tmp_path / "routes.toml").write_bytes(b"\xef\xbb\xbf" + GOOD["routes.toml"].replace("\n", "\r\n").encode())
    assert [route.id for route in load(tmp_path, {}).routes] == ["all"]


def test_a_channel_on_discord_needs_a_token(tmp_path):
    """It is said before the bot starts, with the two ways to mend it."""
    routes = GOOD["routes.toml"].replace('"terminal"', f'"discord"\ntarget = "{ID}"')
    fault = 'environment: TOCSIN_DISCORD_TOKEN: is not set, and channel "alerts" is on Discord'
    assert lines(tmp_path, routes=routes) == [f"{fault}; set it or TOCSIN_DISCORD_TOKEN_FILE to the token of your bot"]
