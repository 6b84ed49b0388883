"""Who may do what: one table, one function."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rights import NEEDS, Guild, Person, Right, Role, lacking, role_of

RULES = Guild("10", duty_officer=frozenset({1}), analyst=frozenset({2}), viewer=frozenset({3}))


def person(*roles: int, administrator: bool = False) -> Person:
    return Person("10", "discord:7", "anna", frozenset(roles), administrator)


@pytest.mark.parametrize(
    ("who", "rules", "role"),
    [
        (person(), None, Role.VIEWER),
        (person(administrator=True), None, Role.DUTY_OFFICER),
        (person(1), RULES, Role.DUTY_OFFICER),
        (person(2), RULES, Role.ANALYST),
        (person(3), RULES, Role.VIEWER),
        (person(3, 2), RULES, Role.ANALYST),
        (person(9), RULES, None),
        (person(9), Guild("10", analyst=frozenset({2})), Role.VIEWER),
        (person(administrator=True), RULES, Role.DUTY_OFFICER),
    ],
)
def test_what_somebody_is(who: Person, rules: Guild | None, role: Role | None) -> None:
    """Roles of the server decide; administrators may everything; where nobody is named as viewer, everybody is one."""
    assert role_of(who, rules) is role


def test_every_right_has_its_role() -> None:
    """The table is whole, and looking needs least."""
    assert set(NEEDS) == set(Right)
    assert NEEDS[Right.LOOK] is Role.VIEWER


@given(st.sets(st.integers(1, 4)), st.booleans(), st.sampled_from(Right))
def test_a_higher_role_may_all_that_a_lower_may(roles: set[int], administrator: bool, right: Right) -> None:
    """Whoever gains a role loses nothing."""
    if lacking(right, person(*roles, administrator=administrator), RULES) is None:
        for more in (1, 2, 3):
            assert lacking(right, person(*roles, more, administrator=administrator), RULES) is None


def test_the_role_that_is_lacking_is_named() -> None:
    """A refusal says what would be needed."""
    assert lacking(Right.SILENCE, person(2), RULES) is Role.DUTY_OFFICER
    assert lacking(Right.LOOK, person(), RULES) is Role.VIEWER
    assert RULES.roles(Role.ANALYST) == {1, 2}
