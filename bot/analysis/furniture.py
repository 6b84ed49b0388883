# ruff: noqa: RUF001 - the look-alike letters and dashes of ten languages are meant
"""The words that stand around articles, by language: what `boilerplate` knows a related-links box or a cookie wall by.

Each entry is a regular expression matched without regard to case. `HEADINGS` must fill a whole line (a colon or a count may
follow): they open a box of other stories. `LABELS` open a line and are followed by a colon and the other story's headline.
`CREDITS` open the last lines of a text ("Source: ..."). `NOISE` opens a line that is never part of an article. `LEFTOVERS`
end a feed's excerpt. Add a language: one entry in each table, and its lines in the test.
"""

from collections.abc import Mapping

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "en": (
        r"related(?: (?:articles?|stories|news|posts|content|coverage|topics|reading|links|reads))?",
        r"more (?:from|in|on|about) .{2,40}",
        r"more (?:news|stories|articles|headlines|top stories|like this)",
        r"(?:the )?(?:latest|recent|top|popular|other|trending|featured) (?:news|stories|articles|posts|headlines|comments|now)",
        r"most (?:read|popular|viewed|recent)(?: .{2,20})?",
        r"trending|recommended(?: (?:for you|reading|stories|articles))?|sponsored(?: (?:content|links))?|promoted(?: stories)?",
        r"you (?:may|might|could) (?:also )?(?:like|enjoy|be interested in|have missed)(?: .{2,30})?",
        r"(?:editor.?s.? (?:picks?|choice)|what to read next|(?:read|up|watch) next|also read|see also|keep reading|further reading)",
        r"in other news|don.t miss|around the web|from (?:our|the) (?:partners?|web)",
        r"about the authors?|leave a (?:comment|reply)|comments?|tags|topics|filed under",
    ),
    "uk": (
        r"(?:читайте|дивіться|читати) (?:також|ще|далі)|більше новин|(?:останні|інші|популярні|головні|схожі) (?:новини|статті|матеріали)",
        r"(?:за|по) темою|по темі|популярне|найпопулярніше|новини партнерів|рекомендуємо|вас може зацікавити|стрічка новин",
        r"про автора|коментарі|теги",
    ),
    "ru": (
        r"(?:читайте|смотрите|читать) (?:также|ещ[её]|далее)|(?:последние|другие|главные|похожие|популярные) (?:новости|статьи|материалы)",
        r"(?:ещ[её] )?по теме|популярное|самое читаемое|новости партн[её]ров|рекомендуем|вам может быть интересно|лента новостей",
        r"об авторе|комментарии|теги|больше новостей",
    ),
    "pl": (
        r"(?:czytaj|zobacz|przeczytaj|sprawdź) (?:także|też|również|więcej)|(?:powiązane|podobne|najnowsze|polecane|inne|popularne) (?:artykuły|wiadomości|tematy|wpisy)",
        r"najpopularniejsze|najczęściej czytane|polecamy|polecane|warto przeczytać|może ci[eę] zainteresować|więcej na ten temat|więcej z .{2,30}",
        r"o autorze|komentarze|tagi",
    ),
    "de": (
        r"(?:mehr )?zum thema|mehr zu(?:m|r)? .{2,30}|lesen sie (?:auch|mehr|hier)(?: .{2,20})?|(?:lies|siehe) auch|auch interessant|passend dazu",
        r"das könnte (?:sie|dich|dir|ihnen|euch) auch (?:interessieren|gefallen)",
        r"(?:ähnliche|verwandte|weitere|beliebte|neueste|aktuelle|meistgelesene|empfohlene) (?:artikel|beiträge|themen|nachrichten|meldungen)",
        r"meistgelesen|empfehlungen(?: der redaktion)?|mehr (?:von|aus) .{2,30}|über (?:den autor|die autorin)|kommentare|schlagwörter",
    ),
    "fr": (
        r"(?:à )?(?:lire|voir) (?:aussi|également)|sur le même (?:sujet|thème)|dans la même rubrique|à ne pas manquer|vous aimerez aussi",
        r"(?:articles?|contenus) (?:liés|similaires|connexes|récents|associés)|les (?:plus|\+) lus|derni(?:ers articles|ères (?:actualités|nouvelles|infos))",
        r"(?:cela|ceci|ces articles) (?:pourrait|pourraient|peut) vous intéresser|à propos de l.auteur|commentaires|mots[- ]clés",
    ),
    "it": (
        r"(?:leggi|vedi|guarda) anche|(?:ti )?potrebbe(?:ro)? interessar(?:e|ti)(?: anche)?|(?:articoli|notizie) (?:correlat[ie]|simili|recenti)",
        r"ultime notizie|[il]e? più lett[ie]|altr[ie] (?:articoli|notizie)|per approfondire|approfondimenti|consigliati|l.autore|sull.autore|commenti",
    ),
    "es": (
        r"(?:lea|lee|leer|ver|vea|mira) también|(?:también )?(?:te|le) puede interesar|puede interesarte|(?:noticias|artículos|temas) relacionad[oa]s",
        r"relacionad[oa]s?|(?:más|últimas) noticias|lo más (?:leído|visto)|más sobre .{2,30}|recomendad[oa]s|sobre el autor|comentarios|etiquetas",
    ),
    "sv": (
        r"läs (?:också|även|mer|vidare)|relatera(?:t|de (?:artiklar|nyheter))|mer (?:om|från) .{2,30}|senaste (?:nytt|nyheterna)|mest läst(?:a)?",
        r"fler (?:nyheter|artiklar)|se (?:även|också)|rekommenderat|om författaren|taggar",
    ),
    "no": (
        r"les (?:også|mer|videre)|relatert(?:e (?:saker|artikler|nyheter))?|mer (?:om|fra) .{2,30}|siste (?:nytt|nyheter|saker)|mest lest(?:e)?",
        r"flere (?:saker|nyheter|artikler)|se også|anbefalt(?:e)?(?: (?:for deg|artikler))?|om forfatteren|kommentarer|stikkord",
    ),
}

