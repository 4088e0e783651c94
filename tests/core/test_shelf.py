"""Files of chat channels: which wait for a message, and whose the others are."""

from __future__ import annotations

from mockplatform.core.files import File, FileDeleted, FileOffered
from mockplatform.core.shelf import Shelf, Waiting


def file(id_: str, at: float = 0.0) -> File:
    """Return a file that came at a time."""
    return File(id=id_, name="a.png", mime="image/png", size=3, offered_at=at, uploaded_at=at)


def test_a_file_waits_until_it_is_somebodys() -> None:
    shelf = Shelf()
    shelf.add(Waiting("chat", file("a"), "/a"))
    assert shelf.waiting("a") == ("chat", file("a"), "/a")
    assert (shelf.owner("a"), len(shelf)) == ("", 1)
    assert shelf.next_deadline("a") == (file("a").upload_until, "file.forgotten")
    shelf.heed("customer-1", FileOffered(at=1, file=file("a")))
    assert (shelf.waiting("a"), shelf.owner("a"), len(shelf)) == (None, "customer-1", 0)
    assert shelf.next_deadline("a") is None


def test_a_file_that_is_dropped_or_deleted_is_nobodys() -> None:
    shelf = Shelf()
    shelf.add(Waiting("chat", file("a"), "/a"))
    shelf.heed("customer-1", FileOffered(at=1, file=file("b")))
    shelf.drop("a")
    shelf.drop("c")
    shelf.heed("customer-1", FileDeleted(at=2, file_id="b"))
    assert (shelf.waiting("a"), shelf.owner("b")) == (None, "")


def test_a_file_that_two_customers_name_at_a_time_is_the_firsts() -> None:
    shelf = Shelf()
    for customer in ("customer-1", "customer-2"):
        shelf.heed(customer, FileOffered(at=1, file=file("a")))
    shelf.heed("customer-2", FileDeleted(at=2, file_id="a"))
    assert shelf.owner("a") == "customer-1"
