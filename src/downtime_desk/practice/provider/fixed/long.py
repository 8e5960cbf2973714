"""One person whose record fits no page: everything about her is long, and all of it is true."""

from datetime import date

from downtime_desk.practice.provider.care import NEVER_DOUBLE, RING_NURSE
from downtime_desk.practice.provider.person import Allergy, Contact, Cpr, Medicine, Person, Service, Visit

_EVENING = (
    "In the evening she believes the house is her school and that visitors are parents who have come early. "
    "Go along with it: ask to see the garden, then offer tea. Never say that the school is closed. "
)
_MORNING = (
    "In the morning she wakes slowly. Draw the curtain on the window side only, say who you are and the day, "
    "and wait for her to offer her hand before the bed rail goes down. "
)

WILHELMINA = Person(
    family="Featherstonehaugh-Cholmondeley-Wetherby",
    given="Wilhelmina Alexandra Constance Philippa",
    title="Professor Dame",
    known_as="Billie",
    born=date(1929, 12, 31),
    gender="female",
    nhs_number="9990002576",
    level="red",
    reasons=(
        "moved by two carers and a hoist",
        "epilepsy medicine at exact times",
        "modified diet with choking before",
        "pressure damage",
        "lives alone and cannot call for help",
    ),
    address="Gatehouse Apartment, Upper Staithe House, Long Saddler's Row, Nether Wick, near Wickham Quay",
    postcode="WX9 9ZX",
    directions=(
        "Sat nav stops at the wrong gate. Go on to the second lodge, through the arch, keep left of the yew, "
        "past three garages; the ramp is behind the laundry. Park on gravel only. The arch is shut at 20:00: "
        "ring the night porter from the yard. In snow come by Glebe Lane. " * 2
    ).strip(),
    phone="01632 960327",
    communication=(_MORNING + _EVENING) * 2,
    allergies=tuple(
        Allergy(
            name,
            "Wide raised rash on arms and back, swollen eyelids, two nights in hospital",
            "severe",
            90 + n,
        )
        for n, name in enumerate(
            (
                "Penicillin and everything related to it",
                "Co-trimoxazole",
                "Iodine dressings",
                "Chlorhexidine wipes",
                "Latex gloves and catheters",
                "Shellfish, including fish sauce",
                "Elastic adhesive plasters",
                "Strawberries",
            )
        )
    ),
    medicines=(
        Medicine(
            "Levetiracetam 100 mg/ml oral solution",
            "7.5 ml",
            ("08:00", "20:00"),
            "administer",
            60,
            "give it when you arrive, thickened, a teaspoon at a time.",
            NEVER_DOUBLE,
        ),
        Medicine(
            "Sodium valproate 200 mg/5 ml liquid",
            "10 ml",
            ("08:00", "14:00", "20:00"),
            "administer",
            60,
            "give it when you arrive.",
            RING_NURSE,
        ),
        *(
            Medicine(
                name,
                "1 dose",
                ("08:00", "20:00"),
                "administer",
                instructions="Thickened to Level 3, one teaspoon at a time, upright for 30 minutes after.",
            )
            for name in (
                "Lansoprazole orodispersible 15 mg",
                "Furosemide 50 mg/5 ml solution",
                "Senna liquid",
                "Folic acid solution",
                "Levothyroxine solution",
                "Mirtazapine orodispersible 15 mg",
                "Carbocisteine syrup",
                "Potassium effervescent",
            )
        ),
        Medicine(
            "Buccal midazolam 10 mg",
            "10 mg",
            support="administer",
            as_needed=True,
            route="inside the cheek",
            instructions="For a fit over 5 minutes. Trained carers only. Ring 999 as soon as given.",
        ),
    ),
    alerts=(
        "Moving: two carers and the ceiling hoist for every move, sling S, loops purple and green.",
        "Choking: four in a year. Upright, chin down, and stay for 30 minutes after the last spoon.",
        "Skin: category 3 sacrum and both heels; the mattress alarm must be silent before you leave.",
        "Fits: stay, time it, cushion the head, suction is under the bed on the window side.",
        "Dogs: three, not to be in the bedroom while she is in the sling.",
        "Fire: paraffin creams on sheets. No candles, no smoking, whatever she says.",
        "Night porter: knows the way, does not know her care.",
    ),
    conditions=(
        "Epilepsy",
        "Stroke with right-sided weakness",
        "Pressure ulcer, category 3, sacrum",
        "Vascular dementia",
        "Heart failure",
        "Dysphagia",
        "Hypothyroidism",
        "Chronic kidney disease",
    ),
    contacts=tuple(
        Contact(
            given, "Featherstonehaugh-Cholmondeley-Wetherby", relation, f"07700 9004{21 + n}", n == 0, True
        )
        for n, (given, relation) in enumerate(
            (
                ("Maximilian", "nephew, health and welfare attorney, ring first, not before 06:00"),
                ("Persephone", "great-niece, finance attorney, only for money"),
                ("Bartholomew", "godson, lives in the second lodge, can sit with her"),
                ("Clementina", "cousin, wishes to be told of any fall"),
            )
        )
    ),
    services=(
        Service("Wickham Pharmacy", "pharmacy, blister packs on Thursdays", "01632 960155"),
        Service("District nurses", "24 hours", "01632 960133"),
        Service("Epilepsy nurse", "weekdays", "01632 960144"),
        Service("Speech and language therapy", "weekdays", "01632 960145"),
        Service("Wexshire emergency duty team", "council, out of hours", "01632 960500"),
    ),
    cpr=Cpr(
        "ReSPECT",
        "Red folder, top drawer of the bureau, morning room, under the visitors' book",
        33,
        332,
    ),
    carers=2,
    transfer="Ceiling hoist with two carers. " + _MORNING,
    equipment="Ceiling hoist, sling S with head support, profiling bed, air mattress, slide sheets",
    food_level=4,
    drink_level=3,
    eating="Teaspoon only. Prompt to swallow twice. No ice cream, no jelly, no soup with bits. " * 3,
    capacity="Lacks capacity for care and medicines; can choose clothes, food and company. " + _EVENING,
    lives_alone=True,
    can_summon_help=False,
    if_late_or_missed=(
        "Ring the night porter to sit in the corridor, then Bartholomew, then Maximilian. "
        "Send two carers, never one. "
        "If a fit medicine is more than 2 hours late ring 111. Tell Helen Ashdown at 15 minutes."
    ),
    what_matters=(
        _EVENING + "She was the first of her family to take a degree and still marks your grammar. "
    )
    * 6,
    entry_codes=("Key safe, laundry ramp: 9907B", "Arch gate keypad: 4545", "Alarm panel, pantry: 1201"),
    visits=(
        Visit("07:45", 60, "Fit medicines; hoist; wash; skin check; breakfast Level 4", 2),
        Visit("13:45", 45, "Fit medicine; reposition; pad; lunch Level 4", 2),
        Visit("17:15", 30, "Reposition; pad; tea Level 4", 2),
        Visit("19:45", 60, "Fit medicines; hoist to bed; pad; skin check; mattress alarm", 2),
    ),
)
