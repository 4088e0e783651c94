"""Personal data is told from the numbers and signs that routing has every reason to know."""

from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest

from mockplatform.findings import personal as module
from mockplatform.findings.personal import CARD, EMAIL, PHONE, personal
from mockplatform.limits import LIMITS

PERSONAL = [
    ("email", "ann@example.com", EMAIL),
    ("email", "ann@x.org", EMAIL),
    ("note", "ann@example.com " + "x" * 100, EMAIL),
    ("note", "write to ann.b+x@mail.example.co.uk please", EMAIL),
    ("page", "https://shop.example/cart?for=ann%40example.com", EMAIL),
    ("nested", '{"mail":"ann@example.com"}', EMAIL),
    ("umlauts", "ünal@exämple.de", EMAIL),
    ("two", "support@shop.example, ann@example.com", EMAIL),
    ("from", "Ann <ann@example.com>", EMAIL),
    ("p", "+49 30 1234567", PHONE),
    ("p", "+49 (30) 123-4567", PHONE),
    ("p", "+1 (415) 555-2671", PHONE),
    ("p", "tel:+14155552671", PHONE),
    ("p", "+354123456", PHONE),
    ("p", "+123456789012345", PHONE),
    ("p", "(415) 555-2671", PHONE),
    ("p", "415-555-2671", PHONE),
    ("p", "call 415.555.2671 now", PHONE),
    ("customerPhone", "030 1234567", PHONE),
    ("phone_number", "5551234", PHONE),
    ("home-tel", "030/1234567", PHONE),
    ("order_id", "+14155552671", PHONE),
    ("c", "4242424242424242", CARD),
    ("c", "4242 4242 4242 4242", CARD),
    ("c", "paid with 5555555555554444, it says", CARD),
    ("c", "2223003122003222", CARD),
    ("c", "378282246310005", CARD),
    ("c", "6011111111111117", CARD),
    ("c", "3566002020360505", CARD),
    ("c", "30569309025904", CARD),
    ("c", "6205500000000000004", CARD),
    ("order", "4242-4242-4242-4242", CARD),
    ("card_number", "4222222222222", CARD),
    ("customerCard", "9999999999999995", CARD),
]

FALSE_FRIENDS = [
    ("order_id", "4242424242424242"),
    ("orderNumber", "4242424242424242"),
    ("order", "112-1234567-1234567"),
    ("order", "415-555-2671"),
    ("case", "CR-88421"),
    ("ticket", "ord-20240501-000123"),
    ("c", "4242424242424241"),
    ("c", "4242424242424247"),
    ("c", "9999999999999995"),
    ("c", "0000000000000000"),
    ("c", "42424242424242424242"),
    ("card", "42222222222222222228"),
    ("card", "4242x42424242424"),
    ("card", "４２４２４２４２４２４２４２４２"),
    ("phone", "call 5551234"),
    ("phone", "555 123"),
    ("card", "visa"),
    ("card_last4", "4242"),
    ("card", "0000000000000"),
    ("cc", "424242424242"),
    ("at", "1700000000000"),
    ("at", "1700000000000000"),
    ("at", "1700000000000000000"),
    ("at", "2024-05-01T10:00:00+02:00"),
    ("at", "2024-05-01T10:00:00.123+0200"),
    ("at", "2024-05-01 10:00:00"),
    ("day", "+20240501"),
    ("zone", "UTC+12"),
    ("hours", "08:00-18:00"),
    ("id", "550e8400-e29b-41d4-a716-446655440000"),
    ("id", "12345678-1234-4234-8234-123456789012"),
    ("id", "2001:0db8:85a3:0000:0000:8a2e:0370:7334"),
    ("ip", "192.168.100.200"),
    ("mobile", "192.168.100.200"),
    ("mobile", "iphone"),
    ("phone_verified_at", "20240501"),
    ("phone", "15"),
    ("phone", "555123"),
    ("phone", "555 123"),
    ("phone", "1234567890123456"),
    ("has_phone", "true"),
    ("email", "verified"),
    ("email", "ann@localhost"),
    ("version", "1.2.3+20240501123"),
    ("version", "10.15.7"),
    ("agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0 Safari/537.36"),
    ("language", "en-US,de;q=0.9"),
    ("image", "logo@2x.png"),
    ("package", "react@18.2.0"),
    ("handle", "@support"),
    ("at", "me @ home.example"),
    ("to", "support@shop.example"),
    ("repository", "git@github.com:shop/site.git"),
    ("iban", "DE89 3704 0044 0532 0130 00"),
    ("isbn", "978-3-16-148410-0"),
    ("ean", "4006381333931"),
    ("amount", "1234567.89"),
    ("geo", "+52.520008,+13.404954"),
    ("geo", "52.520008, 13.404954"),
    ("zip", "90210-1234"),
    ("range", "100-200-3000"),
    ("x", "555-123-4567-8901"),
    ("x", "+1234567890123456"),
    ("x", "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢"),
]