LABELS: Mapping[str, tuple[str, ...]] = {
    "en": (
        r"related(?: (?:article|story|news|reading|coverage|content|post))?s?|(?:also )?read(?: (?:also|more|next|this|here))?|see (?:also|more)",
        r"(?:more|watch|listen|don.t miss|further reading|you (?:may|might) (?:also )?like|recommended|tags|filed under|must read)",
    ),
    "uk": (r"(?:читайте|дивіться|читай) (?:також|ще)|також читайте|(?:за|по) темою|по темі|теги",),
    "ru": (r"(?:читайте|смотрите|читать) (?:также|ещ[её])|также читайте|(?:ещ[её] )?по теме|теги",),
    "pl": (r"(?:czytaj|zobacz|przeczytaj|sprawdź) (?:także|też|również|więcej)|polecamy|tagi",),
    "de": (
        r"(?:mehr )?zum thema|lesen sie (?:auch|mehr|hier)|(?:lies|siehe|lesetipp) ?(?:auch)?|(?:auch lesen|weiterlesen)|auch interessant|mehr dazu|schlagwörter",
    ),
    "fr": (r"(?:à )?(?:lire|voir) (?:aussi|également)|sur le même sujet|mots[- ]clés",),
    "it": (r"(?:leggi|vedi|guarda) anche|per approfondire",),
    "es": (
        r"(?:también puede |puede )?(?:lea|lee|leer|ver|vea|mira) ?(?:también|más)?|(?:también )?(?:te|le) puede (?:interesar|leer)|nota relacionada|puedes ver|etiquetas|relacionad[oa]s?",
    ),
    "sv": (r"läs (?:också|även|mer)|se (?:även|också)|taggar",),
    "no": (r"les (?:også|mer)|se også|stikkord",),
}

