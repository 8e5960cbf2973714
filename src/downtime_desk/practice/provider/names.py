"""Names, streets and places nobody real is meant by, as mixed as the people of a UK town."""

from dataclasses import dataclass
from random import Random
from typing import Literal


@dataclass(frozen=True, slots=True)
class Names:
    """Names that go together, and the languages some who bear them speak first."""

    share: int
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    languages: tuple[str, ...] = ()


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ORIGINS = (
    Names(
        56,
        _words(
            "Margaret Jean Dorothy Joan Doreen Maureen Sheila Patricia Barbara Audrey Beryl Brenda Edna Enid "
            "Eileen Gladys Hilda Iris Irene Ivy Joyce June Kathleen Marjorie Mavis Muriel Nora Olive Pamela "
            "Pearl Phyllis Rita Rosemary Ruth Shirley Stella Sylvia Thelma Vera Winifred"
        ),
        _words(
            "Albert Alan Arthur Bernard Brian Cecil Clifford Colin Cyril David Dennis Derek Donald Douglas "
            "Edwin Eric Ernest Frank Frederick George Gordon Graham Harold Harry Herbert Jack John Kenneth "
            "Leonard Leslie Norman Percy Peter Ralph Raymond Reginald Ronald Roy Stanley Sydney Walter"
        ),
        _words(
            "Ackroyd Ainsley Attwood Ayling Barlow Bexley Birtles Bramley Cardew Carswell Chadwick Colbeck "
            "Copley Crane Dewhurst Dunstan Eastwick Embley Fairclough Fell Fenwick Garside Gatley Goodall "
            "Hargreave Haywood Hollyoak Ibbotson Jessop Kemble Kettlewell Langley Latham Longden Marsden "
            "Meakin Naylor Nuttall Osgood Ormerod Parfitt Pelham Pickles Quayle Ramsden Rudge Satterley "
            "Selby Shawcross Thacker Thurlow Tuttle Unwin Varley Wadsworth Whitlock Wragg Yardley"
        ),
    ),
    Names(
        8,
        _words("Angharad Bronwen Carys Dilys Eluned Gwyneth Megan Mair Nerys Olwen Rhiannon Sian"),
        _words("Aled Dafydd Emrys Gareth Geraint Gwilym Huw Iwan Ifor Llewellyn Rhys Trefor"),
        _words("Bevan Bowen Gethin Griffiths Howells Meredith Parry Penry Powell Prosser Pryce Pugh Tudor"),
        ("Welsh",),
    ),
    Names(
        8,
        _words("Agnes Aoife Bernadette Bridget Carmel Deirdre Eileen Maeve Niamh Nuala Roisin Siobhán"),
        _words("Brendan Cormac Declan Desmond Eamon Fergus Finbar Kieran Liam Padraig Seamus Tadhg"),
        _words("Brannigan Doyle Fallon Gallagher Keogh Lafferty McGinty O'Brien O'Dowd O'Shea Quill Tierney"),
    ),
    Names(
        7,
        _words("Agnieszka Barbara Dorota Ewa Grażyna Halina Irena Jadwiga Krystyna Małgorzata Stanisława"),
        _words("Andrzej Bogdan Czesław Henryk Jerzy Józef Kazimierz Łukasz Marek Stanisław Zbigniew"),
        _words("Dąbrowski Kowalczyk Lewandowska Malinowska Nowak Pawlak Sikora Wójcik Zając Żak"),
        ("Polish",),
    ),
    Names(
        9,
        _words("Amina Asha Bushra Fatima Gurpreet Jaswinder Kamala Meena Nasreen Parveen Rukhsana Salma"),
        _words("Anil Arjun Balbir Farooq Gurdeep Harjit Imran Iqbal Mohan Rajesh Suresh Tariq"),
        _words(
            "Ahmed Basu Begum Chaudhry Desai Gill Hussain Iyer Kaur Malik Mistry Patel Qureshi Rao Sandhu"
        ),
        ("Punjabi", "Urdu", "Gujarati", "Bengali"),
    ),
    Names(
        7,
        _words("Abiola Adaeze Amaka Bisi Chioma Folake Ifeoma Ngozi Olufunke Temitope Yetunde"),
        _words("Ade Babatunde Chidi Chukwuma Emeka Femi Kelechi Obinna Olumide Segun Tunde"),
        _words("Abara Adebayo Adeyemi Balogun Chukwu Eze Nwosu Obi Ogunleye Okafor Okeke Oyelaran"),
    ),
    Names(
        5,
        _words("Hui-Min Li-Hua Mei-Ling Siu-Fong Suk-Yin Wai-Lan Xiu-Ying Yuk-Ling"),
        _words("Chi-Keung Jian-Guo Kwok-Wah Man-Fai Ming Wei-Ming Wing-Kee Yiu-Tong"),
        _words("Chan Cheung Fung Ho Kwan Lam Leung Ng Poon Tang Wong Yip"),
        ("Cantonese",),
    ),
)

