"""Files that are sent along: which are taken, how they come, when it is too late."""

from __future__ import annotations

from typing import Any

import pytest
from immutables import Map

from mockplatform.core import files as f
from mockplatform.core.aggregate import Command
from mockplatform.core.events import Person
from mockplatform.core.messaging import Messaging
from mockplatform.core.session import AGGREGATE, Configure, Session
from mockplatform.errors import (
    FeatureOff,
    FileExpired,
    FileNotUploaded,
    FileRefused,
    FileUnknown,
    ThingExists,
    TooManyRequests,
)
from mockplatform.limits import LIMITS
from tests.core.builders import NOW, Story


def file(id_: str = "f1", **more: Any) -> f.File:
    """Return a file that was announced."""
    return f.File(**{"id": id_, "name": "a.png", "mime": "image/png", "size": 3, **more})


def begun() -> Story[Session]:
    """Return a session that has begun."""
    story = Story(AGGREGATE)
    story.do(Configure(deployment_id="shop", guest=Person(purpose="customer", id="guest-1")))
    return story


def offer(story: Story[Session], id_: str = "f1", **more: Any) -> Any:
    """Announce a file now; return what happened."""
    command: Command = f.OfferFile(file=file(id_, offered_at=story.now, **more))
    return story.do(command)


def test_a_file_is_announced_then_uploaded_in_time_and_may_be_deleted() -> None:
    story = begun()
    with pytest.raises(FileUnknown):
        f.file_of(story.state.files, "f1")
    offer(story)
    with pytest.raises(FileNotUploaded):
        f.uploaded(story.state.files, "f1", story.now)
    story.now += LIMITS.file_upload_s_max
    story.do(f.TakeFile(file_id="f1", size=3))
    assert f.uploaded(story.state.files, "f1", story.now).uploaded_at == story.now
    assert story.do(f.TakeFile(file_id="f1", size=9)) == []
    story.do(f.DeleteFile(file_id="f1"))
    with pytest.raises(FileUnknown):
        story.do(f.DeleteFile(file_id="f1"))


def test_a_file_that_comes_too_late_is_refused() -> None:
    story = begun()
    offer(story)
    story.now += LIMITS.file_upload_s_max + 0.001
    with pytest.raises(FileExpired):
        story.do(f.TakeFile(file_id="f1", size=3))
    with pytest.raises(FileExpired):
        f.uploaded(story.state.files, "f1", story.now)


def test_an_id_is_taken_once_its_file_has_come() -> None:
    story = begun()
    offer(story)
    offer(story, name="b.png")
    assert story.state.files["f1"].name == "b.png"
    story.do(f.TakeFile(file_id="f1", size=3))
    with pytest.raises(ThingExists):
        offer(story)


def test_a_session_has_only_so_many_files_and_those_that_never_came_make_room() -> None:
    story = begun()
    for number in range(LIMITS.session_files_max):
        offer(story, f"f{number}")
    with pytest.raises(TooManyRequests):
        offer(story, "more")
    offer(story, "f0")
    story.do(f.TakeFile(file_id="f0", size=3))
    story.now += LIMITS.file_upload_s_max + 1
    offer(story, "more")
    assert set(story.state.files) == {"f0", "more"}


def refusal(messaging: Messaging, **more: Any) -> str:
    """Return why a file is refused; empty where it is not."""
    about: dict[str, Any] = {"name": "a.png", "mime": "image/png", "size": 1, **more}
    try:
        f.check(messaging, **about)
    except FileRefused as error:
        return error.why
    return ""


def test_names_are_judged() -> None:
    every = Messaging()
    for name in ("", " ", "..", "a/b.png", "a\\b", "a\x00.png", "a\nb", 'a".png'):
        assert refusal(every, name=name) == "name", name
    assert refusal(every, name="ä" * LIMITS.file_name_chars_max) == ""
    assert refusal(every, name="ä" * (LIMITS.file_name_chars_max + 1)) == "length"


def test_types_and_extensions_are_judged_whatever_their_case() -> None:
    images = Messaging(file_types=("image/*", "application/pdf"))
    assert refusal(images, mime="IMAGE/webp") == ""
    assert refusal(images, mime="application/pdf") == ""
    for mime in ("application/zip", "image", "image/", "*/*", "image/png; a=b", "image/p\ng", ""):
        assert refusal(images, mime=mime) == "type", mime
    assert refusal(Messaging(), name="Setup.EXE") == "type"
    assert refusal(Messaging(blocked_extensions=(".PNG",))) == "type"


def test_a_size_is_taken_to_the_last_byte() -> None:
    small = Messaging(file_size_kb_max=2)
    assert refusal(small, size=2000) == ""
    assert refusal(small, size=2001) == refusal(small, size=0) == refusal(small, size=-1) == "size"


def test_a_deployment_may_take_no_files_at_all() -> None:
    with pytest.raises(FeatureOff):
        f.check(Messaging(attachments=False), "a.png", "image/png", 1)


def test_media_are_of_few_kinds() -> None:
    assert f.media_type("image/png") == "Image"
    assert f.media_type("Video/mp4") == "Video"
    assert f.media_type("audio/ogg") == "Audio"
    assert f.media_type("text/plain") == "File"


def test_what_is_offered_later_leaves_the_others_as_they_are() -> None:
    files = f.after(Map(), f.FileOffered(at=NOW, file=file(offered_at=NOW)))
    assert set(f.after(files, f.FileDeleted(at=NOW, file_id="f1"))) == set()
    assert set(files) == {"f1"}
