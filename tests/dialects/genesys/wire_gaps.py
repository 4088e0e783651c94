"""Owns what of the fixtures the real server does otherwise, each thing with its reason."""

from __future__ import annotations

from fnmatch import fnmatchcase

from tests.dialects.genesys.likeness import Book

VIEWS = "[cn]o*"
"""The views of conversations, and what is notified of them."""

ONLY_DECODED = {
    "guest-errors: code 429: Too many requests": "429 has a class of its own here",
    "guest-structured: a co-browse offer": "agents have no co-browsing here",
    "guest-structured: a video offer": "agents have no video here",
    "guest-structured: presence Authenticate": "flows ask nobody to sign in here",
    "guest-structured: presence AuthenticateCancel": "flows ask nobody to sign in here",
    "guest-structured: presence AuthenticateFailure": "flows ask nobody to sign in here",
    "guest-structured: presence Clear": "SessionClearedEvent is what tells of it",
    "guest-structured: presence SessionExpired": "SessionExpiredEvent is what tells of it",
    "guest-structured: reactions": "nobody reacts to messages here",
    "conversation-calls: a template": "there are no canned responses here",
    "conversation-calls: hand over to an address": "there are no addresses to hand over to",
    "conversation-calls: stop the recording": "nothing is recorded here",
    "errors: 400 invalid.date": "no call that is emulated takes a date that is checked so",
    "errors: 403 missing.any.permissions": "staff may do all; no permissions are kept",
    "errors: 403 missing.permissions": "staff may do all; no permissions are kept",
    "errors: 504 authentication.request.timeout": "nothing authenticates elsewhere",
    "errors: push device: too.many.requests.retry.after": "registrations have no rate here",
    "guest-rest: history with a receipt": "the history tells of no receipts",
    "platform: routing status COMMUNICATING": "there are no calls here",
    "open-messaging: a template without an agent": "there are no canned responses here",
}
"""What nothing here produces or takes, by fixture: such ones are decoded and encoded only."""

GAPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    # Left out, or said otherwise, because what it tells of is not kept here.
    ("people have no pictures", "guest-structured", ("-from.image",)),
    (
        "a person has first and last name too",
        "conversation-calls",
        ("+from.firstName", "+from.lastName"),
    ),
    ("a person has first and last name too", "guest-rest", ("+from.firstName", "+from.lastName")),
    (
        "there are no external contacts",
        "conversation-calls",
        ("-from.email", "-from.externalContactId"),
    ),
    (
        "there are no external contacts",
        "open-messaging",
        ("-from.email", "-from.externalContactId"),
    ),
    ("there are no external contacts", "conversations-messages", ("-externalContact",)),
    ("there are no external contacts", "conversations", ("-externalContactId",)),
    ("there are no external contacts", "notifications", ("-externalContact", "-externalContactId")),
    (
        "a guest who has not signed in has no name",
        VIEWS,
        (
            "-name",
            "-fromAddress.name",
            "-fromAddress.nameRaw",
            "-toAddress.name",
            "-toAddress.nameRaw",
        ),
    ),
    ("conversations name no divisions", VIEWS, ("-divisions[]",)),
    ("routing knows no languages and skills", VIEWS, ("-language", "-skills[]")),
    (
        "parking is not told of, and nothing was held",
        VIEWS,
        ("-parkTime", "-resumeTime", "-startHoldTime"),
    ),
    (
        "there is no supervision, and no error of the line",
        VIEWS,
        ("-mediaRoles", "-monitoredParticipantId", "-errorInfo"),
    ),
    (
        "wrap-up has no time limit, and this one was not skipped",
        VIEWS,
        ("-wrapupSkipped", "-wrapupTimeoutMs"),
    ),
    ("nobody handed over", VIEWS, ("-recentTransfers[]",)),
    ("one medium, and no recording", "conversations", ("-conversationIds", "-securePause")),
    (
        "files of a message are in its details",
        "conversations-messages",
        ("-messages[].media", "-content[].subType", "-messageMetadata.type = Structured"),
    ),
    (
        "files of a message are in its details",
        "notifications",
        ("-messages[].media", "-content[].subType", "-messageMetadata.type = Structured"),
    ),
    (
        "the queue stays until the agent answers",
        "conversations-messages: an agent is alerted",
        ("-disconnectType", "-endTime", "-participants[].state = disconnected"),
    ),
    (
        "the queue stays until the agent answers",
        "notifications: an agent is alerted",
        ("-disconnectType", "-endTime", "-participants[].state = disconnected"),
    ),
    (
        "the fixture shows no queue and one message",
        "conversations",
        (
            "+disconnectType = transfer",
            "+messageMetadata.content",
            "+messageMetadata.events",
            "+messageMetadata.type = Event",
            "+segments[].disconnectType = peer",
            "+purpose = acd",
        ),
    ),
    (
        "the fixture shows no queue and one message",
        "notifications",
        (
            "+disconnectType = transfer",
            "+disconnectType = peer",
            "+messageMetadata.content",
            "+messageMetadata.events",
            "+messageMetadata.type = Event",
            "+purpose = acd",
        ),
    ),
    (
        "it is over, has no tag, and nothing times it",
        "notifications",
        ("-externalTag", "-inactivityTimeout", "-messages[].state = connected"),
    ),
    (
        "a message has no second ids, and attributes are the participant's",
        "conversation-calls",
        ("-name", "-channel.metadata", "-normalizedReceipts", "-providerMessageId"),
    ),
    (
        "custom attributes stand by a schema's id alone",
        "conversation-calls",
        (
            "-customAttributesTimestamps",
            "-divisions",
            "-schema.enabled",
            "-schema.selfUri",
            "-schema.version",
            "-selfUri",
        ),
    ),
    (
        "the fixture is a short one",
        "conversation-calls",
        (
            "+results[].dateCreated",
            "+results[].dateModified",
            "+results[].schema",
            "+name",
            "+provisional",
            "+tags[]",
        ),
    ),
    # The guest's side.
    ("notices are never sent", "deployment", ("-notificationContentType",)),
    ("what nobody asked for has no tracing id", "guest-attachments", ("-tracingId",)),
    ("what nobody asked for has no tracing id", "guest-sessions", ("-tracingId",)),
    (
        "a size was wrong, not a content",
        "guest-attachments: the upload failed",
        ("+body.errorCode = 4002", "-body.errorCode = 4003"),
    ),
    (
        "it is told as an answer: clients look at the class alone",
        "guest-attachments",
        ("-type = message",),
    ),
    (
        "it is told as an answer: clients look at the class alone",
        "guest-sessions",
        ("-type = message",),
    ),
    (
        "it is told where it is so",
        "guest-sessions: a new session",
        ("-autoStarted", "-clearedExistingSession"),
    ),
    ("the session that stepped up was there before", "guest-sessions", ("-newSession = True",)),
    (
        "the system is nobody, and only read-only is told",
        "guest-structured: the conversation ended and *",
        ("-channel.from", "-metadata.readOnly"),
    ),
    (
        "typing is not stored",
        "guest-structured: an agent types, for 5000 milliseconds",
        ("-channel.messageId", "-body.metadata"),
    ),
    (
        "the file is a picture, without a hash and a text",
        "guest-structured",
        ("-mediaType = File", "-attachment.sha256", "-attachment.text"),
    ),
    (
        "a sign-in is said of the session, not by it",
        "guest-structured",
        ("-metadata.authenticated",),
    ),
    (
        "it comes back in the type in which clients send it",
        "guest-structured",
        ("-body.type = Structured",),
    ),
    (
        "there are no other ids and no receipts",
        "guest-rest",
        ("-from.additionalIds", "-channel.to", "-status"),
    ),
    # Errors.
    (
        "one thing was wrong, and is told in details",
        "errors",
        (
            "+details[].errorCode = invalid.value",
            "-details[]",
            "-errors[]",
            "-messageParams",
            "-messageWithParams",
        ),
    ),
    ("the message names it", "errors", ("-entityId", "-entityName")),
    ("a fault is no quota of the platform", "errors", ("-limit",)),
    ("clients look at the code alone", "errors: push device: *", ("-status = 403",)),
    # Notifications.
    (
        "the typing event names no line",
        "notifications",
        ("+channel.type", "-channel.from", "-channel.id", "-channel.platform"),
    ),
    (
        "as in the views",
        "notifications",
        ("+queue.selfUri", "+user.selfUri", "+presenceDefinition.selfUri", "+routingStatus.userId"),
    ),
    (
        "another status, another reason",
        "notifications",
        (
            "+routingStatus.status = IDLE",
            "-routingStatus.status = NOT_RESPONDING",
            "+reason = tenant reset",
            "-reason = maintenance",
        ),
    ),
    ("the channel's owner is one of the tenant's", "notifications", ("-data", "-organizationId")),
    (
        "no permissions are kept; a topic is its name and description",
        "notifications",
        (
            "-missingPermissions",
            "-enforced",
            "-requiresCurrentUser",
            "-requiresPermissions",
            "-schema",
            "-topicParameters",
            "-transports",
            "-visibility",
        ),
    ),
    # Open messaging.
    (
        "what was sent comes back whole",
        "open-messaging",
        (
            "+to.idType",
            "+attachment.filename",
            "+attachment.mediaType",
            "+attachment.mime",
            "+reasons[].message",
        ),
    ),
    (
        "only what was sent comes back",
        "open-messaging",
        ("-channel.from", "-channel.id", "-channel.messageId", "-channel.to", "-typing.duration"),
    ),
    (
        "it is of open messaging, and of no user",
        "open-messaging",
        (
            "+channel.platform = Open",
            "-channel.platform = WebMessaging",
            "-message.createdBy",
            "-from.nickname",
            "-user",
        ),
    ),
    # The platform.
    (
        "queues and codes are configuration: nobody made them at a time",
        "platform",
        ("-createdBy", "-dateCreated", "-dateModified", "-modifiedBy", "-description"),
    ),
    (
        "no such thing is configured of a queue",
        "platform",
        ("-acwSettings.timeoutMs", "-enableAutoAnswer", "-skillEvaluationMethod"),
    ),
    ("a code of a participant is in short", "platform: the codes of a participant", ("-division",)),
    ("the list is of names", "platform: the presences of the system", ("-selfUri",)),
    (
        "no such thing is kept of people",
        "platform",
        ("-department", "-groups", "-languages", "-skills", "-title"),
    ),
    (
        "no such thing is kept of a tenant",
        "platform",
        (
            "-defaultCountryCode",
            "-defaultLanguage",
            "-productPlatform",
            "-thirdPartyOrgName",
            "-version",
        ),
    ),
    (
        "nobody has written a note to a presence",
        "platform",
        ("-id", "-message", "-name", "-sourceId"),
    ),
    ("since when is not kept", "platform", ("-startTime", "-dateTokenIdles")),
    (
        "who serves the queue is off duty",
        "platform",
        (
            "+routingStatus.status = OFF_QUEUE",
            "-routingStatus.status = IDLE",
            "+user.acdAutoAnswer",
        ),
    ),
)
"""The differences of the rest: why, in which fixtures, and how the members end (- or + first)."""


