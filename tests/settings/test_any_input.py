"""Whatever stands in the files, the answer is settings or a list of problems; never another error."""

import string
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import ConfigError
from bot.fetch.summaries import ChatSummariser, Endpoint
from bot.settings.activation_table import ActivationTable, HandoverTable
from bot.settings.bot_file import BotFile
from bot.settings.digests_table import DigestRow
from bot.settings.faults import Faults, keys_of, validated
from bot.settings.folder import FILES
from bot.settings.hours_table import QuietTable
from bot.settings.kinds import KindFile
from bot.settings.landscape_table import LandscapeTable
from bot.settings.loading import assemble
from bot.settings.muting_tables import InhibitRow, MaintenanceRow
from bot.settings.oncall_tables import ContactTable, LayerTable, PersonRow, PolicyRow, RotationRow, ScheduleRow, StepTable
from bot.settings.routes_file import RouteRow, TargetRow
from bot.settings.sources_file import WebRow
from bot.settings.summaries_table import SummariesTable
from bot.settings.web_table import WebTable
from tests.fakes.clock import FakeClock

KEYS = sorted(
    {
        *BotFile.model_fields,
        *SummariesTable.model_fields,
        *WebRow.model_fields,
        *keys_of(RouteRow),
        *keys_of(QuietTable),
        *keys_of(InhibitRow),
        *keys_of(MaintenanceRow),
        *keys_of(DigestRow),
        *LandscapeTable.model_fields,
        *TargetRow.model_fields,
        *PersonRow.model_fields,
        *ContactTable.model_fields,
        *RotationRow.model_fields,
        *ScheduleRow.model_fields,
        *LayerTable.model_fields,
        *PolicyRow.model_fields,
        *StepTable.model_fields,
        *ActivationTable.model_fields,
        *HandoverTable.model_fields,
        *WebTable.model_fields,
        "source",
        "route",
        "target",
        "channel",
        "inhibit",
        "maintenance",
        "digest",
    }
)
PLAIN = (
    st.booleans()
    | st.integers()
    | st.floats()
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.text(max_size=20)
    | st.sampled_from(
        [
            "feed",
            "files",
            "kev",
            "terminal",
            "discord",
            "https://a.example/",
            "http://[",
            "http://a:b/",
            "1h",
            "UA",
            "x",
            "22:00",
            "daily 08:00",
            "sat",
            "nato",
            "one",
        ]
    )
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(string.printable, max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)
TABLES = st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), VALUES, max_size=4)
ROWS = st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6), max_size=3)
LISTS = st.dictionaries(
    st.sampled_from(
        ["source", "route", "channel", "target", "inhibit", "maintenance", "digest", "person", "rotation", "schedule", "policy"]
    ),
    ROWS,
    max_size=4,
)


@given(st.text(string.printable, max_size=30).map("http://".__add__) | st.text(max_size=30))
def test_any_base_is_refused_or_can_be_asked(base):
    """What the settings let pass as an endpoint's address is one for who asks it too."""
    try:
        table = SummariesTable.model_validate({"base": base, "model": "m"})
    except ValueError:
        return
    ChatSummariser(Endpoint(table.base, table.model), FakeClock())


@settings(deadline=None, max_examples=100)
@given(st.fixed_dictionaries({name: st.none() | TABLES | LISTS for name in FILES}), TABLES)
def test_tables_of_any_shape(documents, category):
    """Arbitrary TOML values in arbitrary places cause nothing but `ConfigError`, each problem one printable line."""
    faults = Faults()
    validated(KindFile, category, "categories/x.toml", "", faults)
    problems = ()
    try:
        assemble(documents, {}, Path("config"), {}, faults)
    except ConfigError as error:
        problems = error.problems
    assert all(str(problem).isprintable() for problem in problems)
