"""What a screen reader sees, by AT-SPI; for the system's Python, told by lines what to do.

`look` prints every part of the window that is showing, `calls` what was announced since, `called`
the same once there is something, `when` the moments at which it was (seconds of a clock that all
processes share). `listen` asks for announcements anew and prints those that come at once. `walk`
walks the tree until `stop` prints how often.
"""

import json
import sys
import threading
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402 - after its version was chosen

NAME = sys.argv[1]
PATIENCE = 200
"""Times that the window is looked for before it is said that there is none."""
LATE, SOON = 10_000, 500
"""Milliseconds to wait for an announcement."""
calls: list[str] = []
moments: list[float] = []


def window() -> "Atspi.Accessible | None":
    """Return the program's window, once it is there."""
    desktop = Atspi.get_desktop(0)
    Atspi.Accessible.set_cache_mask(desktop, Atspi.Cache.NONE)  # ask each time anew
    for number in range(desktop.get_child_count()):
        program = desktop.get_child_at_index(number)
        if program is not None and program.get_name() == NAME and program.get_child_count():
            return program.get_child_at_index(0)
    return None


def told(part: "Atspi.Accessible") -> dict[str, object]:
    """Return what is said of one part; each question goes to the program and back."""
    role, states = part.get_role_name(), part.get_state_set()
    found = {
        "role": role,
        "name": part.get_name(),
        "focused": states.contains(Atspi.StateType.FOCUSED),
        "enabled": states.contains(Atspi.StateType.ENABLED),
    }
    if role == "radio button":
        found["labels"] = labels(part)
    if role not in {"filler", "label"}:
        box = part.get_extents(Atspi.CoordType.SCREEN)
        found["box"] = [box.x, box.y, box.width, box.height]
    return found


def labels(part: "Atspi.Accessible") -> list[str]:
    """Return the names of what labels a part."""
    return [
        relation.get_target(number).get_name()
        for relation in part.get_relation_set()
        if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY
        for number in range(relation.get_n_targets())
    ]


def walked(part: "Atspi.Accessible", found: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return every part below one that is showing; what goes while it is asked is left out."""
    try:
        if part.get_state_set().contains(Atspi.StateType.SHOWING):
            found.append(told(part))
            for number in range(part.get_child_count()):
                child = part.get_child_at_index(number)
                if child is not None:
                    walked(child, found)
    except GLib.Error:
        pass
    return found


def look() -> list[dict[str, object]]:
    """Return the whole window."""
    top = window()
    for _ in range(PATIENCE):
        if top is not None:
            break
        time.sleep(0.05)  # the window tells the bus of itself in its own time
        top = window()
    return walked(top, []) if top is not None else []


class Walks:
    """Walks that go on until they are told to stop."""

    def __init__(self) -> None:
        """Begin with none."""
        self.count = self.parts = 0
        self.on = False

    def go(self) -> bool:
        """Walk once; called by the main loop while there is nothing else."""
        if self.on:
            self.parts += len(look())
            self.count += 1
        return self.on


def hear(walks: Walks) -> None:
    """Do what the lines on standard input say."""
    for line in sys.stdin:
        GLib.idle_add(answer, line.strip(), walks)
    GLib.idle_add(Atspi.event_quit)


def wait(patience: int) -> None:
    """Wait until something was announced, or long enough."""
    late: list[bool] = []
    clock = GLib.timeout_add(patience, lambda: late.append(True))
    while not calls and not late:
        GLib.MainContext.default().iteration(may_block=True)
    if not late:
        GLib.source_remove(clock)


def answer(word: str, walks: Walks) -> bool:
    """Print the answer to one line."""
    if word == "walk":
        walks.on = True
        GLib.idle_add(walks.go)
        return False
    walks.on = False
    if word == "listen":
        LISTENER.deregister(EVENT)
        LISTENER.register(EVENT)
        wait(SOON)
    elif word in {"called", "when"}:
        wait(LATE)
    told_now: object = moments[:] if word == "when" else calls[:]
    if word == "look":
        told_now = look()
    elif word == "stop":
        told_now = [walks.count, walks.parts]
    else:
        calls.clear()
        moments.clear()
    print(json.dumps(told_now), flush=True)
    return False


def called(event: "Atspi.Event") -> None:
    """Note what is announced."""
    moments.append(time.monotonic())
    calls.append(str(event.any_data))


EVENT = "object:announcement"
LISTENER = Atspi.EventListener.new(called)


def main() -> None:
    """Listen until there are no more lines."""
    LISTENER.register(EVENT)
    walks = Walks()
    threading.Thread(target=hear, args=(walks,), daemon=True).start()
    Atspi.event_main()


if __name__ == "__main__":
    main()
