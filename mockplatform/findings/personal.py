"""Owns how personal data is told from what routing needs: by its form, or by its member's name.

What is found is a kind, such as "an e-mail address"; the value itself is given to nobody.
Numbers are read with care: most long ones are of orders, of times or of versions.
"""

from __future__ import annotations

import re
from typing import Final

EMAIL: Final = "an e-mail address"
PHONE: Final = "a phone number"
CARD: Final = "a card number"

LOOKED_AT_CHARS_MAX: Final = 16 * 1024
"""Of each value: as many characters as routing data may have bytes."""
AT_SIGNS_MAX: Final = 16
"""Of each value: a text with more of them is no list of customers."""
PHONE_DIGITS_MIN: Final = 9
PHONE_DIGITS_MAX: Final = 15
"""ITU-T E.164: fifteen digits at most. With fewer than nine most are days and zones of time."""
NAMED_PHONE_DIGITS_MIN: Final = 7
"""Where the member's name says that it is one: a number without its area."""
CARD_DIGITS: Final = {
    14: re.compile(r"3[0689]"),
    15: re.compile(r"3[47]"),
    16: re.compile(r"4|5[1-5]|2[2-7]|6011|64[4-9]|65|35(?:2[89]|[3-8])"),
    19: re.compile(r"4|6[0245]"),
}
"""How many digits a card's number has, and how it begins: ISO/IEC 7812, by the large schemes."""
NAMED_CARD_DIGITS: Final = range(13, 20)
"""Where the member's name says that it is one: of any scheme."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LOCAL = re.compile(r"[\w.%+'-]{1,64}\Z")
_DOMAIN = re.compile(r"(?:[^\W_][\w-]{0,62}\.){1,8}([^\W\d_]{2,24})(?![\w-])")
_NO_TOP_LEVEL = _set("css gif htm html jpeg jpg js json md pdf png svg ts txt webp xml")
_ROLES = _set(
    "admin billing contact git hello help info mail no-reply noreply office orders postmaster "
    "press root sales service shop support team webmaster"
)
"""Whose address is nobody's own."""
_INTERNATIONAL = re.compile(
    r"(?<![\w.+-])(?:tel:)?\+([1-9](?:[ /()-]{0,2}\d){6,16}+)(?![\w:]|\.\d)"
)
_NORTH_AMERICAN = re.compile(
    r"(?<![\w.()+-])(?:\([2-9]\d\d\) ?|[2-9]\d\d([ .-]))[2-9]\d\d(?(1)\1|[ .-])\d{4}(?![\w.-]*\w)"
)
_DIGIT_RUN = re.compile(r"(?<![\w.-])(?<!\d )\d(?:[ -]?\d){13,18}+(?![ -]?\d|\w|\.\d)")
_SOME_DIGITS = re.compile(rf"(?:\D*+\d){{{NAMED_PHONE_DIGITS_MIN}}}")
_PHONE_ALONE = re.compile(r"\s*\+?[\d ./()-]{7,32}\s*")
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_WHOSE = _set(
    "billing caller client contact customer guest home my primary shipping user visitor work"
)
_PHONES = _set("cell cellphone fax mobile mobilephone msisdn phone tel telephone whatsapp")
_CARDS = _set("card cardpan cc creditcard debitcard pan paymentcard")
_COUNTED = _set("address n no nr num number")
_OTHERWISE = _set(
    "at batch build case id invoice order parcel ref reference request session sku ticket time "
    "timestamp tracking ts version"
)
"""A member with one of these words in its name says that its number is something else."""


def personal(name: str, value: str) -> str | None:
    """Return what kind of personal data a member seems to hold; None where it is none.

    Args:
        name: The member's name: `customerPhone`, `order_id`.
        value: Its value; of anything but a text, its JSON.
    """
    text = value[:LOOKED_AT_CHARS_MAX]
    if _has_email(text):
        return EMAIL
    if not _SOME_DIGITS.match(text):
        return None
    words = [word.lower() for word in _WORDS.findall(name[:128])]
    what = "".join(word for word in words if word not in _WHOSE | _COUNTED)
    if what in _CARDS and _is_numbered(text):
        return CARD
    if what in _PHONES and _is_phone(text):
        return PHONE
    return _number(text, is_otherwise=not _OTHERWISE.isdisjoint(words))


def _number(text: str, *, is_otherwise: bool) -> str | None:
    """Return what a number in a text is by its form alone."""
    if any(_is_card(found[0], is_otherwise=is_otherwise) for found in _DIGIT_RUN.finditer(text)):
        return CARD
    for found in _INTERNATIONAL.finditer(text):
        if PHONE_DIGITS_MIN <= len(_digits(found[1])) <= PHONE_DIGITS_MAX:
            return PHONE
    if not is_otherwise and _NORTH_AMERICAN.search(text):
        return PHONE
    return None


def _has_email(text: str) -> bool:
    if "%40" in text:
        text = text.replace("%40", "@")  # as it stands in the query of a URL
    at = text.find("@")
    for _ in range(AT_SIGNS_MAX):
        if at < 0:
            return False
        local = _LOCAL.search(text[max(0, at - 64) : at])
        domain = _DOMAIN.match(text, at + 1, at + 256)
        is_address = domain is not None and domain[1].lower() not in _NO_TOP_LEVEL
        if local and is_address and local[0].lower() not in _ROLES:
            return True
        at = text.find("@", at + 1)
    return False


def _is_phone(text: str) -> bool:
    digits = len(_digits(text))
    return (
        NAMED_PHONE_DIGITS_MIN <= digits <= PHONE_DIGITS_MAX
        and _PHONE_ALONE.fullmatch(text) is not None
        and _ADDRESS.fullmatch(text.strip()) is None
    )


def _is_numbered(text: str) -> bool:
    """Whether a text is a number with a check digit, as long as a card's."""
    digits = text.strip().replace(" ", "").replace("-", "")
    return (
        digits.isascii()
        and digits.isdecimal()
        and len(digits) in NAMED_CARD_DIGITS
        and _is_luhn(digits)
    )


def _is_card(run: str, *, is_otherwise: bool) -> bool:
    """Whether a run of digits is a card's number; one in groups is, whatever its member's name."""
    digits = _digits(run)
    begins = CARD_DIGITS.get(len(digits))
    if begins is None or begins.match(digits) is None or (is_otherwise and digits == run):
        return False
    return _is_luhn(digits)


def _is_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit: ISO/IEC 7812-1, annex B; not of zeros alone."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + place % 2)
        total += sum(divmod(number, 10))
    return total % 10 == 0 and total > 0


def _digits(text: str) -> str:
    return "".join(char for char in text if char in "0123456789")
