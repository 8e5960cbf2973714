"""Edwin Holloway: the person every picture of an emergency summary shows."""

from datetime import date

from downtime_desk.practice.provider.person import Allergy, Contact, Cpr, Medicine, Person, Service, Visit

TED = Person(
    family="Holloway",
    given="Edwin",
    title="Mr",
    known_as="Ted",
    born=date(1941, 3, 14),
    gender="male",
    nhs_number="9990002312",
    level="red",
    reasons=("medicine at exact times", "lives alone"),
    reviewed=20,
    address="3 Quarry Cottages, Nether Wick",
    postcode="WX9 4LB",
    directions=(
        "At the chapel take the gravel lane, unlit, last house. Park at No. 1. Side door. "
        "No alarm, oxygen or smoking. No mobile signal: use his landline 01632 960281."
    ),
    phone="01632 960281",
    communication=(
        "Soft voice, slow to answer: wait 10 seconds. Nods for yes. Glasses. Pain: clenches left hand."
    ),
    allergies=(Allergy("Penicillin", "Rash and swollen face", "severe", 894, high_risk=True),),
    medicines=(
        Medicine(
            "Co-beneldopa dispersible 12.5/50 mg",
            "1 tablet",
            ("01:45", "05:30", "09:00", "13:00", "17:00", "21:00"),
            "administer",
            30,
            "give it when you arrive if the next dose is more than 2 hours away.",
            "never double the next dose. Ring 111 and say “Parkinson’s”, then the duty desk.",
            instructions="1 tablet in water, by mouth, sitting upright",
        ),
        Medicine("Apixaban 5 mg", "1 tablet", ("09:00", "21:00")),
        Medicine("Senna 7.5 mg", "1 tablet", ("21:00",)),
        Medicine(
            "Paracetamol 1 g",
            "2 tablets",
            as_needed=True,
            instructions="At least 4 hours apart, no more than 4 g in 24 hours. Locked tin, kitchen.",
        ),
    ),
    alerts=(
        "Falls: 2 in 90 days. Takes a blood thinner: ring 999 for any knock to the head.",
        "Choking: see eating and drinking.",
        "Stiffness: when a dose is late.",
        "Dog: Meg, friendly, shut in the kitchen.",
        "Lone visit: 1 carer is safe.",
        "Never give: metoclopramide, haloperidol or prochlorperazine. Tell ambulance staff.",
    ),
    conditions=("Parkinson's disease", "Atrial fibrillation", "Dysphagia"),
    contacts=(
        Contact("Bill", "Trott", "neighbour", "01632 960274", key_holder=True),
        Contact("Susan", "Holloway-Reid", "daughter, health and welfare attorney", "07700 900311"),
    ),
    services=(
        Service("Lifeline", "pendant alarm", "01632 960190"),
        Service("Wickham Pharmacy", "pharmacy", "01632 960155"),
        Service("District nurses", "24 hours", "01632 960133"),
        Service("Wexshire emergency duty team", "council, out of hours", "01632 960500"),
    ),
    cpr=Cpr("ReSPECT", "Yellow folder, kitchen drawer left of the sink", 474, 256),
    transfer=(
        "Walking frame. Can bear weight. Freezes in doorways: count “one, two, step”. "
        "Turns in bed with help. Check skin at night."
    ),
    equipment="Walking frame, wheelchair in the hall",
    food_level=6,
    drink_level=2,
    eating="Thickener: 2 scoops to 200 ml. Upright for 30 minutes after.",
    capacity="Can decide about daily care. Health and welfare attorney: Susan Holloway-Reid.",
    lives_alone=True,
    can_summon_help=True,
    if_late_or_missed=(
        "Ring Bill Trott to sit with Ted, then Susan. Duty desk tells Helen Ashdown at 30 minutes."
    ),
    what_matters=(
        "Was a bus driver. Radio low and landing light on at night. Do not hurry him. "
        "Say who you are before you touch him."
    ),
    entry_codes=("Key safe, side door: C4471",),
    visits=(
        Visit("01:45", 30, "Dose; drink; pad; turn", service="Night care"),
        Visit("05:30", 30, "Dose; drink; pad; turn", service="Night care"),
        Visit("08:45", 45, "Wash; dose; breakfast"),
        Visit("12:45", 30, "Dose; lunch"),
        Visit("16:45", 30, "Dose; tea"),
        Visit("20:45", 30, "Dose; pad; settle for bed"),
    ),
)