CREDITS: Mapping[str, tuple[str, ...]] = {
    "en": (
        r"sources?|via|photos?(?: credit| by)?|images?(?: credit| source)?|image via|picture|originally (?:published|posted)(?: (?:by|at|on|in))?",
        r"(?:written|reported|edited|translated) by|with (?:files|reporting) from|credit",
    ),
    "uk": (r"джерел[оа]|фото|за матеріалами|автор",),
    "ru": (r"источники?|фото|по материалам|автор",),
    "pl": (r"źródł[oa]|fot\.?|foto|autor|zdjęci[ea]",),
    "de": (r"quellen?|bild(?:quelle)?|foto|autor(?:in)?|mit material (?:von|der)",),
    "fr": (r"sources?|photos?|crédits?(?: photos?)?|auteur",),
    "it": (r"font[ei]|foto|autore|immagine",),
    "es": (r"fuentes?|fotos?|autor|imagen|con información de",),
    "sv": (r"käll(?:a|or)|foto|bild|text",),
    "no": (r"kilder?|foto|bilde|tekst",),
}

NOISE: Mapping[str, tuple[str, ...]] = {
    "en": (
        r"(?:we|this (?:web)?site|our (?:web)?site) (?:and our partners )?uses? (?:\w+ )?cookies|by (?:clicking|continuing|using) .{0,60}cookie",
        r"(?:accept|reject|allow|manage) (?:all )?(?:cookies|preferences)|cookie (?:settings|preferences|policy)|your privacy choices",
        r"(?:subscribe|sign up)\b.{0,60}\b(?:newsletters?|inbox|e-?mails?|alerts|updates|briefing|channel|premium|today|now)\b|subscribe$",
        r"get (?:the|our|all).{0,60}\b(?:inbox|newsletter)|enter your e-?mail|already (?:a subscriber|have an account)|log in$|sign in$",
        r"share (?:this|on|via|article|story|with)\b|share$|click to share|copy (?:link|url)|tweet(?: this)?$|e-?mail this|print (?:this )?(?:article|page)|print$",
        r"follow (?:us|me|@\w+)\b|follow .{2,40} on (?:twitter|x|facebook|linkedin|google news|telegram|mastodon)|join (?:us|our) .{0,30}(?:telegram|whatsapp|discord|facebook)",
        r"advertise?ments?$|(?:story|article) continues below|skip to (?:main )?content|listen to this (?:article|story)|\d+ min(?:ute)?s? read$|loading\b.{0,12}$|all rights reserved",
    ),
    "uk": (
        r"(?:ми|цей сайт|наш сайт) використову\w+ (?:файли )?(?:cookie|куки)|підпи(?:сатис[яь]|шіться|суйтес[яь])\b.{0,60}(?:канал|розсилк|новин|telegram|телеграм|нас)",
        r"поділити?ся|поширити|реклама$|стежте за нами|слідкуйте за",
    ),
    "ru": (
        r"(?:мы|этот сайт|наш сайт) использу\w+ (?:файлы )?(?:cookie|куки)|подпи(?:саться|шитесь|сывайтесь)\b.{0,60}(?:канал|рассылк|новост|telegram|телеграм|нас)",
        r"поделиться|реклама$|следите за",
    ),
    "pl": (
        r"(?:ta strona|nasza strona|ten serwis|nasz serwis|strona) .{0,20}(?:używa|korzysta z|wykorzystuje) (?:plików )?(?:cookie|ciastecz)|(?:zapisz|zasubskrybuj|subskrybuj)\b.{0,60}newsletter",
        r"udostępnij|podziel się|reklama$|obserwuj nas|śledź nas",
    ),
    "de": (
        r"(?:wir|diese (?:web)?seite|diese website) (?:verwende[nt]|nutz(?:en|t)|benutz(?:en|t)) (?:\w+ )?cookies|(?:alle )?cookies (?:akzeptieren|ablehnen)",
        r"(?:jetzt )?(?:newsletter|abonnieren sie|melden sie sich).{0,60}(?:newsletter|abonnieren|an[!.]?$)|(?:artikel )?teilen$|anzeige$|folgen sie uns|auf \w+ teilen",
    ),
    "fr": (
        r"(?:nous|ce site|notre site) utilis(?:ons|e) des cookies|(?:tout )?accepter(?: les cookies| et fermer)|(?:abonnez|inscrivez)-vous\b.{0,60}(?:newsletter|lettre|infolettre|chaîne)",
        r"partager(?: (?:cet article|sur .{2,20}))?$|publicité$|suivez-nous|temps de lecture",
    ),
    "it": (
        r"(?:questo sito|il nostro sito|noi) (?:utilizza|usa|utilizziamo|usiamo) (?:i )?cookie|accetta (?:tutti )?(?:i )?cookie|iscriviti\b.{0,60}(?:newsletter|canale)",
        r"condividi(?: (?:su .{2,20}|questo articolo|l.articolo))?$|pubblicità$|seguici su",
    ),
    "es": (
        r"(?:este sitio(?: web)?|nuestro sitio|nosotros|esta web)? ?(?:utiliza(?:mos)?|usa(?:mos)?) (?:las )?cookies|aceptar (?:todas )?(?:las )?cookies|suscr[ií]b(?:ete|ase)\b.{0,60}(?:bolet[ií]n|newsletter|canal)",
        r"compart(?:ir|e|a)(?: (?:en .{2,20}|este artículo|esta noticia))?$|publicidad$|s[ií]gu?enos en",
    ),
    "sv": (
        r"(?:vi|den här (?:webbplatsen|sidan|sajten)) använder (?:\w+ )?(?:cookies|kakor)|godkänn (?:alla )?(?:cookies|kakor)|(?:prenumerera|anmäl dig)\b.{0,60}nyhetsbrev",
        r"dela(?: (?:artikeln|på .{2,20}))?$|annons$|följ oss",
    ),
    "no": (
        r"(?:vi|denne (?:nettsiden|siden)|nettstedet) (?:bruker|benytter) (?:\w+ )?(?:cookies|informasjonskapsler)|godta (?:alle )?(?:cookies|informasjonskapsler)|(?:abonner|meld deg)\b.{0,60}nyhetsbrev",
        r"del(?: (?:artikkelen|saken|på .{2,20}))?$|annonse$|følg oss",
    ),
}

