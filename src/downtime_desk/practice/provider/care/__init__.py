"""What people need care for, as a community nurse would write it down. Practice material, not advice."""

from downtime_desk.practice.provider.care.amber import AMBER
from downtime_desk.practice.provider.care.green import GREEN
from downtime_desk.practice.provider.care.need import NEVER_DOUBLE, RING_NURSE, Need
from downtime_desk.practice.provider.care.red import RED
from downtime_desk.practice.provider.person import Level, Medicine

__all__ = ["NEEDS", "NEVER_DOUBLE", "OTHER_CONDITIONS", "OTHER_MEDICINES", "RING_NURSE", "SNOMED", "Need"]

NEEDS: dict[Level, tuple[Need, ...]] = {"red": RED, "amber": AMBER, "green": GREEN}
"""What somebody may mainly be visited for, by how soon harm comes if nobody goes."""

OTHER_MEDICINES = (
    Medicine("Omeprazole 20 mg", "1 capsule", ("08:00",)),
    Medicine("Atorvastatin 20 mg", "1 tablet", ("20:00",)),
    Medicine("Senna 7.5 mg", "1 tablet", ("21:00",)),
    Medicine("Adcal-D3", "1 tablet", ("08:30", "17:30")),
    Medicine(
        "Paracetamol 500 mg",
        "2 tablets",
        as_needed=True,
        instructions="At least 4 hours apart, no more than 8 tablets in 24 hours.",
    ),
    Medicine("Lactulose", "15 ml", ("08:30",)),
    Medicine("Zerobase cream", "thin layer", ("08:30", "20:30"), "administer", route="on the skin"),
    Medicine("Macrogol sachet", "1 sachet in water", ("09:00",)),
)

OTHER_CONDITIONS = (
    "High blood pressure",
    "Osteoarthritis",
    "Hearing loss",
    "Hypothyroidism",
    "Osteoporosis",
    "Cataracts",
    "Anaemia",
)

SNOMED = {
    "Parkinson's disease": "49049000",
    "Type 1 diabetes": "46635009",
    "Type 2 diabetes": "44054006",
    "Epilepsy": "84757009",
    "COPD": "13645005",
    "Heart failure": "84114007",
    "High blood pressure": "38341003",
    "Osteoarthritis": "396275006",
    "Alzheimer's disease": "26929004",
    "Multiple sclerosis": "24700007",
    "Hypothyroidism": "40930008",
    "Osteoporosis": "64859006",
    "Atrial fibrillation": "49436004",
}
