"""What is kept of findings, and of clients: by rule and subject, bounded, with whose it was."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.findings import Evidence, Findings, Rule
from mockplatform.findings.deeds import Deed, Looked, Missing, Who
from mockplatform.findings.kept import Occurrence
from mockplatform.findings.rule import Hook, Recent, Seen
from mockplatform.limits import LIMITS
from tests.findings.book import ANN, Book
from tests.findings.test_reviewer import LOOK, Blames, about


def occurrence(at: float) -> Occurrence:
    """One time."""
    return Occurrence(at, ())


def test_findings_of_one_subject_are_one_with_its_first_and_its_last_time() -> None:
    findings, rule = Findings(), about("r")
    made = findings.add(rule, "ann", occurrence(1))
    assert made is not None
    assert made.first is made.last
    for at in (2.0, 3.0):
        assert findings.add(rule, "ann", occurrence(at)) is made
    assert (made.id, made.count, made.first.at, made.last.at) == ("f1", 3, 1, 3)
    findings.add(rule, "bob", occurrence(4))
    findings.add(about("s"), "ann", occurrence(5))
    assert [one.id for one in findings] == ["f1", "f2", "f3"]


def test_findings_of_a_rule_are_bounded_and_those_that_are_not_kept_are_counted() -> None:
    findings, rule = Findings(), about("r")
    for number in range(LIMITS.findings_of_rule_max):
        assert findings.add(rule, f"user-{number}", occurrence(0)) is not None
    for _ in range(5):
        assert findings.add(rule, "one-more", occurrence(0)) is None
    assert (len(findings), findings.dropped) == (LIMITS.findings_of_rule_max, {"r": 5})
    again = findings.add(rule, "user-0", occurrence(1))
    assert again is not None
    assert (again.count, findings.dropped) == (2, {"r": 5})
    other = findings.add(about("s"), "one-more", occurrence(0))
    assert other is not None
    assert other.id == f"f{LIMITS.findings_of_rule_max + 1}"
    findings.clear()
    assert (len(findings), findings.dropped) == (0, {})
    assert findings.add(rule, "one-more", occurrence(0)) is not None


def test_it_is_in_one_conversation_or_in_several_whatever_the_last_time_was() -> None:
    book = Book(Keyed)
    for id_, who in (("c-1", "ann"), ("c-2", "ann"), ("c-1", "ann"), ("c-3", "ben"), ("", "ben")):
        book.did(LOOK, who=Who(who), id_=id_)
    ann, ben = book.findings
    assert (ann.conversations, ben.conversations) == ({"c-1", "c-2"}, {"c-3"})
    book.did(LOOK, who=Who("ann"), id_="c-4")
    assert len(book.findings[0].conversations) == 2


def test_it_knows_at_which_entry_it_was_found_be_its_evidence_older() -> None:
    book = Book(Keyed)
    book.did(LOOK)
    at = book.did(LOOK)
    assert book.findings[0].last.found_at == at
    late = Book(Late)
    late.did(LOOK)
    last = late.did(LOOK)
    assert late.findings[0].last.found_at == last + 1


def test_what_is_not_kept_is_neither_told_at_once_nor_journaled() -> None:
    book = Book(Blames)
    for number in range(LIMITS.findings_of_rule_max + 3):
        book.did(Looked(f"c-{number}", "OPEN"))
    assert len(book.reviewer.review()) == LIMITS.findings_of_rule_max
    journaled = [entry for entry in book.journal.behind(0) if entry.kind == "finding"]
    assert len(journaled) == LIMITS.findings_of_rule_max
    assert book.reviewer.findings.dropped == {"blames": 3}


class Keyed(Rule):
    """Finds each client that looks."""

    about = about("keyed")

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear who looks."""
        return {Looked: lambda seen: self.found(seen.deed.who.key, Evidence(seen.entry, "looked"))}


def test_a_finding_knows_the_user_whose_widget_it_was() -> None:
    """Also where a name has a slash in it, and where a fault refused the call before all else."""
    book = Book(Keyed)
    book.did(LOOK, who=Who("ann", "tab-1"))
    book.did(LOOK, who=Who("ann/b", "tab/2"))
    book.did(LOOK, who=Who("ben/c", ""))
    refused = Deed(Who("cy", "tab-3"), "", 503, is_injected=True, acts=(LOOK,))
    book.journal.record("http", ("GET", "/", 503, 1.0), deed=refused)
    assert [(one.subject, one.user, one.known_as) for one in book.findings] == [
        ("ann/tab-1", "ann", "ann/*"),
        ("ann/b/tab/2", "ann/b", "ann/b/*"),
        ("ben/c", "ben/c", "ben/c"),
        ("cy/tab-3", "cy", "cy/*"),
    ]


class Late(Rule):
    """Finds, once time has passed, that a client has looked."""

    about = about("late")

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear who looks."""
        self.looked: list[Seen] = []
        return {Looked: self.looked.append}

    def settle(self, now: float) -> None:
        """Find the first one."""
        first, self.looked = self.looked[0], []
        self.found(first.deed.who.key, Evidence(first.entry, f"it looked before {now}"))


def test_what_time_alone_decides_is_of_no_deeds_client() -> None:
    book = Book(Late)
    book.did(LOOK, who=Who("ann/b", "tab-1"))
    book.did(LOOK, who=Who("ann", "tab-2"))  # the last deed: its user begins the other's name
    (found,) = book.findings
    assert (found.subject, found.user) == ("ann/b/tab-1", "ann/b")


def test_of_clients_those_are_remembered_that_were_last_heard_of() -> None:
    recent: Recent[str, list[int]] = Recent(list, 2)
    recent["a"].append(1)
    recent["b"].append(2)
    recent["a"].append(3)
    recent["c"] = [4]
    assert (recent.get("a"), recent.get("b"), recent.get("c")) == ([1, 3], None, [4])
    assert (len(recent), recent.values()) == (2, [[1, 3], [4]])
    recent.get("a")  # to look is not to hear of
    recent["d"] = [5]
    assert recent.get("a") is None
    assert (recent.pop("c"), recent.pop("c"), len(recent)) == ([4], None, 1)


def test_a_deed_names_a_widget_of_a_user_else_the_user() -> None:
    assert (ANN.key, Who("ann", "").key, Who("ann").key) == ("ann/tab-1", "ann", "ann")
    assert Missing("c-1") == ("c-1",)
