# ruff: noqa: RUF001 - the look-alike letters of ten languages are meant
"""A word is a name where a name is meant, an ordinary word elsewhere; every alias leads to one canonical name."""

import subprocess
import sys

import pytest

MEANT = [
    ("The Play ransomware gang listed a bakery.", "Play"),
    ("The bakery was attacked by the ransomware gang Play.", "Play"),
    ("Play hackers published the bakery's payroll.", "Play"),
    ("A gang called Hive encrypted the clinic.", "Hive"),
    ("Police took over the servers of the Hive ransomware group.", "Hive"),
    ("The Royal ransomware operators asked for two million.", "Royal"),
    ("Medusa ransomware hit a school district.", "Medusa"),
    ("The Medusa gang leaked the school's files.", "Medusa"),
    ("The Cactus ransomware entered through a VPN.", "Cactus"),
    ("A ransomware gang known as Everest named an airport.", "Everest"),
    ("The Snake malware stayed hidden for years.", "Snake"),
    ("Snake ransomware stopped the plant.", "Snake"),
    ("The Tick hacking group spied on Japanese firms.", "Tick"),
    ("Hackers known as Machete read the army's mail.", "Machete"),
    ("The Cuba ransomware gang hit Montenegro.", "Cuba"),
    ("The Conti ransomware gang attacked Costa Rica.", "Conti"),
    ("A Conti affiliate leaked the playbook.", "Conti"),
    ("Akira ransomware locked a brewery.", "Akira"),
    ("The brewery was hit by the gang Akira.", "Akira"),
    ("The Turla hackers hid in a router.", "Turla"),
    ("Turla is back with a new implant.", "Turla"),
    ("The Lazarus hackers stole coins.", "Lazarus Group"),
    ("Lazarus Group stole coins.", "Lazarus Group"),
    ("The Magic Hound group phished professors.", "APT35"),
    ("INC Ransom named a hospital.", "INC Ransom"),
    ("Hunters International shuts down.", "Hunters International"),
    ("Space Bears claims the theft.", "Space Bears"),
    ("The Lynx ransomware gang hit a utility.", "Lynx"),
    ("The Chaos ransomware encrypts everything.", "Chaos"),
    ("The Interlock ransomware gang hit a kidney clinic.", "Interlock"),
    ("Emotet returned with a new lure.", "Emotet"),
    ("Qilin claims the theft of blood tests.", "Qilin"),
    ("LockBit is back.", "LockBit"),
    ("The Anubis ransomware wipes files.", "Anubis"),
    ("The Genesis ransomware group named a law firm.", "Genesis"),
    ("Sandworm cut the power.", "Sandworm"),
    ("KILLNET CLAIMS ATTACK ON AIRPORTS", "Killnet"),
    ("AKIRA RANSOMWARE HITS BREWERY IN OSLO", "Akira"),
    ("the play ransomware gang listed a bakery in oslo", "Play"),
    ("Researchers tie Venomous Bear to a ministry.", "Turla"),
    ("The Fog ransomware hit a university. Later Fog deleted the post.", "Fog"),
]
ORDINARY = [
    "Children play in the park. Play begins at nine.",
    "The Play was staged by hackers' relatives in Oslo.",
    "Beekeepers say the Hive was stolen by night.",
    "The Royal hospital was hit by hackers.",
    "The Royal family warned of a fake appeal.",
    "Hackers broke into Royal Mail.",
    "Medusa was painted by Caravaggio; hackers stole a scan of it.",
    "A Cactus nursery lost its customer data.",
    "Climbers of Everest lost their data to hackers.",
    "A Snake was found in the data centre.",
    "The Snake River dam was inspected after the attack.",
    "A Tick bite kept the minister at home.",
    "A Machete was found beside the router.",
    "Cuba accused hackers of an attack on its grid.",
    "Prime minister Conti spoke of the budget.",
    "Giuseppe Conti, a lawyer, sued the bank.",
    "The director of Akira died in Tokyo.",
    "Lazarus rose from the dead, the priest read.",
    "Emma Lazarus wrote the sonnet.",
    "Acme Inc was hit by ransomware.",
    "Hunters shot a wolf near the dam.",
    "The Bears won in space of a minute.",
    "Apple mends a flaw in Safari.",
    "Microsoft mends a flaw in Office.",
    "A Mirage jet crashed near the base.",
    "An Emissary of the Union spoke to the press.",
    "A Lynx was seen near the power plant that was attacked.",
    "Chaos reigned at the airport after the attack.",
    "The Chaos Computer Club found the leak.",
    "An Interlock of the gate failed in the plant.",
    "Anubis weighed the hearts of the dead.",
    "The book of Genesis was read aloud.",
    "Thick Fog closed the airport, not hackers.",
    "Nova Scotia warns of phishing.",
    "The app was taken from Google Play after malware was found.",
    "An Embargo on oil was agreed by the Union.",
    "Nitrogen leaked from a tank.",
    "The Beast was shown at the museum.",
    "Brotherhood and peace were the mayor's words.",
    "The Kraken was a legend of Norway.",
    "Silence fell as the minister named the hackers.",
    "The Predator film opened on Friday.",
    "PLAY BEGINS AT NINE IN OSLO",
    "the royal hive was full of honey and a snake lay near",
]
OTHER = [
    ("uk", "Російське угруповання Турла шпигувало за міністерством.", "Turla"),
    ("uk", "Міністерство звинуватило хакерів Gamaredon у шпигунстві.", "Gamaredon"),
    ("uk", "Атаку приписують угрупованню Sandworm.", "Sandworm"),
    ("uk", "Хакери з Killnetу поклали сайт банку.", "Killnet"),
    ("ru", "Хакеры группировки Турла читали почту министерства.", "Turla"),
    ("ru", "Вымогатели из LockBitа атаковали завод.", "LockBit"),
    ("ru", "Группировка Лазарус похитила монеты.", "Lazarus Group"),
    ("pl", "Atak grupy Gamaredon na ministerstwo w Kijowie.", "Gamaredon"),
    ("pl", "Ministerstwo padło ofiarą Gamaredonu.", "Gamaredon"),
    ("pl", "Serwery LockBita zajęła policja.", "LockBit"),
    ("pl", "Nowa fala Emoteta uderza w polskie firmy.", "Emotet"),
    ("de", "Die Hackergruppe Play hat eine Bäckerei erpresst.", "Play"),
    ("de", "Das Klinikum wurde von der Erpresserbande Akira angegriffen.", "Akira"),
    ("fr", "Le gang LockBit revendique l'attaque contre la mairie.", "LockBit"),
    ("es", "El grupo de ransomware Medusa atacó un hospital.", "Medusa"),
    ("it", "La gang ransomware Hive ha colpito le ferrovie.", "Hive"),
    ("sv", "Hackergruppen Akira tog på sig attacken.", "Akira"),
]
OTHER_ORDINARY = [
    ("pl", "Premier Conti spotkał się z ministrem w Rzymie."),
    ("pl", "Wystawa Medusa została otwarta w Krakowie."),
    ("uk", "Фільм «Акіра» показали у Львові."),
    ("ru", "Игра Snake вышла на телефонах."),
    ("de", "Die Firma Royal baut Fahrräder in Kassel."),
    ("fr", "Le film Medusa sort mercredi à Paris."),
]
ALIASES = [
    ("Fancy Bear", "APT28"), ("Forest Blizzard", "APT28"), ("Sofacy", "APT28"), ("Pawn Storm", "APT28"), ("Sednit", "APT28"),
    ("Cozy Bear", "APT29"), ("Midnight Blizzard", "APT29"), ("The Dukes", "APT29"), ("Cloaked Ursa", "APT29"),
    ("Seashell Blizzard", "Sandworm"), ("Voodoo Bear", "Sandworm"), ("APT44", "Sandworm"), ("Telebots", "Sandworm"),
    ("Secret Blizzard", "Turla"), ("Venomous Bear", "Turla"), ("Aqua Blizzard", "Gamaredon"), ("Primitive Bear", "Gamaredon"),
    ("Shuckworm", "Gamaredon"), ("COLDRIVER", "Star Blizzard"), ("Callisto Group", "Star Blizzard"), ("SEABORGIUM", "Star Blizzard"),
    ("Ember Bear", "Cadet Blizzard"), ("Hidden Cobra", "Lazarus Group"), ("Diamond Sleet", "Lazarus Group"), ("Emerald Sleet", "Kimsuky"),
    ("Velvet Chollima", "Kimsuky"), ("Onyx Sleet", "Andariel"), ("Sapphire Sleet", "APT38"), ("Brass Typhoon", "APT41"),
    ("Wicked Panda", "APT41"), ("Violet Typhoon", "APT31"), ("Twill Typhoon", "Mustang Panda"), ("Stately Taurus", "Mustang Panda"),
    ("Peach Sandstorm", "APT33"), ("Refined Kitten", "APT33"), ("Helix Kitten", "APT34"), ("Charming Kitten", "APT35"),
    ("Mint Sandstorm", "APT35"), ("Mango Sandstorm", "MuddyWater"), ("OceanLotus", "APT32"), ("Transparent Tribe", "APT36"),
    ("Octo Tempest", "Scattered Spider"), ("UNC3944", "Scattered Spider"), ("Sangria Tempest", "FIN7"), ("Indrik Spider", "Evil Corp"),
    ("UAC-0057", "Ghostwriter"), ("Hafnium", "Silk Typhoon"), ("KillNet", "Killnet"), ("Laundry Bear", "Void Blizzard"),
]  # fmt: skip