def check(book: Book) -> None:
    """See that all of a book was played or told, but for what is listed here; nothing in vain."""
    files = {name.split(":")[0] for name in book.fixtures}
    listed_ones = {one for one in ONLY_DECODED if one.split(":")[0] in files}
    neither = sorted(book.untouched ^ listed_ones)
    assert not neither, f"Neither played nor found, or listed in vain: {neither}"
    found = {(name, one) for name, all_ in book.differing.items() for one in all_}
    reasons = {(name, one): explained(name, one) for name, one in found}
    unlike = sorted(one for one, why in reasons.items() if not why)
    assert not unlike, f"The server does otherwise: {unlike}"
    used = set().union(*reasons.values())
    listed = {
        (glob, end)
        for _, glob, ends in GAPS
        for end in ends
        if any(fnmatchcase(name.split(":")[0], glob.split(":")[0]) for name in book.fixtures)
    }
    idle = sorted(one for one in listed - used if one[0] != VIEWS)
    assert not idle, f"Gaps that are none: {idle}"


def explained(name: str, difference: str) -> set[tuple[str, str]]:
    """Return which of the gaps a difference is."""
    member = difference if " = " in difference else difference.rpartition(": ")[0]
    return {
        (glob, end)
        for _, glob, ends in GAPS
        for end in ends
        if fnmatchcase(name, f"{glob}*" if ":" in glob else f"{glob}:*")
        and member[0] == end[0]
        and member.endswith(f".{end[1:]}")
    }
