"""A surname goes from words of others on a sheet for the road; a month and a bath stay what they are."""

import pytest

from downtime_desk.people.summary import Person
from downtime_desk.printing.surnames import without_surname


@pytest.mark.parametrize(
    ("family", "given", "text", "said"),
    [
        ("Holloway", "Edwin", "Holloway rang. HOLLOWAY, Edwin is at home", "H. rang. H., Edwin is at home"),
        ("May", "Olive", "In hospital since 3 May. May need two carers", None),
        ("May", "Olive", "Mrs May fell, Olive May says", "Mrs M. fell, Olive M. says"),
        (
            "May",
            "Olive",
            "MAY, Olive. Olive MAY. NUTS: MAY CONTAIN",
            "M., Olive. Olive M.. NUTS: MAY CONTAIN",
        ),
        ("May", "Olive", "May’s daughter rang on 4 May", "M.’s daughter rang on 4 May"),
        ("Bath", "Rita", "Bath before breakfast", None),
        ("Mayhew", "Olive", "In May Mayhew fell", "In May M. fell"),
        ("", "Olive", "Nothing to take out", None),
    ],
)
def test_a_surname_goes_and_an_ordinary_word_stays(
    family: str, given: str, text: str, said: str | None
) -> None:
    person = Person("p1", family, given)
    assert without_surname(person, f"{family[:1]}.", text) == (said or text)