def names(facts):
    return {h.what.name for h in facts.mentions.names}


@pytest.mark.parametrize(("text", "name"), MEANT)
def test_meant_as_a_name(facts_of, text, name):
    """Words of the trade in the right place make a name of a word."""
    assert name in names(facts_of(text))


@pytest.mark.parametrize("text", ORDINARY)
def test_meant_as_a_word(facts_of, text):
    """Words, places, persons, firms and films stay what they are, even near hackers."""
    assert names(facts_of(text)) == set()


@pytest.mark.parametrize(("lang", "text", "name"), OTHER)
def test_other_languages_and_their_endings(facts_of, lang, text, name):
    """Names change with their place in the sentence and stay the same group."""
    assert name in names(facts_of(text, lang=lang))


@pytest.mark.parametrize(("lang", "text"), OTHER_ORDINARY)
def test_words_of_other_languages(facts_of, lang, text):
    """Elsewhere too a word is a word."""
    assert names(facts_of(text, lang=lang)) == set()


@pytest.mark.parametrize(("alias", "name"), ALIASES)
def test_aliases_lead_to_one_name(facts_of, alias, name):
    """Whatever a vendor calls it; also in capitals."""
    assert names(facts_of(f"Hackers of the group {alias} read the ministry's mail in Oslo.")) == {name}
    assert names(facts_of(f"HACKERS OF {alias.upper()} READ THE MAIL OF OSLO")) >= {name}


def test_believed_once_is_believed_again(facts_of):
    """After "the Play ransomware gang" a plain "Play" is the gang, but not before it is introduced in some text."""
    facts = facts_of("The Play ransomware gang hit a bakery. On its site Play showed the payroll.")
    assert [h.start for h in facts.mentions.names] == [4, 51]


def test_there_are_names_enough_and_they_load_quickly():
    """Above ten thousand spellings in at most 0.6 s of CPU."""
    code = "import time; from bot.analysis.galaxy import Names; t = time.process_time(); n = Names(); print(len(n.entities), time.process_time() - t)"
    got = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert int(got[0]) > 10_000
    assert float(got[1]) < 0.6
