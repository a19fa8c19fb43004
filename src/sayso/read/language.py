"""Whether a text is English: its script, then whose function words it uses.

After Grefenstette 1995 ("Comparing two language identification schemes"): the commonest short
words tell apart the languages of one script from some twenty words on. The test is one-sided:
a text is refused only on evidence for another language, so a headline of a few words is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from sayso.errors import NotEnglish
from sayso.read.words import FUNCTION_WORDS, words_of

_SAMPLE = 20_000  # characters from the start, middle and end decide
_FOREIGN_SCRIPT = 0.3
_MIN_EVIDENCE = 3
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_NOT_LATIN = re.compile(r"[^\W\d_\u0000-\u024f]")
_SCRIPTS = {
    "ARABIC": "Arabic script",
    "CYRILLIC": "Cyrillic script (such as Russian)",
    "HEBREW": "Hebrew",
    "GREEK": "Greek",
    "CJK": "Chinese or Japanese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
    "DEVANAGARI": "Devanagari script (such as Hindi)",
    "BENGALI": "Bengali",
    "THAI": "Thai",
    "GEORGIAN": "Georgian",
    "ARMENIAN": "Armenian",
    "ETHIOPIC": "Ethiopic script (such as Amharic)",
    "TAMIL": "Tamil",
    "MYANMAR": "Burmese",
}

_COMMON = {
    "French": """le la les des du un une et est dans que qui pour pas sur au aux avec ce cette son
        ses par plus ont été sont était mais ou où il elle ils nous vous leur leurs comme après
        selon entre deux fait""",
    "German": """der die das und ist nicht ein eine einen einem einer den dem des von zu mit sich
        auf für im dass sie er es wurde wird haben hat auch als nach bei aus über oder werden
        wurden sind waren mehr noch""",
    "Spanish": """el la los las de del un una y es en que por para con no se su sus al lo como más
        ha han fue fueron pero sobre entre este esta según desde hasta también muy ya""",
    "Portuguese": """o os as um uma e é em que por para com não se seu sua ao à dos das da do na no
        nos nas mais foi foram são mas como sobre também pelo pela segundo até já""",
    "Italian": """il lo la gli le un una e è di che in per con non si da del della dei delle al
        alla nel nella sono ha hanno stato più come anche ma dopo contro secondo""",
    "Dutch": """de het een en van is dat op te in niet zijn met voor aan er om door ook als bij
        naar uit maar hebben heeft werd worden over nog deze wordt waren""",
    "Swedish": """och att det som en på är av för med den till inte har de ett om var från men vid
        så efter under också enligt hade kan""",
    "Norwegian or Danish": """og at det som en på er av af for med den til ikke har de et om var
        fra men ved så etter efter også ifølge hadde havde blev ble""",
    "Turkish": """ve bir bu da de için ile olarak olan daha çok gibi kadar sonra ancak ise olduğu
        tarafından göre etti oldu dedi""",
    "Polish": """i w na z do nie się że jest to o jak po za od przez ale dla są był była oraz ten
        tym które który""",
    "Indonesian or Malay": """dan yang di itu dengan untuk tidak ini dari dalam pada akan juga
        oleh ke karena mereka telah sebagai ada""",
    "Romanian": """și în a de la cu pe nu un o că din mai este au fost sunt pentru care prin după
        dar""",
    "Czech": """a v na se že je z s do o k i pro by ale jako za po podle který jsou byl bylo""",
    "Somali": """oo ka ku iyo in ee ay soo u uu la waa waxa ah isaga""",
    "Swahili": """na ya wa kwa katika ni za la kuwa cha hii huo kama baada""",
}
_OTHERS = {name: frozenset(words.split()) for name, words in _COMMON.items()}


def require_english(text: str, *, where: str) -> None:
    """Raises `NotEnglish`, with the language's name where it is known."""
    other = other_language(text)
    if other:
        raise NotEnglish(
            f"the text looks like {other}; sayso reads English",
            where=where,
            remedy="give an English page, or switch the check off if this one is English",
        )


def other_language(text: str) -> str | None:
    """The name of the language or script if the text is not English, else None.

    >>> other_language("Le gouvernement a annoncé que les troupes sont dans la ville.")
    'French'
    >>> other_language("Truce holds in Taiz") is None
    True
    """
    sample = _sampled(text)
    return _other_script(sample) or _other_latin(sample)


def _sampled(text: str) -> str:
    if len(text) <= _SAMPLE:
        return text
    third, middle = _SAMPLE // 3, len(text) // 2
    return " ".join((text[:third], text[middle : middle + third], text[-third:]))


def _other_script(sample: str) -> str | None:
    foreign: Counter[str] = Counter()
    for char, count in Counter(_NOT_LATIN.findall(sample)).items():
        script = unicodedata.name(char, "").split(" ")[0]
        if script not in ("LATIN", "MODIFIER", "FULLWIDTH"):
            foreign[script] += count
    latin = len(_LATIN.findall(sample))
    if foreign.total() <= _FOREIGN_SCRIPT * (foreign.total() + latin):
        return None
    script = foreign.most_common(1)[0][0]
    return _SCRIPTS.get(script, f"{script.title()} script")


def _other_latin(sample: str) -> str | None:
    counts = Counter(word.lower() for word in words_of(sample))
    english = sum(count for word, count in counts.items() if word in FUNCTION_WORDS)
    best, found, kinds = "", 0, 0
    for name, common in _OTHERS.items():
        # words that English has too ("in", "on", "a") speak for neither
        own = [count for word, count in counts.items() if word in common - FUNCTION_WORDS]
        if sum(own) > found:
            best, found, kinds = name, sum(own), len(own)
    strong = found >= _MIN_EVIDENCE and kinds >= 2 and found > 1.5 * english
    return best if strong and found >= 0.08 * counts.total() else None
