from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from consent_app.content.model import Quantity
from consent_app.plan import Plan, plan
from consent_app.profile import Profile

if TYPE_CHECKING:
    from consent_app.content.model import Pack

BONES = st.sampled_from(["femur", "tibia"])
METHODS = st.sampled_from(["motorised_nail", "external_frame", "frame_and_nail"])
GAINS = st.floats(1, 8)


def planned(pack: Pack, bone: str, method: str, gain: float) -> Plan:
    return plan(Profile(plan={"bone": bone, "method": method, "target_gain_cm": gain}), pack)


def days(found: Plan) -> dict[str, tuple[int, int]]:
    return {s.phase: (s.low, s.high) for s in found.stretches}


def test_five_centimetres_of_a_thigh_bone_with_a_nail(pack: Pack) -> None:
    found = planned(pack, "femur", "motorised_nail", 5)
    # 50 mm at 1 mm a day; 15 to 34 days a cm from the first day of lengthening, less those 50
    # the last: one to two months
    assert days(found) == {
        "latency": (0, 7), "distraction": (50, 50), "consolidation": (25, 120),
        "recovery": (30, 61),
    }  # fmt: skip
    assert (found.low, found.high) == (105, 238)


def test_the_plan_meets_what_the_first_texts_say_or_the_data_say_why_not(pack: Pack) -> None:
    """A text gives 50 to 60 days for 5 cm; it gives 2 to 3 times as long for the hardening."""
    found = days(planned(pack, "femur", "motorised_nail", 5))
    said = pack.facts["SEED1-DAYS"]
    assert isinstance(said, Quantity)
    lengthening = [found["latency"][n] + found["distraction"][n] for n in (0, 1)]
    assert said.low <= lengthening[0] <= lengthening[1] <= said.high
    counted = [pack.facts[f"PROCE-{name}"] for name in ("017-ratio", "012-ratio-femur")]
    hardening = pack.facts["SEED1-HARDENING"]
    assert isinstance(hardening, Quantity)
    assert all(isinstance(fact, Quantity) and fact.low < hardening.low for fact in counted)


def test_a_shin_bone_takes_longer(pack: Pack) -> None:
    femur, tibia = (days(planned(pack, b, "motorised_nail", 5)) for b in ("femur", "tibia"))
    assert tibia["distraction"] == (67, 67)  # 50 mm at 0.75 mm a day
    assert tibia["consolidation"] == (53, 223)
    assert tibia["distraction"][0] > femur["distraction"][1]


def test_a_frame_hardens_by_its_own_index(pack: Pack) -> None:
    # 5 to 63 days a cm, counted after lengthening: nothing is taken off
    found = days(planned(pack, "femur", "external_frame", 4))
    assert found["consolidation"] == (20, 252)


def test_every_phase_stands_on_a_fact_that_was_read(pack: Pack) -> None:
    for stretch in planned(pack, "tibia", "frame_and_nail", 6).stretches:
        assert pack.facts[stretch.fact].verification == "read"


def test_without_a_gain_there_is_no_plan(pack: Pack) -> None:
    assert plan(Profile(plan={"bone": "femur"}), pack).stretches == ()


def test_a_plan_of_another_procedure(tiny: Pack) -> None:
    both = [plan(Profile(plan={"side": s, "depth_cm": 2.0}), tiny) for s in ("left", "right")]
    # 10 to 16 days in all; on the left they count from the day of the removal
    assert [days(p)["closing"] for p in both] == [(8, 13), (10, 16)]


@given(bone=BONES, method=METHODS, gains=st.tuples(GAINS, GAINS))
def test_a_larger_gain_never_takes_less_time(
    pack: Pack, bone: str, method: str, gains: tuple[float, float]
) -> None:
    less, more = (planned(pack, bone, method, gain) for gain in sorted(gains))
    assert less.low <= more.low
    assert less.high <= more.high


@given(bone=BONES, method=METHODS, gain=GAINS)
def test_days_are_whole_and_in_order(pack: Pack, bone: str, method: str, gain: float) -> None:
    found = planned(pack, bone, method, gain)
    assert [s.phase for s in found.stretches] == [
        phase.id for phase in pack.phases.phases if phase.durations
    ]
    for low, high in days(found).values():
        assert 0 <= low <= high < 3 * 365
