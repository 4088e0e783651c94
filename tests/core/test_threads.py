"""The index of threads."""

from __future__ import annotations

from mockplatform.core.threads import Threads


def test_a_thread_is_known_by_its_channel_and_name_with_all_who_have_one() -> None:
    threads = Threads()
    threads.add("livechat", "t-1", "ann")
    threads.add("livechat", "t-1", "bob")
    threads.add("livechat", "t-1", "ann")
    threads.add("messaging", "t-1", "cid")
    assert list(threads.whose("livechat", "t-1")) == ["ann", "bob"]
    assert list(threads.whose("messaging", "t-1")) == ["cid"]
    assert not threads.whose("messaging", "t-2")
