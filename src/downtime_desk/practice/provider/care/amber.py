"""Needs that must be met today, at a time that may move."""

from downtime_desk.practice.provider.care.need import Need
from downtime_desk.practice.provider.person import Medicine

AMBER = (
    Need(
        ("Stroke with left-sided weakness",),
        ("personal care", "some family support"),
        (
            Medicine("Clopidogrel 75 mg", "1 tablet", ("08:30",)),
            Medicine("Atorvastatin 40 mg", "1 tablet", ("20:00",)),
        ),
        ("Falls: left leg weak",),
        "Stick and one carer on the right.",
        "Quad stick, bath board",
    ),
    Need(
        ("Vascular dementia",),
        ("personal care", "medicines prompt"),
        (Medicine("Memantine 20 mg", "1 tablet", ("08:30",), "assist"),),
        ("Memory: will say tablets are taken. Check the pack",),
        lives_alone=False,
        communication="Repeats questions. Answer as if for the first time.",
        capacity="Can choose clothes and food. Lacks capacity for medicines.",
    ),
    Need(
        ("Heart failure",),
        ("personal care", "daily weight"),
        (
            Medicine("Furosemide 40 mg", "1 tablet", ("08:00",)),
            Medicine("Bisoprolol 2.5 mg", "1 tablet", ("08:00",)),
        ),
        ("Breathing: 2 kg up in 3 days, ring the heart nurse",),
        "Short of breath on walking. Rest often.",
        "Wheeled frame",
        eating="No more than 1.5 litres of fluid a day.",
    ),
    Need(
        ("COPD",),
        ("personal care", "meals"),
        (
            Medicine("Tiotropium inhaler 18 micrograms", "1 capsule", ("09:00",), "prompt", route="inhaled"),
            Medicine(
                "Salbutamol inhaler 100 micrograms",
                "2 puffs",
                support="self",
                as_needed=True,
                route="inhaled",
            ),
        ),
        ("Smoking: smokes in the kitchen, window open",),
    ),
    Need(
        ("Rheumatoid arthritis",),
        ("personal care", "continence"),
        (
            Medicine("Folic acid 5 mg", "1 tablet", ("08:30",)),
            Medicine("Lansoprazole 15 mg", "1 capsule", ("08:00",)),
        ),
        ("Pain: hands and knees, slow in the morning",),
        "Frame. Needs 10 minutes to get going.",
        "Perching stool, frame",
    ),
    Need(
        ("Type 2 diabetes", "Leg ulcers"),
        ("meals", "medicines prompt"),
        (
            Medicine("Metformin 500 mg", "1 tablet", ("08:30", "17:30")),
            Medicine("Gliclazide 40 mg", "1 tablet", ("08:30",)),
        ),
        ("Legs: dressed by the nurses Tuesday and Friday, keep dry",),
        eating="Regular meals. Little sugar.",
    ),
    Need(
        ("Multiple sclerosis",),
        ("personal care", "continence"),
        (Medicine("Baclofen 10 mg", "1 tablet", ("08:00", "20:00"), "assist"),),
        ("Fatigue: worse in heat",),
        "Wheelchair. Slide board with one carer.",
        "Wheelchair, slide board",
    ),
    Need(
        ("Urinary catheter", "Prostate cancer"),
        ("catheter care", "wife helps"),
        (Medicine("Tamsulosin 400 micrograms", "1 capsule", ("09:00",)),),
        ("Catheter: empty the night bag, write the amount. No urine for 4 hours, ring the nurses",),
        lives_alone=False,
    ),
    Need(
        ("Age-related macular degeneration",),
        ("meals", "medicines prompt", "poor sight"),
        (
            Medicine(
                "Latanoprost eye drops", "1 drop each eye", ("21:00",), "administer", route="in the eyes"
            ),
        ),
        ("Sight: tell where things are, move nothing",),
        communication="Registered severely sight impaired. Say your name first.",
    ),
    Need(
        ("Depression", "Osteoporosis"),
        ("personal care", "eats little alone"),
        (
            Medicine("Sertraline 50 mg", "1 tablet", ("09:00",)),
            Medicine(
                "Alendronic acid 70 mg",
                "1 tablet",
                support="assist",
                instructions="Wednesdays only. Empty stomach, full glass of water, upright 30 minutes.",
            ),
        ),
        ("Mood: ring the office if not out of bed by noon",),
    ),
    Need(
        ("Learning disability",),
        ("personal care", "support with money and meals"),
        (),
        ("Distress: loud noise. Quiet voice, give space",),
        "Walks without help.",
        "None",
        communication="Easy words and pictures. Likes to be asked twice.",
        capacity="Decides with support. Sister is appointee for benefits.",
    ),
    Need(
        ("Frailty", "Chronic kidney disease"),
        ("personal care", "continence"),
        (Medicine("Amlodipine 5 mg", "1 tablet", ("08:30",)),),
        ("Skin: thin, no tape",),
        "Frame with one carer close by.",
        "Frame, commode",
    ),
)
