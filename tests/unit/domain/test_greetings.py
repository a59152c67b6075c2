"""What an agent says first: the company and the machine, named in any language or left out."""

import pytest

from bot.domain.greetings import Greeting, read_greeting


def read(text: str, language: str = "en", company: str = "Acme") -> tuple[bool, bool]:
    """Return whether a greeting names the company, and the AI."""
    found: Greeting = read_greeting(text, language=language, company=company)
    return found.names_company, found.names_ai


NAMING_THE_MACHINE = (
    ("en", "Hi, I am an AI assistant"),
    ("en", "This is an automated call"),
    ("en", "Your virtual assistant speaking"),
    ("he", "שלום, אני מערכת בינה מלאכותית"),
    ("he", "מדברת העוזרת הווירטואלית"),
    ("he", "שיחה זו היא אוטומטית"),
    ("de", "Hier spricht die KI"),
    ("de", "Ich bin Ihr digitaler Assistent"),
    ("de", "Hier ist eine künstliche Intelligenz"),
    ("fr", "Je suis l'IA du magasin"),
    ("fr", "Ici l’assistante virtuelle"),
    ("es", "Soy un asistente virtual"),
    ("es", "Esta es una llamada automática"),
    ("pt", "Sou uma inteligência artificial"),
    ("it", "Sono un'intelligenza artificiale"),
    ("ar", "أنا المساعد الافتراضي"),
    ("ar", "هذا نظام ذكاء اصطناعي"),
    ("ru", "Здравствуйте, это робот"),
    ("ru", "с вами говорит искусственный интеллект"),
    ("uk", "Я віртуальний асистент"),
    ("pl", "Mówi sztuczna inteligencja"),
    ("zh", "我是人工智能助手"),
    ("ja", "AIアシスタントです。こちらは人工知能です"),
    ("ko", "인공지능 상담원입니다"),
    ("", "Je suis un assistant virtuel"),
    ("he", "Hello, I am an AI"),
)


def test_machine_is_named_in_the_words_of_a_language() -> None:
    named = [(language, text) for language, text in NAMING_THE_MACHINE if read(text, language)[1]]

    assert named == [*NAMING_THE_MACHINE]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Hi {{name}}, this is the booking desk"),
        ("en", "Mr Talbot speaking about {{ai_topic}}"),
        ("it", "Parlo ai clienti"),
        ("fr", "Bonjour, j'ai un message"),
        ("uk", "Як ваша робота?"),
        ("he", "שלום {{שם}}, מדברת נועה"),
        ("", "Hola, soy Ana"),
    ],
)
def test_greeting_without_those_words_names_no_machine(language: str, text: str) -> None:
    assert not read(text, language)[1]


@pytest.mark.parametrize(
    ("company", "text"),
    [
        ("Acme", "This is ACME's desk"),
        ("Acme Inc.", "Calling from Acme"),
        ("Müller GmbH", "Hier ist Mueller, also Müller"),
        ("Acme, אקמי", "מדברת נועה מאקמי"),
        ("小明公司", "我是小明公司的助手"),
        ("", "Hello"),
    ],
)
def test_company_is_named_however_it_is_written(company: str, text: str) -> None:
    assert read(text, company=company)[0]


@pytest.mark.parametrize(("company", "text"), [("Ola", "Hola"), ("Ola", "Olaf"), ("Acme", "Hi")])
def test_name_within_another_word_is_not_the_company(company: str, text: str) -> None:
    assert not read(text, company=company)[0]


def test_language_that_nobody_listed_is_not_accused() -> None:
    assert read("Habari, mimi ni Asha", "sw") == (False, True)
