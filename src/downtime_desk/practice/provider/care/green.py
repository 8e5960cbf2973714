"""Needs that can wait for a day, or be met by a call."""

from downtime_desk.practice.provider.care.need import Need
from downtime_desk.practice.provider.person import Medicine

GREEN = (
    Need(
        ("Osteoarthritis",),
        ("domestic help", "manages alone between visits"),
        (Medicine("Amlodipine 5 mg", "1 tablet", ("08:30",), "self"),),
        ("Falls: none in a year, mind the loose rug",),
        "Walks with a stick.",
        "Stick",
        tasks=("Breakfast; tidy kitchen", "Shopping or laundry", "Tea; tidy", "Lock up; drink"),
    ),
    Need(
        ("Hearing loss",),
        ("company and meals", "daughter visits daily"),
        (Medicine("Levothyroxine 50 micrograms", "1 tablet", ("07:30",), "self"),),
        ("Hearing: does not hear the bell, ring the telephone",),
        "Walks without help.",
        "None",
        communication="Two hearing aids. Face the light, do not shout.",
        lives_alone=False,
        tasks=("Breakfast; post and papers", "Lunch; short walk", "Tea; chat", "Hot drink; lock up"),
    ),
    Need(
        ("High blood pressure",),
        ("domestic help", "informal carer at home"),
        (Medicine("Ramipril 5 mg", "1 capsule", ("08:30",), "self"),),
        ("Dizzy: after sitting long, stand up in two steps",),
        "Walks with a stick outdoors.",
        "Stick",
        lives_alone=False,
        tasks=("Help to shower; breakfast", "Cleaning", "Tea", "Lock up; drink"),
    ),
    Need(
        ("Recovering from knee replacement",),
        ("getting better, goals agreed",),
        (
            Medicine(
                "Paracetamol 500 mg",
                "2 tablets",
                support="self",
                as_needed=True,
                instructions="At least 4 hours apart, no more than 8 tablets in 24 hours.",
            ),
        ),
        ("Falls: new knee, no stairs alone",),
        "Two sticks. Does own exercises.",
        "Sticks, raised seat",
        tasks=("Help to shower; exercises", "Lunch; exercises", "Tea", "Check doors; drink"),
    ),
    Need(
        ("Mild cognitive impairment",),
        ("prompts only", "neighbour looks in"),
        (),
        ("Memory: write visits on the calendar",),
        "Walks without help.",
        "None",
        tasks=("Prompt breakfast and tablets", "Prompt lunch", "Prompt tea", "Prompt tablets; lock up"),
    ),
)
