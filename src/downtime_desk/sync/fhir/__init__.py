"""FHIR R4: raw resources in, canonical people, carers and visits out.

`elements` are the few elements that are read; `parts`, `people` and `rota` turn one resource into what it
says, as pure functions; `reading` is the pipeline; `server` and `folder` are where resources come from.
`docs/fhir-mapping.md` is the mapping in words.
"""

OURS = "https://fhir.downtimedesk.example/"
EXTENSION = f"{OURS}StructureDefinition/"
CODES = f"{OURS}CodeSystem/"
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
