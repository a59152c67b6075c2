"""Which of a call's variables names the callee, in whatever language the agent speaks."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

_LONGEST_NAME: Final = 80
_LONGEST_BEGINNING: Final = 200
# "Guten Tag Frau {{name}}, …"; "This is {{company}} calling" addresses nobody
_ADDRESSED: Final = re.compile(
    r"(?:[^\s{}]+\s+){0,3}[^\s{}]*\{\{\s*([^{}]+?)\s*\}\}\s*(?:[^\w\s{}]|$)"
    r"|\{\{\s*([^{}]+?)\s*\}\}"
)
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAME: Final = frozenset(
    """
    name names firstname fullname nombre nombres nom prénom nome naam navn namn nimi nafn név imię
    imie ime імʼя імя имя фио όνομα isim adı ad jméno meno nume vārds vardas שם שמו שמה اسم الاسم
    نام नाम பெயர் ชื่อ tên nama pangalan jina 名前 氏名 お名前 姓名 名字 이름 성함
    """.split()
)
_CALLEE: Final = frozenset(
    """
    callee customer client patient guest contact lead recipient person candidate member subscriber
    tenant student buyer applicant resident whom who cliente clienta paciente huésped contacto kunde
    kundin klient gast kontakt patientin invité paziente ospite klant patiënt pasient kund клиент
    пациент müşteri hasta לקוח לקוחה הלקוח מטופל המטופל מטופלת אורח عميل العميل مريض المريض زبون
    ग्राहक मरीज 顧客 患者 お客様 客户 고객 환자
    """.split()
)
_SOMEBODY_ELSE: Final = frozenset(
    """
    agent assistant bot company business firm organization brand clinic hospital doctor dr physician
    therapist dentist product service plan store shop restaurant hotel school city street caller
    sender employee rep manager seller owner file user domain event campaign pet project bank team
    department spouse emergency empresa compañía producto tienda médico doctora agente entreprise
    société produit médecin firma unternehmen produkt arzt ärztin azienda prodotto medico bedrijf
    компания врач агент şirket doktor חברה החברה מרפאה המרפאה רופא הרופא הסוכן מוצר המוצר
    شركة الشركة طبيب الطبيب منتج عيادة कंपनी 会社 会社名 商品 公司 产品 医生 회사 제품
    """.split()
)
_Rule = Callable[[str, str], bool]


def find_callee_name(
    variables: Mapping[str, str], descriptions: Mapping[str, str], greeting: str
) -> str:
    """Return the value of the variable that names the callee, "" where none does.

    `name` always does; then the one that the agent speaks to at the beginning of its
    `greeting`, one that is called a name, and one whose description in `descriptions` is
    that of the callee's name.
    """
    given = {name: value.strip() for name, value in variables.items() if _may_name(value.strip())}
    spoken = _ADDRESSED.match(greeting[:_LONGEST_BEGINNING])
    addressed = (spoken[1] or spoken[2]) if spoken else ""
    rules: tuple[_Rule, ...] = (
        lambda name, about: name.casefold() == "name",
        lambda name, about: name == addressed and not _is_else(name),
        lambda name, about: _has(name, _NAME) and _has(name, _CALLEE) and not _is_else(name),
        lambda name, about: _has(name, _NAME) and not _is_else(name) and not _is_else(about),
        lambda name, about: _has(about, _NAME) and not _is_else(name) and not _is_else(about),
        lambda name, about: _has(name, _CALLEE) and not _is_else(name),
    )
    for means in rules:
        for name, value in given.items():
            if means(name, descriptions.get(name, "")):
                return value
    return ""


def _may_name(value: str) -> bool:
    """Say whether this is short, and words rather than a number, an address or a date."""
    return len(value) <= _LONGEST_NAME and any(map(str.isalpha, value)) and "@" not in value


def _has(text: str, words: frozenset[str]) -> bool:
    return not words.isdisjoint(_split(text))


def _is_else(text: str) -> bool:
    return _has(text, _SOMEBODY_ELSE)


def _split(text: str) -> set[str]:
    composed = unicodedata.normalize("NFC", _HUMP.sub(" ", text)).casefold()
    # a sign of Hindi or Thai is a mark on a letter, which no pattern takes for a part of a word
    letters = (sign if unicodedata.category(sign)[0] in "LM" else " " for sign in composed)
    return set("".join(letters).split())