STREETS = _words(
    "Alma Ash Barley Beacon Chandler's Chapel Cooper's Dock Elm Ferry Foundry Glebe Harbour Heron Hopyard "
    "Kiln Larch Maltings Mill Orchard Plover Quarry Rope Saddler's Staithe Tanyard Tithe "
    "Vicarage Weaver's Well"
)
STREET_KINDS = _words("Street Lane Close Terrace Road Gardens Row Court Way Rise")

PLACE_STARTS = _words(
    "Ald Brack Cold Dun Elm Fen Gar Hazel Ing King Lang Mar Nor Oak Pen Quen Rush Sal Thorn Ul Ven Wick Yar"
)
PLACE_ENDS = _words("bourne bury combe den field ford ham hurst ley mere stead thorpe ton well wold worth")
PLACE_BEFORE = ("", "", "", "Nether ", "Great ", "Little ", "Upper ", "Long ")

POSTCODE_AREAS = ("WX", "JX", "VX", "ZX", "QY", "WJ", "VQ", "ZQ", "JV", "XW")
"""Two letters the post has given to nowhere."""


def pick_origin(chance: Random) -> Names:
    """Return names of one origin, as often as its share."""
    return chance.choices(ORIGINS, [origin.share for origin in ORIGINS])[0]


def pick_given(chance: Random, origin: Names, gender: Literal["female", "male"]) -> str:
    """Return a first name."""
    return chance.choice(origin.women if gender == "female" else origin.men)


def pick_street(chance: Random) -> str:
    """Return the first line of an address."""
    number = chance.randint(1, 140)
    flat = f"Flat {chance.randint(1, 24)}, " if chance.random() < 0.15 else ""
    return f"{flat}{number} {chance.choice(STREETS)} {chance.choice(STREET_KINDS)}"


def place_name(area: int) -> str:
    """Return the name of an area; the first is Nether Wick, later ones come round after some thousand."""
    if area == 0:
        return "Nether Wick"
    rest, start = divmod(area * 7, len(PLACE_STARTS))
    rest, end = divmod(rest + area, len(PLACE_ENDS))
    return f"{PLACE_BEFORE[rest % len(PLACE_BEFORE)]}{PLACE_STARTS[start]}{PLACE_ENDS[end]}"


def postcode_district(area: int) -> str:
    """Return the first half of an area's postcodes; the first is WX9."""
    letters, number = divmod(area + 8, 99)
    return f"{POSTCODE_AREAS[letters % len(POSTCODE_AREAS)]}{number + 1}"


def pick_postcode(chance: Random, area: int) -> str:
    """Return a postcode of an area."""
    letters = "".join(chance.choices("ABDEFGHJLNPQRSTUWXYZ", k=2))
    return f"{postcode_district(area)} {chance.randint(1, 9)}{letters}"


def pick_landline(chance: Random) -> str:
    """Return a number from the range Ofcom keeps for drama, in no real town."""
    return f"01632 960{chance.randint(0, 999):03d}"


def pick_mobile(chance: Random) -> str:
    """Return a mobile number from the range Ofcom keeps for drama."""
    return f"07700 900{chance.randint(0, 999):03d}"