SIZE = LIMITS.routing_data_bytes_max
COST_S_MAX = 0.2
"""Fifty times what the worst of these costs."""
HOSTILE = [
    "a" * SIZE,
    "@" * SIZE,
    "a@" * (SIZE // 2),
    "a@a." * (SIZE // 4),
    "x@" + "a." * SIZE,
    "%40" * (SIZE // 3),
    "1" * SIZE,
    "1 " * (SIZE // 2),
    "1-" * (SIZE // 2),
    "+1" * (SIZE // 2),
    "+1((" * (SIZE // 4),
    "(415) " * (SIZE // 6),
    "415-" * (SIZE // 4),
    "+" * SIZE,
    " +1234567" * (SIZE // 9),
    " 4242424242424241" * (SIZE // 17),
    "\ud800" * SIZE,
]


@pytest.mark.parametrize(("name", "value", "kind"), PERSONAL)
def test_what_is_personal_is_told_by_its_kind(name: str, value: str, kind: str) -> None:
    """By its form, or where its member's name says what the number is."""
    assert personal(name, value) == kind


@pytest.mark.parametrize(("name", "value"), FALSE_FRIENDS)
def test_what_only_looks_like_it_is_not(name: str, value: str) -> None:
    """Orders, times, versions, ids, addresses of machines and of nobody."""
    assert personal(name, value) is None


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:12]) for text in HOSTILE])
def test_a_hostile_value_costs_no_more_than_its_length(text: str) -> None:
    """A few milliseconds; with each character against each other it would be seconds."""
    began = process_time()
    personal("x", text)
    assert process_time() - began < COST_S_MAX


def test_only_so_much_of_a_value_is_looked_at() -> None:
    """As much as routing data may have."""
    mail = "ann@example.com"
    most = module.LOOKED_AT_CHARS_MAX
    assert personal("x", " " * (most - len(mail)) + mail) == EMAIL
    assert personal("x", " " * most + mail) is None
    many = "@ " * 16
    assert personal("x", f"{many} {mail}") is None
    assert personal("x", f"{many[2:]} {mail}") == EMAIL


def test_the_bounds_of_what_is_looked_for_are_in_order() -> None:
    """A number that its name tells may be shorter than one that only its form tells."""
    bounds = (module.NAMED_PHONE_DIGITS_MIN, module.PHONE_DIGITS_MIN, module.PHONE_DIGITS_MAX)
    assert all(one < other for one, other in pairwise(bounds))
    assert set(module.CARD_DIGITS) <= set(module.NAMED_CARD_DIGITS)


@pytest.mark.parametrize(("more", "kind"), [(0, EMAIL), (len(".com"), None)])
def test_of_a_very_long_text_the_beginning_is_looked_at(more: int, kind: str | None) -> None:
    """As much as routing data may have."""
    address = "ann@example.com"
    text = " " * (16 * 1024 - len(address) + more) + address
    assert personal("note", text) == kind
