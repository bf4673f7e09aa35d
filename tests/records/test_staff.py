"""The PIN of the staff: counted, locked, and never unlocked by a clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from consent_app.cli import cli
from consent_app.records import staff

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def found(folder: Path, clock: Clock) -> staff.Staff:
    pin = staff.find(folder, clock)
    assert pin is not None
    return pin


def test_only_the_pin_is_right_and_it_stands_nowhere(tmp_path: Path, clock: Clock) -> None:
    assert staff.find(tmp_path) is None
    staff.set_pin(tmp_path, "48291375")
    pin = found(tmp_path, clock)
    assert not pin.right("48291376")
    assert not pin.right("４８２９１３７５")
    assert not pin.right("\ud800")
    assert pin.right("48291375")
    file = tmp_path / staff.FILE
    assert b"48291375" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("given", ["", "123", "1" * 13, "12a4", "١٢٣٤", "12 34"])
def test_a_pin_has_4_to_12_digits(tmp_path: Path, given: str) -> None:
    with pytest.raises(staff.StaffError, match="pin_form"):
        staff.set_pin(tmp_path, given)
    assert staff.find(tmp_path) is None


def test_five_wrong_ones_lock_it_and_each_further_one_for_longer(
    tmp_path: Path, clock: Clock
) -> None:
    staff.set_pin(tmp_path, "4829")
    pin = found(tmp_path, clock)
    for _ in range(4):
        assert not pin.right("0000")
        assert pin.locked_until is None
    locked = []
    for _ in range(7):
        assert not pin.right("0000")
        assert pin.locked_until is not None
        locked.append((pin.locked_until - clock.now) / MINUTE)
        clock.now -= timedelta(days=400)
        again = found(tmp_path, clock)  # a program that was started anew, with its clock set back
        assert not again.right("4829")
        assert again.locked_until == pin.locked_until
        clock.now = again.locked_until
        pin = again
    assert locked == [1, 2, 4, 8, 15, 15, 15]
    assert pin.right("4829")
    assert not pin.right("0000")
    assert pin.locked_until is None


def test_a_damaged_file_is_not_taken_for_no_pin(tmp_path: Path) -> None:
    for damage in (b"", b"{}", b"\xff", b'{"salt":"","hash":""}'):
        (tmp_path / staff.FILE).write_bytes(damage)
        with pytest.raises(staff.StaffError, match="staff_unreadable"):
            staff.find(tmp_path)


def test_the_command_sets_changes_and_removes_it(tmp_path: Path, clock: Clock) -> None:
    def run(*words: str, given: str = "") -> tuple[int, str]:
        done = CliRunner().invoke(cli, ["pin", "--data", str(tmp_path), *words], input=given)
        assert given[:4] not in done.output or not given
        return done.exit_code, done.output

    assert run("--remove")[0] == 1
    assert run(given="4829\n4829\n")[0] == 0
    assert found(tmp_path, clock).right("4829")
    assert run(given="5555\n5556\n6666\n6666\n")[0] == 0  # asked again after a slip
    assert found(tmp_path, clock).right("6666")
    assert run(given="12\n12\n")[0] == 2
    assert found(tmp_path, clock).right("6666")
    assert run("--remove")[0] == 0
    assert staff.find(tmp_path) is None
