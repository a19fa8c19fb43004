from __future__ import annotations

import pytest

from sayso.errors import NotEnglish
from sayso.read.language import other_language, require_english
from tests.read.pages import load_pages

OTHERS = {
    "French": "Le gouvernement a annoncé que les troupes avaient repris la ville aux rebelles.",
    "German": "Die Armee hat die Stadt nach Angaben der Regierung von den Rebellen erobert.",
    "Spanish": "El ejército dijo que las fuerzas rebeldes atacaron la ciudad por la noche.",
    "Turkish": "Ordu pazartesi günü kente girdi ve bir bölümü için çok daha fazla asker istedi.",
    "Dutch": "Het leger heeft de stad ingenomen, zegt de regering, maar de strijd is niet voorbij.",
    "Russian": "Войска вошли в город в понедельник, сообщили власти.",
    "Arabic": "قال الجيش يوم الاثنين إن قواته دخلت المدينة.",
    "Chinese": "军方周一表示，其部队已进入该市。",
    "Hebrew": "הצבא נכנס לעיר ביום שני.",
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_languages_are_named(name: str) -> None:
    assert name in (other_language(OTHERS[name]) or "")
    with pytest.raises(NotEnglish, match="reads English"):
        require_english(OTHERS[name], where="a.txt")


@pytest.mark.parametrize(
    "text",
    [
        "Truce holds in Taiz",
        "Charles de Gaulle sails",
        "La Paz: Morales resigns",
        "ISIL",
        "U.S.-led coalition hits Deir ez-Zor",
        "Die Zeit reporter held",
        "The minister said “نحن لن نستسلم” (we will not give in) and left the hall with his men.",
        "2015",
        "",
    ],
)
def test_short_english_is_not_refused(text: str) -> None:
    assert other_language(text) is None


def test_no_english_page_is_refused() -> None:
    for page in (*load_pages("train"), *load_pages("heldout")):
        assert other_language(page.text) is None
        assert all(other_language(line) is None for line in page.lines), page.name
