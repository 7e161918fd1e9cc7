from hypothesis import given
from hypothesis import strategies as st

from rooms.media.forwarding.budget import LEFT_OUT, Wish, allot
from rooms.media.forwarding.shedding import shed
from rooms.media.forwarding.thrift import FULL, Limit, Thrift

CAMERA = (120.0, 450.0, 1500.0)
WALL = [Wish("main", CAMERA), Wish("main", CAMERA), *[Wish("thumbnail", (100.0,))] * 3]


def grants(rate, wishes=WALL, *, slack=False):
    return allot(wishes, rate, slack=slack).grants


def test_the_first_picture_grows_before_thumbnails_and_thumbnails_come_before_it_is_large():
    assert grants(100) == (LEFT_OUT, LEFT_OUT, 0, LEFT_OUT, LEFT_OUT)
    assert grants(300) == (0, 0, LEFT_OUT, LEFT_OUT, LEFT_OUT)
    assert grants(600) == (1, 0, LEFT_OUT, LEFT_OUT, LEFT_OUT)
    assert grants(900) == (1, 0, 0, 0, 0)
    assert grants(2000) == (2, 0, 0, 0, 0)
    assert grants(None) == (2, 2, 0, 0, 0)


def test_a_screen_comes_first_and_whole():
    assert grants(1000, [Wish("screen", (900.0,)), *WALL]) == (0, *[LEFT_OUT] * 2, 0, LEFT_OUT, LEFT_OUT)


def test_what_was_granted_may_cost_a_little_more_for_a_moment():
    one = [Wish("main", CAMERA, granted=2)]
    assert grants(1450, one, slack=True) == (2,)
    assert grants(1450, one) == (1,)
    assert grants(1450, [Wish("main", CAMERA, granted=1)], slack=True) == (1,)


wishes = st.lists(
    st.builds(
        Wish,
        st.sampled_from(["screen", "main", "thumbnail"]),
        st.lists(st.floats(1, 2000), max_size=3).map(lambda costs: tuple(sorted(costs))),
    ),
    max_size=10,
)


@given(wishes=wishes, rate=st.floats(0, 20_000), more=st.floats(0, 5000))
def test_nothing_is_spent_twice_and_more_never_buys_less_of_the_first(wishes, rate, more):
    given_ = allot(wishes, rate, slack=False)
    paid = sum(wish.costs[grant] for wish, grant in zip(wishes, given_.grants, strict=True) if grant != LEFT_OUT)
    assert paid <= rate + 1e-6
    assert abs(paid - given_.cost) < 1e-6
    assert given_.next_cost is None or given_.next_cost > rate
    whole = allot(wishes, None, slack=False)
    assert whole.next_cost is None
    assert abs(whole.cost - whole.whole_cost) < 1e-6
    screens = [number for number, wish in enumerate(wishes) if wish.rank == "screen" and wish.costs]
    if screens:
        assert allot(wishes, rate + more, slack=False).grants[screens[0]] >= given_.grants[screens[0]]


def test_shedding_takes_thumbnails_then_layers_then_all_but_one_then_all():
    wanted = {"film": ("screen", "h"), "chair": ("main", "h"), "a": ("thumbnail", "l")}
    assert shed(wanted, 0) == wanted
    assert list(shed(wanted, 1)) == ["film", "chair"]
    assert shed(wanted, 2) == {"film": ("screen", "l"), "chair": ("main", "l")}
    assert shed(wanted, 3) == {"film": ("screen", "l")}
    assert shed(wanted, 4) == {}


def test_low_bandwidth_begins_after_ten_seconds_of_too_little_and_ends_after_thirty_of_enough():
    thrift = Thrift()
    story = [(0, 200e3), (5, 200e3), (6, 900e3), (7, 200e3), (16.9, 200e3)]
    for now, rate in story:
        thrift.weigh(rate, now)
        assert not thrift.by_itself
    thrift.weigh(200e3, 17)
    assert thrift.by_itself
    for now, rate in [(18, 900e3), (40, 900e3), (41, 300e3), (42, 900e3), (71, 900e3)]:
        thrift.weigh(rate, now)
        assert thrift.by_itself
    thrift.weigh(900e3, 72)
    assert not thrift.by_itself


def test_a_moments_smaller_picture_is_no_news():
    thrift = Thrift()
    assert not thrift.conclude(chosen=False, held_back="line", now=0)
    assert not thrift.conclude(chosen=False, held_back="", now=1)
    assert not thrift.conclude(chosen=False, held_back="line", now=2)
    assert thrift.conclude(chosen=False, held_back="line", now=4)
    assert thrift.limit == Limit("reduced", "line")
    assert thrift.conclude(chosen=True, held_back="line", now=4)
    assert thrift.limit == Limit("low", "chosen")
    assert thrift.conclude(chosen=False, held_back="", now=5)
    assert thrift.limit == FULL