LEFTOVERS: Mapping[str, tuple[str, ...]] = {
    "en": (
        r"the post .{3,300} (?:first appeared|appeared first) (?:on|at) .{2,80}",
        r"(?:read|view|see) (?:the )?(?:(?:full|entire|whole|complete|original) (?:story|article|post|report)|more|rest)(?: (?:at|on|here|of|in) .{0,80})?",
        r"continue reading.{0,120}|click here to read.{0,80}|\(more(?:…|\.\.\.)\)|keep reading|more\s*[→»]",
    ),
    "uk": (r"(?:запис|допис) .{3,300} (?:спершу|вперше) з.явив?ся (?:на|в) .{2,80}|читати (?:далі|повністю|більше)",),
    "ru": (
        r"(?:сообщение|запись) .{3,300} (?:появил(?:ось|ась|ись) сначала|впервые появил\w+) (?:на|в) .{2,80}|читать (?:далее|дальше|полностью)(?: .{0,40})?",
    ),
    "pl": (
        r"(?:artykuł|wpis) .{3,300} (?:pochodzi z serwisu|pojawił się poraz pierwszy w|został opublikowany) .{2,80}|czytaj (?:dalej|więcej)",
    ),
    "de": (
        r"der (?:beitrag|artikel) .{3,300} erschien zuerst (?:auf|bei) .{2,80}|weiterlesen|(?:den )?(?:ganzen|vollständigen) artikel lesen",
    ),
    "fr": (r"(?:l.article|cet article) .{3,300} est apparu en premier sur .{2,80}|lire la suite(?: .{0,60})?|en savoir plus",),
    "it": (
        r"(?:l.articolo|il post) .{3,300} (?:proviene da|sembra essere il primo su) .{2,80}|leggi (?:tutto|di più|l.articolo.{0,40})|continua a leggere.{0,60}",
    ),
    "es": (
        r"(?:la entrada|el (?:post|artículo)) .{3,300} (?:se publicó primero en|apareció primero en|aparece primero en) .{2,80}|leer más|seguir leyendo.{0,60}|leer (?:la )?(?:nota|noticia) completa",
    ),
    "sv": (r"inlägget .{3,300} dök först upp på .{2,80}|läs (?:mer|hela artikeln|vidare)(?: .{0,30})?",),
    "no": (
        r"innlegget .{3,300} (?:dukket først opp på|ble først publisert på) .{2,80}|les (?:mer|hele saken|videre)(?: .{0,30})?",
    ),
}
