"""Small closed word lists that the reader and the rooms behind it look at.

Function words are closed classes of the language. Page words name what a web page is worked
with (search, share, cookies), on no publisher's page in particular.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

WORD = re.compile(r"[^\W\d_]+(?:['’\-.][^\W\d_]+)*")
TERMINAL = '.!?…:;"”’»)]'

FUNCTION_WORDS = frozenset(
    """a an the this that these those and or but nor so yet if as than then of in on at by for
    from with without into onto over under after before since until while when where who whom
    whose which what why how to up out off about against between among through during across
    is are was were be been being am has have had having do does did done will would shall should
    can could may might must not no it its he him his she her hers they them their theirs we us
    our i me my you your there here also only more most some any all both each such other another
    very just too because although though whether still again however""".split()
)

FIRST_PERSON = frozenset("i we me us my our ours mine ourselves myself".split())
SECOND_PERSON = frozenset("you your".split())
# Words that stand for somebody or something told elsewhere.
PRONOUNS = (
    FIRST_PERSON
    | SECOND_PERSON
    | frozenset(
        """he she it they him her them his hers its their theirs himself herself itself themselves
        who whom whose which that this these those one""".split()
    )
)

# Finite forms that turn a string of nouns into a statement.
FINITE_VERBS = frozenset(
    """is are was were has have had does did will would can could may might must said says told
    tells called calls made makes took takes came comes went goes began begins left leaves gave
    gives held holds hit hits fell falls became becomes rose rises struck strikes fought found
    finds kept keeps knows knew saw sees sent sends set shot spoke stood thinks thought warns
    wants""".split()
)

SPEECH_VERBS = frozenset(
    "said says asked asks told added adds replied wrote writes shouted answered wondered".split()
)

PAGE_WORDS = frozenset(
    """accept accessibility account ad adblock ads advertise advertisement alerts app archive
    archives article articles author autoplay back blog bookmark bottom breaking browse browser
    button cancel careers categories category channel classifieds click close code comment
    commented comments contact contents continue cookie cookies copied copy copyright correction
    correspondents crossword current daily delete desktop digital direct disclaimer discussion
    dismiss donate download duration e-mail e-paper edit edition editions editors editor email
    embed enable enter episode epaper error facebook faq faqs favourite featured feed feedback
    fields filed filter follow font footer form forum free fullscreen gallery gift google headline
    headlines help hide highlights home homepage horoscope https inbox info instagram jobs join
    jump kb keep keyword keywords kbps language languages last latest legal library like linkedin
    link links list listen live load loading log login logout mail mailing main map media member
    membership menu messenger min mobile modified more most multimedia mute my navigation
    newsletter newsletters next notifications now offers online open opinion options page pages
    partner partners password pause permalink photo photos pinterest play player playback please
    podcast podcasts policy popular popup post posted posts powered preferences premium press prev
    previous print printable privacy promoted publish published quick rate rating read reading
    recipe recommended reddit refresh register related remove reply republish required reserved
    resend rights rss save schedule screen scroll search section sections see select send
    settings share shared shares shop shortlink show sign signup site sitemap size skip slideshow
    sms social sort source sources sponsor sponsored stories story stream submit subscribe
    subscriber subscribers subscription subscriptions support tag tagged tags telegram terms text
    theme tip tips toggle top topic topics translate trending trial tweet twitter unavailable
    unsubscribe updated updates upload url username video videos view views viewed visit volume
    vote votes wait watch weather web webcast website whatsapp widget youtube your zoom""".split()
)

# Words that open an order to the reader rather than a statement.
PAGE_ORDERS = frozenset(
    """accept add browse click close contact continue copy discover donate download embed enable
    enter explore find follow get give go hide join jump keep learn leave like listen load log
    make manage notify open play please post print rate read refresh register reply report save
    scroll search see select send share show sign skip sort stay submit subscribe support tap
    toggle try tweet unsubscribe upgrade view visit vote watch""".split()
)

TITLES_AND_RANKS = frozenset(
    """adm amb brig capt cdr cmdr cmdt col cpl dr ft gen gov hon insp jr lt ltd maj mr mrs ms mt
    pres prof pvt rep reps rev sen sens sgt sr st supt vs""".split()
)


def words_of(text: str) -> list[str]:
    """The words of a text, letters only, in their own case."""
    return WORD.findall(text)


def lowered(words: str) -> str:
    """The words in lower case, but for initials that would read as a pronoun: "US", "IT"."""
    return words if len(words) > 1 and words.isupper() else words.lower()


def is_pronoun(words: str) -> bool:
    """Whether some words are a pronoun, in whatever case.

    >>> is_pronoun("Us"), is_pronoun("US")
    (True, False)
    """
    return lowered(words) in PRONOUNS


def function_share(lower: Sequence[str]) -> float:
    """Share of function words among words in small letters, 0 to 1."""
    return sum(word in FUNCTION_WORDS for word in lower) / max(1, len(lower))
