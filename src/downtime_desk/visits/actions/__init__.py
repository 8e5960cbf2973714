"""What a manager does about visits: verify, correct, log a deviation, follow a no reply, change the lists."""

from downtime_desk.visits.actions.attach import Attach, attach
from downtime_desk.visits.actions.deviation import (
    DecideSafeguarding,
    LogDeviation,
    decide_safeguarding,
    log_deviation,
)
from downtime_desk.visits.actions.follow_up import (
    CloseFollowUp,
    FollowUp,
    ToDo,
    close_follow_up,
    draft_subject,
    follow_up,
)
from downtime_desk.visits.actions.lists import (
    AddCode,
    ArchiveCode,
    RenameCode,
    add_code,
    archive_code,
    change_no_reply_steps,
    change_thresholds,
    rename_code,
)
from downtime_desk.visits.actions.no_reply import (
    BeginNoReply,
    EndNoReply,
    TakeStep,
    begin_no_reply,
    end_no_reply,
    take_step,
)
from downtime_desk.visits.actions.verify import Looked, Verify, last_event, look_at, verify

__all__ = [
    "AddCode",
    "ArchiveCode",
    "Attach",
    "BeginNoReply",
    "CloseFollowUp",
    "DecideSafeguarding",
    "EndNoReply",
    "FollowUp",
    "LogDeviation",
    "Looked",
    "RenameCode",
    "TakeStep",
    "ToDo",
    "Verify",
    "add_code",
    "archive_code",
    "attach",
    "begin_no_reply",
    "change_no_reply_steps",
    "change_thresholds",
    "close_follow_up",
    "decide_safeguarding",
    "draft_subject",
    "end_no_reply",
    "follow_up",
    "last_event",
    "log_deviation",
    "look_at",
    "rename_code",
    "take_step",
    "verify",
]
