# ruff: noqa: RUF001 - the letters of ten languages are meant
"""The article comes out of a plain text whole, and nothing of what stands around it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.boilerplate import MAX_CHARS, article_text

SEEDS = Path(__file__).parents[2] / "../shared/seeds"

BODY = (
    "The port authority of Example Bay said on Tuesday that intruders had reached its billing system over the weekend.\n"
    "Cranes and gates kept working, and no ship was delayed, the authority's spokesman Ola Norden told reporters at the quay.\n"
    "Investigators from the national response team arrived on Monday and have taken copies of four servers for analysis."
)

TAILS = {
    "en": [
        "Related: Hackers Hit Ferry Line in the North Sea Again",
        "Latest News\n- Bank of Sample Loses Records\n- New Worm Hits Routers\n- Why Backups Matter",
    ],
    "uk": [
        "Читайте також: Хакери атакували поромну компанію у Північному морі",
        "Останні новини\nУ банку Прикладному викрали записи клієнтів\nНовий хробак вражає маршрутизатори",
    ],
    "ru": [
        "Читайте также: Хакеры атаковали паромную компанию",
        "Последние новости:\n• В банке Примерном украли записи клиентов\n• Новый червь поражает маршрутизаторы",
    ],
    "pl": [
        "Czytaj także: Hakerzy uderzyli w linię promową",
        "Najnowsze artykuły\n- Bank Przykładowy stracił dane klientów\n- Nowy robak atakuje routery",
    ],
    "de": [
        "Lesen Sie auch: Hacker treffen Fährlinie in der Nordsee",
        "Weitere Meldungen\n- Musterbank verliert Kundendaten\n- Neuer Wurm befällt Router",
    ],
    "fr": [
        "À lire aussi : Des pirates frappent une compagnie de ferries",
        "Sur le même sujet\n- La banque Exemple perd des dossiers\n- Un nouveau ver vise les routeurs",
    ],
    "it": [
        "Leggi anche: Gli hacker colpiscono una linea di traghetti",
        "Ultime notizie\n- La banca Esempio perde i dati dei clienti\n- Un nuovo verme attacca i router",
    ],
    "es": [
        "Lea también: Piratas atacan una línea de transbordadores",
        "Noticias relacionadas\n- El banco Ejemplo pierde registros\n- Un nuevo gusano ataca enrutadores",
    ],
    "sv": [
        "Läs också: Hackare slår mot färjelinje i Nordsjön",
        "Senaste nytt\n- Exempelbanken förlorade kunduppgifter\n- Ny mask angriper routrar",
    ],
    "no": [
        "Les også: Hackere rammer fergelinje i Nordsjøen",
        "Siste nytt\n- Eksempelbanken mistet kundedata\n- Ny orm angriper rutere",
    ],
}

NOISE = [
    "We use cookies to give you the best experience on our site.",
    "Subscribe to our newsletter for the daily briefing",
    "Share on Facebook",
    "Advertisement",
    "Follow us on Mastodon",
    "Diese Website verwendet Cookies, um Ihnen den besten Service zu bieten.",
    "Ce site utilise des cookies pour améliorer votre visite.",
    "Ta strona używa plików cookies w celach statystycznych.",
    "Підписуйтесь на наш канал у Telegram",
    "Подписывайтесь на наш канал в Telegram",
    "Iscriviti alla nostra newsletter",
    "Suscríbete a nuestro boletín",
    "Prenumerera på vårt nyhetsbrev",
    "Meld deg på vårt nyhetsbrev",
]

LEFTOVERS = [
    " The post Intruders in Example Bay appeared first on Example Times.",
    " […]",
    " [...]",
    " Read the full story",
    " More →",
    " Continue reading on example.org",
    " Der Beitrag Einbruch in Beispielbucht erschien zuerst auf Muster Zeitung.",
    " L’article Intrusion à Baie-Exemple est apparu en premier sur Gazette Exemple.",
    " La entrada Intrusos en Bahía Ejemplo se publicó primero en Diario Ejemplo.",
    " Czytaj dalej",
    " Читать далее",
    " Читати далі",
    " Source: Example Times",
]


@pytest.mark.parametrize("lang", TAILS)
def test_tail_of_other_stories_is_cut(lang: str) -> None:
    """In each of the ten languages a labelled link and a box of headlines go, and the article stays."""
    for tail in (TAILS[lang][0], TAILS[lang][1], "\n".join(TAILS[lang])):
        assert article_text(f"{BODY}\n\n{tail}") == BODY


@pytest.mark.parametrize("line", NOISE)
def test_noise_goes_wherever_it_stands(line: str) -> None:
    """Cookie walls, subscription boxes and share bars go from the head, the middle and the end."""
    first, *rest = BODY.split("\n")
    assert article_text("\n".join([line, first, line, *rest, line])) == BODY


@pytest.mark.parametrize("leftover", LEFTOVERS)
def test_leftover_of_a_feed_goes(leftover: str) -> None:
    """What a feed glues behind its excerpt goes."""
    assert article_text(BODY + leftover) == BODY


def test_inserted_headline_goes() -> None:
    """A bare headline between full paragraphs is a link to another story."""
    first, *rest = BODY.split("\n")
    assert article_text("\n".join([first, "Activists attack the web site of a ferry line", *rest])) != BODY
    longer = [first, "Activists attack the web site of a ferry line", *rest, *rest]
    assert "ferry line" not in article_text("\n".join(longer))


def test_closing_credit_goes() -> None:
    """A last line that says where the text is from goes; the same words inside a sentence stay."""
    assert article_text(f"{BODY}\nSource: Example Times\nPhoto: A. Painter") == BODY
    kept = f"{BODY} The source: a badly set up mail server that nobody had looked after for years."
    assert article_text(kept) == kept


def test_flattened_tail_goes() -> None:
    """A text that lost its line ends loses its tail of labelled headlines all the same."""
    flat = BODY.replace("\n", " ")
    tail = " Related: Hackers Hit Ferry Line Related: New Worm Hits Routers More from Example Wire - Bank of Sample Loses Records"
    assert article_text(flat + tail) == flat


def test_article_that_goes_on_after_a_box_is_kept() -> None:
    """A box in the middle takes only itself."""
    text = f"{BODY}\nMost read\n- Bank of Sample Loses Records\n- New Worm Hits Routers\n{BODY}"
    assert article_text(text) == f"{BODY}\n{BODY}"


@pytest.mark.parametrize(
    "part",
    [
        (
            "The news spread fast. Related: the port's own shares, which fell on Monday and Tuesday while the shares of other ports rose, "
            "and which had been weak for months before the intruders came, as analysts of two banks noted"
        ),
        "Affected products:\n- Example Router 3\n- Example Switch 9\n- Example Phone\n- Example Printer",
        "The group named these victims:\nExample Steel Works of the North\nSample Grain Trading House Limited\nMuster Clinic of Old Town",
        "What happened\nThe intruders came in over a forgotten maintenance account, the authority wrote in its first report on the case.",
        "Indicators\nhxxp://bad[.]example/a\n203.0.113.7\n0123456789abcdef0123456789abcdef",
        "Related systems were not touched, and the related companies were told on Monday by letter.",
        "Share prices of the port fell by four per cent on the news, the most since the storm of last year.",
    ],
)
def test_parts_of_the_article_stay(part: str) -> None:
    """Lists, sub-headings, indicators and sentences that merely begin like furniture belong to the article."""
    assert article_text(f"{BODY}\n{part}") == f"{BODY}\n{part}"


def test_text_of_nothing_but_furniture_stays() -> None:
    """What would leave nothing is left alone: better a poor text than none."""
    assert article_text("Latest News\nShare on Facebook") != ""
    assert article_text("Related: Hackers Hit Ferry Line") == "Related: Hackers Hit Ferry Line"


def test_huge_text_is_left_alone() -> None:
    """Time is bounded: beyond the limit a text is handed back as it came."""
    text = "Latest News\nshort\n" * (MAX_CHARS // 10)
    assert article_text(text) is text


LINES = st.sampled_from(
    [
        *BODY.split("\n"),
        *NOISE,
        *(x for y in TAILS.values() for x in "\n".join(y).split("\n")),
        "",
        "  ",
        "What happened",
        "- one",
    ]
)


@settings(max_examples=60)
@given(st.lists(LINES | st.text(max_size=40), max_size=14).map("\n".join))
def test_only_cuts(text: str) -> None:
    """Every line that comes out is the beginning of a line that went in, in the same order; words never all vanish."""
    went_in = iter(text.splitlines())
    for line in article_text(text).splitlines():
        assert any(x.startswith(line) or x.strip().startswith(line) for x in went_in)
    assert any(map(str.isalnum, article_text(text))) == any(map(str.isalnum, text))


def test_seed_with_inserted_headline_and_source() -> None:
    """Seed 000 loses its inserted headline and its source line, and nothing else."""
    path = SEEDS / "000_14a455beeb8bbcba.txt"
    if not path.is_file():
        pytest.skip("the shared seeds are not here")
    lines = path.read_text(encoding="utf-8").splitlines()
    gone = [x for x in lines if x not in article_text("\n".join(lines)).splitlines()]
    assert [x.split()[0] for x in gone] == ["Pro-Russian", "Source:"]


def test_seed_with_lists_of_other_stories() -> None:
    """Seed 002 ends where its article ends."""
    path = SEEDS / "002_18b136105b254453.txt"
    if not path.is_file():
        pytest.skip("the shared seeds are not here")
    text = path.read_text(encoding="utf-8")
    kept = article_text(text)
    assert text.startswith(kept)
    assert kept.endswith("Romania.")
    assert article_text(" ".join(text.split())).endswith("Romania.")
