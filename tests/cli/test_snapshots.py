"""The commands `snapshot` and `checkpoint`: kept in a file or by a name, and put back."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from mockplatform.cli.exits import Exit
from mockplatform.client.under_test import TenantUnderTest
from mockplatform.server import MockPlatform
from tests.cli.conftest import Cli
from tests.client.customer import open_conversation
from tests.support import waiting


def talk(platform: MockPlatform) -> str:
    """Open a conversation; return its id."""
    tenant = TenantUnderTest(platform.admin, platform.admin.tenants.get("default"))
    return open_conversation(tenant.url, tenant.token(user_id="user-7"))


def ids(platform: MockPlatform) -> set[str]:
    """Return the conversations that there are."""
    return {one.id for one in platform.admin.conversations.list().conversations}


def test_a_snapshot_is_saved_for_its_owner_alone_and_loaded(
    cli: Cli, platform: MockPlatform, tmp_path: Path
) -> None:
    file = tmp_path / "taken.json"
    before = ids(platform)
    done = cli("snapshot", "save", str(file))
    assert done.returncode == Exit.OK
    assert "tenant default" in done.stdout
    assert file.stat().st_mode & 0o777 == 0o600
    assert talk(platform) in ids(platform) - before
    assert cli("snapshot", "load", str(file)).returncode == Exit.OK
    assert ids(platform) == before


def test_a_file_that_was_readable_for_all_is_its_owners_alone_then(
    cli: Cli, tmp_path: Path
) -> None:
    """A private key stands in it; whoever has the old file open sees nothing of the new one."""
    file, link = tmp_path / "taken.json", tmp_path / "link.json"
    file.write_text("old")
    file.chmod(0o644)
    link.symlink_to(file)
    with file.open() as opened:
        assert cli("snapshot", "save", str(link)).returncode == Exit.OK
        assert opened.read() == "old"
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text())["tenant"] == "default"


def test_a_file_that_cannot_be_written_leaves_the_old_one(
    platform: MockPlatform, tmp_path: Path
) -> None:
    """A disk that is full costs nothing that was there, and leaves nothing behind."""
    file = tmp_path / "taken.json"
    file.write_text("old")
    full = ("sh", "-c", 'ulimit -f 1; exec "$0" "$@"', sys.executable, "-m", "mockplatform")
    done = waiting.run(
        tmp_path,
        *("snapshot", "save", str(file)),
        command=full,
        environ={"MOCKPLATFORM_URL": platform.url, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode != Exit.OK
    assert "cannot be written" in done.stderr
    assert file.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["taken.json"]


def test_a_snapshot_goes_to_where_no_file_is(cli: Cli) -> None:
    """As to a pipe."""
    assert '"schema"' in cli("snapshot", "save", "/dev/stdout").stdout


def test_what_is_no_snapshot_is_refused_with_its_place(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "taken.json"
    file.write_text("[]")
    assert "holds no snapshot" in cli("snapshot", "load", str(file)).stderr
    file.write_text('{"schema": 99}')
    done = cli("snapshot", "load", str(file))
    assert done.returncode == Exit.REFUSED
    assert "$" in done.stderr


def test_a_checkpoint_is_made_listed_gone_back_to_and_removed(
    cli: Cli, platform: MockPlatform
) -> None:
    assert cli("checkpoint", "make", "here").stdout.startswith("here")
    before = ids(platform)
    talk(platform)
    assert cli("checkpoint", "rewind", "here").returncode == Exit.OK
    assert ids(platform) == before
    (listed,) = json.loads(cli("checkpoint", "list", "--json").stdout)["checkpoints"]
    assert (listed["name"], listed["conversations"]) == ("here", len(before))
    assert cli("checkpoint", "remove", "here").returncode == Exit.OK
    done = cli("checkpoint", "rewind", "here")
    assert done.returncode == Exit.REFUSED
    assert "No checkpoint 'here'" in done.stderr
