"""Profiles for the column sets that suppliers and providers have made public."""

from downtime_desk.sync.files.profiles import Column, Profile


def _columns(**fields: str) -> tuple[Column, ...]:
    """Return columns from `person__id="UserID"`."""
    return tuple(Column(header, name.replace("__", ".")) for name, header in fields.items())


VISIT_LOG = Profile(
    "Visit log of the Cordia kind",
    _columns(
        visit__id="VisitID",
        person__id="UserID",
        carer__id="PlannedCarerID",
        visit__start="PlannedStartDateTime",
        visit__end="PlannedEndDateTime",
        visit__arrived="CheckInDateTime",
        visit__left="CheckOutDateTime",
        visit__method="CheckOutMethod",
        visit__tasks="Tasks",
        visit__area="Area",
    ),
    needed=("VisitID", "UserID", "PlannedCarerID", "PlannedStartDateTime", "PlannedEndDateTime"),
    tasks_by="-",
)
REQUESTED_VISITS = Profile(
    "Requested visits of the Cordia kind",
    _columns(
        visit__id="visit_id",
        person__id="service_user_id",
        visit__day="visit_date",
        visit__start_time="requested_visit_time",
        visit__length="requested_visit_duration",
        visit__area="aom_code",
    ),
    needed=("visit_id", "service_user_id", "visit_date", "requested_visit_time", "requested_visit_duration"),
)
BIRDIE_PEOPLE = Profile(
    "Birdie-shaped people",
    (
        *_columns(
            person__id="id",
            person__given="firstname",
            person__family="lastname",
            person__born="date_of_birth",
            person__nhs_number="nhs_number",
            person__allergies="allergies",
            person__gp_name="gp_name",
            person__gp_phone="gp_phone",
            person__dnacpr="has_dnar",
            person__phone="primary_phone_number",
            person__address="address.formatted_address",
            person__directions="address.access_details",
        ),
        Column("general_notes", "person.alert"),
        Column("disability_notes", "person.alert"),
        Column("likes", "person.what_matters"),
        Column("dislikes", "person.what_matters"),
    ),
    needed=("id", "firstname", "lastname", "date_of_birth"),
    zone="UTC",
)
BIRDIE_VISITS = Profile(
    "Birdie-shaped visits",
    _columns(
        visit__id="id",
        visit__start="start_at",
        visit__end="end_at",
        person__id="careRecipient.id",
        person__given="careRecipient.firstname",
        person__family="careRecipient.lastname",
        person__born="careRecipient.date_of_birth",
        person__nhs_number="careRecipient.nhs_number",
        person__allergies="careRecipient.allergies",
        person__gp_name="careRecipient.gp_name",
        person__gp_phone="careRecipient.gp_phone",
        person__dnacpr="careRecipient.has_dnar",
        person__phone="careRecipient.primary_phone_number",
        person__address="careRecipient.address.formatted_address",
        person__directions="careRecipient.address.access_details",
        carer__id="caregivers.user.id",
        carer__given="caregivers.user.firstname",
        carer__family="caregivers.user.lastname",
        carer__phone="caregivers.user.phone_number",
        visit__arrived="caregivers.actual_start_at",
        visit__left="caregivers.actual_end_at",
    ),
    needed=("id", "start_at", "end_at", "careRecipient.id"),
    zone="UTC",
)
CARELINELIVE_PEOPLE = Profile(
    "CareLineLive people",
    _columns(
        person__id="ID",
        person__given="First Name",
        person__family="Last Name",
        person__postcode="Post Code",
    ),
    needed=("ID", "First Name", "Last Name", "Post Code"),
)

SHIPPED = (VISIT_LOG, REQUESTED_VISITS, BIRDIE_PEOPLE, BIRDIE_VISITS, CARELINELIVE_PEOPLE)
