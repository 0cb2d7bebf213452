"""The draw: the same each time, spread as asked, and free of the order in which records come."""

from random import Random

from concerns.sampling import Framed, draw, hash_of

FRAME = [Framed(f"record-{number}", "ab"[number % 2]) for number in range(40)]
PLAIN = [Framed(each.name) for each in FRAME]


def test_the_same_seed_and_frame_draw_the_same_records_in_whatever_order_they_come():
    mixed = list(PLAIN)
    Random(7).shuffle(mixed)
    first, again = draw(PLAIN, seed="one", wanted=6), draw(mixed, seed="one", wanted=6)
    assert first == again
    # Written down once, so that no later version draws otherwise.
    assert first.names == ("record-34", "record-30", "record-0", "record-18", "record-25", "record-28")
    assert first.size == 40
    assert first.frame_hash == hash_of(mixed)
    assert draw(PLAIN, seed="two", wanted=6).names != first.names


def test_a_frame_that_differs_by_one_record_has_another_hash():
    assert hash_of(PLAIN[1:]) != hash_of(PLAIN)
    assert hash_of([*PLAIN[1:], Framed("record-0", "moved")]) != hash_of(PLAIN)


def test_groups_get_so_many_each_or_all_that_they_have():
    frame = [*FRAME, Framed("alone", "c")]
    made = draw(frame, seed="one", wanted=3)
    assert [(each.label, each.size, each.drawn) for each in made.groups] == [
        ("a", 20, 3),
        ("b", 20, 3),
        ("c", 1, 1),
    ]
    assert len(made.names) == len(set(made.names)) == 7


def test_every_record_is_drawn_about_as_often():
    """3,000 draws of 4 from 40: each is expected 300 times; five standard deviations are 82."""
    drawn = [name for seed in range(3000) for name in draw(PLAIN, seed=str(seed), wanted=4).names]
    counts = [drawn.count(each.name) for each in PLAIN]
    assert sum(counts) == 12_000
    assert max(abs(count - 300) for count in counts) < 82
