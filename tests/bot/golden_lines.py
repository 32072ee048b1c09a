"""What is asked of the sample dossier for the cards that are looked at."""

from __future__ import annotations

LINES = {
    "stance": "/stance ana moreau",
    "stance-as-of": "/stance ana moreau as_of:2021",
    "stance-gap": "/stance zoe-moreau",
    "stance-question": "/stance ana moreau all night",
    "stance-question-gap": "/stance zoe-moreau all night",
    "stance-which-one": "/stance moreau",
    "stance-unknown": "/stance xylophone",
    "stance-form": "/stance",
    "timeline": "/timeline",
    "timeline-last-page": "/timeline page:2",
    "timeline-range": "/timeline town council from:2021 to:2022-05 order:oldest",
    "timeline-gap": "/timeline dsc 2023",
    "timeline-backwards": "/timeline from:2022-05 to:2021",
    "quote": "/quote zoe-moreau",
    "quote-all": "/quote ana-moreau page:1",
    "quote-matches": "/quote lamp",
    "quote-gap": "/quote growwl",
    "briefing": "/briefing",
    "briefing-gap": "/briefing colour",
    "compare": "/compare dsc tom the baker",
    "compare-question": "/compare ana-moreau dsc all night",
    "search": '/search "every second" -owls',
    "search-people": "/search baker",
    "search-gap": "/search zyzzyva",
    "ask": "/ask What does Růžička say about the lamp?",
    "ask-gap": "/ask what is xyzzy",
    "check-exact": "/check I abstain, because my sister proposed it.",
    "check-clipped": "/check The owls left the bell tower",
    "check-differs": "/check The bats left the bell tower in the winter when you doubled the bright lamps",
    "check-disputed": "/check As long as I am mayor this square will never, ever be dark",
    "check-unlike": "/check Streetlights are older than this town",
    "new": "/new 2022-06",
    "new-gap": "/new",
    "people": "/people",
    "debates": "/debates",
    "source-quote": "/source q-ruzicka-2022-04-02-bread",
    "source-event": "/source ev-2022-09-12-vote",
    "source-position": "/source pos-ana-moreau-all-night-2022-03",
    "source-person": "/source ana-van-der-lind",
    "source-source": "/source src-minutes-2022",
    "help": "/help",
    "help-command": "/help timeline",
    "error-unknown-command": "/stanse ana",
    "error-no-place": "/timeline dsc and more",
    "error-too-long": "/search " + "x" * 201,
    "error-ours": "/crash",
}
ICE = "q-ruzicka-2022-04-02-ice"
SNOW = f'/record retract {ICE} reason:"He wrote of snow"'
HUM = (
    '/record add quote speaker:zoe-moreau words:"The new lamps hum all night." said:2022-10-03 occasion:"A letter" '
    'source:https://zoe.example.org/lamps title:"On the lamps" kind:primary question:all-night tags:lamps'
)
NEARLY = '/record add quote zoe-moreau words:"The new lamps hum, all night!" said:2022-10-04 source:src-gazette'
SUGGESTED = '/suggest zoe-moreau words:"Owls do not vote." said:2022-11 source:src-gazette'
IMPORTED = (
    "/import rows:'kind,speaker,words,said,source\n"
    "quote,Zoë Moreau,The new lamps hum all night.,2022-10-03,https://zoe.example.org/lamps'"
).replace("'", '"')
VOTE = "ev-2022-09-12-vote"
WEEKLY = '/subscribe briefing every:"mon 09:00" zone:Europe/London'
QUOTES = '/subscribe quote every:"*/5 * * * *" zone:UTC about:ana-moreau where:yard until:2027-03-31'
CURATED = {
    "add-quote-form": ("/record add quote zoe-moreau",),
    "add-quote": (HUM,),
    "add-quote-nearly": (HUM, NEARLY),
    "add-event": (
        (
            '/record add event title:"The lamps go out" date:2023-01-31 summary:"Every lamp was out for a night." '
            "people:ana-moreau source:src-gazette"
        ),
    ),
    "add-position": (
        (
            "/record add position zoe-moreau question:all-night date:2022-09-12 score:neither "
            'reading:"Would not say" quotes:q-zoe-moreau-2022-09-12-abstain'
        ),
    ),
    "add-person": ('/record add person name:"Nora Night" summary:"Mends lamps"',),
    "add-person-like": ('/record add person name:"Zoe Moreau" summary:"Someone else"',),
    "add-organisation": ('/record add organisation name:"Lamp Works" summary:"Makes lamps" kind:company',),
    "add-source": ('/record add source https://lamps.example.org/ title:"All about lamps"',),
    "add-question": (
        '/record add question text:"Who pays for the lamps?" proposition:"The town should pay." short:costs',
    ),
    "add-briefing-form": ("/record add briefing",),
    "add-dossier": (
        (
            '/record add dossier title:"The debate on bells" topic:"the bells" asks:"When should bells ring?" '
            'summary:"A town argues over its bells." method:"Read in the papers."'
        ),
    ),
    "correct-form": (f"/record correct {VOTE}",),
    "correct": (f'/record correct {VOTE} title:"The council halves the light" reason:"As the minutes have it"',),
    "retract": (SNOW,),
    "retracted-source": (SNOW, f"/source {ICE}"),
    "reinstate": (SNOW, f"/record reinstate {ICE}"),
    "undo": (HUM, "/record undo"),
    "settle": (f"/record settle {ICE} keep:ours",),
    "history": (
        f'/record correct {VOTE} title:"The council halves the light" reason:"As the minutes have it"',
        f'/record retract {VOTE} reason:"It was put off"',
        f"/history {VOTE}",
    ),
    "suggest-form": ("/suggest",),
    "suggest": (SUGGESTED,),
    "suggestions": (SUGGESTED, "/suggestions"),
    "review": (SUGGESTED, "/review"),
    "review-one": (SUGGESTED, "/review 1"),
    "review-reject": (SUGGESTED, '/review 1 reject reason:"No page says so"'),
    "review-approve": (SUGGESTED, "/review 1 approve"),
    "curators-list": ("/curators add u7", "/curators list"),
    "curators-add": ("/curators add u7 admin",),
    "curators-remove": ("/curators add u7", "/curators remove u7"),
    "settings": ("/settings zone:berlin", "/settings zone:Europe/Berlin"),
    "settings-form": ("/settings change:yes",),
    "export": (HUM, "/export"),
    "export-gap": ("/export",),
    "export-all": ("/export all json",),
    "import-form": ("/import",),
    "import": (IMPORTED,),
    "import-dry": (f"{IMPORTED} dry:yes",),
    "import-faults": ("/import rows:'kind,id\nquote,q-one\npoem,q-two'".replace("'", '"'),),
    "audit": (HUM, "/curators add u7", "/audit"),
    "subscribe-form": ("/subscribe",),
    "subscribe": (WEEKLY,),
    "subscribe-wrong-time": ('/subscribe quote every:"61 * * * *"',),
    "subscribe-wrong-zone": ('/subscribe quote every:"daily 9:00" zone:Europe/Londn',),
    "subscriptions": (WEEKLY, QUOTES, "/subscriptions 2 pause", "/subscriptions"),
    "subscriptions-gap": ("/subscriptions",),
    "subscriptions-one": (WEEKLY, QUOTES, "/subscriptions 2 send", "/subscriptions 2"),
    "subscriptions-pause": (QUOTES, "/subscriptions 1 pause"),
    "subscriptions-edit": (QUOTES, "/subscriptions 1 edit"),
    "subscriptions-preview": (QUOTES, "/subscriptions 1 preview"),
    "subscriptions-send": (WEEKLY, "/subscriptions 1 send"),
    "subscriptions-delete": (QUOTES, "/subscriptions 1 delete"),
    "deliveries": (WEEKLY, QUOTES, "/subscriptions 1 send", "/subscriptions 2 send", "/deliveries"),
    "deliveries-gap": ("/deliveries status:failed",),
}
"""What curators and admins type, one after the other; the last answer is the one that is looked at."""
