"""Owns by what CXone's calls, events, replies and pushes are known, and what section each is of.

The letters are explained in fixtures/wire/README.md.
"""

from __future__ import annotations

from typing import Any, NamedTuple

BY_SDK = ("R", "nice-cxone-chat-web-sdk 2.2.0, run")
BY_OLD_SDK = ("R", "nice-cxone-chat-web-sdk 1.20.0, run")
BY_MOBILE = ("C", "the vendor's mobile SDKs, Android and iOS 3")
BY_CODE = ("C", "nice-cxone-chat-web-sdk 2.2.0 and 3: code")
BY_BACK_OFFICE = ("D", "the vendor's OpenAPI operations, and its agent SDK")
SECTIONS = {
    "1": "Channels over HTTP",
    "2": "Tokens and sign-in",
    "3": "The chat socket: handshake, signs of life, refusals",
    "4": "Messages, typing, marks",
    "5": "Threads and their history",
    "6": "Cases, queues, assignment",
    "7": "The agents' side: OAuth, discovery, REST v3",
    "8": "Visitors, groups, the rest",
}
"""What the page has, in its order."""
READ = "nice-cxone-chat-web-sdk 2.2.0: code and types"
MOBILE = "JSON in the tests of the vendor's mobile SDKs"
BOTH = f"{READ}; {MOBILE}"


class Known(NamedTuple):
    """How a form is known: a letter, from where, in which section, with what to say of it."""

    tag: str
    source: str
    section: str
    note: str = ""


def _rows(table: str, source: dict[str, str]) -> dict[str, Known]:
    found = {}
    for line in filter(None, table.splitlines()):
        name, section, tag, where, *note = (part.strip() for part in line.split("|"))
        assert name not in found, f"{name} is there twice"
        found[name] = Known(tag, source[where], section, "".join(note))
    return found


_SOURCES = {
    "web": READ,
    "web3": "the vendor's repository of the web SDK 3.x",
    "mobile": MOBILE,
    "both": BOTH,
    "ran": BY_SDK[1],
    "api": BY_BACK_OFFICE[1],
    "us": "nobody says",
}
EVENTS = _rows(
    """
heartbeat | 3 | R | ran | every 15 s; iOS every 10 s
AuthorizeCustomer | 2 | R | ran |
AuthorizeConsumer | 2 | C | web | the older name; no SDK sends it by itself
ReconnectConsumer | 2 | R | ran |
ReconnectCustomer | 2 | C | mobile | iOS' name
RefreshToken | 2 | C | both | at nine tenths of the token's life
GenerateAuthorizationToken | 2 | R | ran |
SendMessage | 4 | R | ran |
SendOutbound | 4 | R | ran | a page writes for the agent
SendOfflineMessage | 4 | R | ran |
SendMessagePreview | 4 | R | ran | told to agents as typing, to other pages as it is
SenderTypingStarted | 4 | R | ran | nobody waits for the answer
SenderTypingEnded | 4 | R | ran | nobody waits for the answer
MessageSeenByConsumer | 4 | R | ran |
MessageSeenByCustomer | 4 | C | mobile | the mobile SDKs' name
RecoverThread | 5 | R | ran |
RecoverLivechat | 5 | R | ran |
LoadMoreMessages | 5 | R | ran |
FetchThreadList | 5 | R | ran |
LoadThreadMetadata | 5 | R | ran |
UpdateThread | 5 | R | ran |
ArchiveThread | 5 | R | ran |
EndContact | 6 | R | ran |
SendTranscript | 6 | R | ran | no mail is sent
SetConsumerContactCustomFields | 6 | R | ran |
SetContactCustomFields | 6 | C | mobile | the mobile SDKs' name
SetConsumerCustomFields | 6 | R | ran |
SetCustomerCustomFields | 6 | C | mobile | the mobile SDKs' name
AddVisitorTags | 8 | C | web | taken and noted; no SDK sends it by itself
RemoveVisitorTags | 8 | C | web | taken and noted; no SDK sends it by itself
SendPageViews | 8 | C | web | its data is a choice of this project; no SDK sends it by itself
StoreVisitor | 8 | C | web | fires what visits fire; no SDK sends it by itself
StoreVisitorEvents | 8 | C | mobile | fires what visits fire
ExecuteTrigger | 8 | C | mobile | fires an action of the channel
CreateInvitationToGroupChat | 8 | R | ran |
SendEmailInvitationToGroupChat | 8 | R | ran | no mail is sent
JoinGroupChat | 8 | R | ran |
LeaveGroupChat | 8 | R | ran |
""",
    _SOURCES,
)
"""What clients ask on the socket."""
FRAMES = _rows(
    """
pong | 3 | C | mobile | iOS compares the text
acknowledged | 3 | ? | us | clients ask for the same `eventId` and no `error`
error | 3 | C | both | the code; the text is ours
gateway error | 3 | C | mobile | the answer to what has no `eventId`
EventInS3 | 3 | C | web | what its URL gives is taken as the frame
ConsumerAuthorized | 2 | C | both |
ConsumerReconnected | 2 | C | web |
TokenRefreshed | 2 | C | both |
AuthorizationTokenGenerated | 2 | C | web |
OfflineMessageSent | 4 | C | web |
ThreadRecovered | 5 | C | both |
LivechatRecovered | 5 | C | both |
MoreMessagesLoaded | 5 | C | both |
ThreadListFetched | 5 | C | both |
ThreadMetadataLoaded | 5 | C | both |
ThreadUpdated | 5 | C | web | its data is a choice of this project
ThreadArchived | 5 | C | both | its data is a choice of this project
TranscriptSent | 6 | C | web |
InvitationToGroupChatCreated | 8 | C | web | its data is a choice of this project
EmailInvitationToGroupChatSent | 8 | C | web |
GroupChatJoined | 8 | C | web | its data is a choice of this project
MessageCreated | 4 | C | both |
MessageSent | 4 | C | web | with `allPushes` alone
MessageAddedIntoCase | 4 | C | web | with `allPushes` alone
MessageDeliveredToUser | 4 | C | web | with `allPushes` alone
MessageDeliveredToEndUser | 4 | C | web | with `allPushes` alone
MessageUpdated | 4 | C | web | with `allPushes` alone
MessagePreviewCreated | 4 | C | web | all but the thread is a choice of this project
SenderTypingStarted | 4 | C | both | `direction` decides whether pages hear it
SenderTypingEnded | 4 | C | both | `direction` decides whether pages hear it
MessageReadChanged | 4 | C | both |
MessageSeenByUser | 4 | C | both |
MessageSeenByEndUser | 4 | C | both |
MessageSeenChanged | 4 | C | both |
CaseCreated | 6 | C | both |
CaseStatusChanged | 6 | C | both |
CaseInboxAssigneeChanged | 6 | C | both |
CaseToRoutingQueueAssignmentChanged | 6 | C | both |
ConsumerContactInboxPreAssigneeChanged | 6 | C | web | the names of its users are a choice of \
this project
SetPositionInQueue | 6 | C | both |
ContactRecipientsChanged | 8 | C | web |
FireProactiveAction | 8 | C | both | when it comes is a choice of this project
PageViewCreated | 8 | C | web | all but the thread is a choice of this project
""",
    _SOURCES,
)
"""What is said on the socket: answers, then pushes."""
CALLS = _rows(
    """
GET /chat-gateway | 3 | R | ran | any path will do there; this one is ours
GET /chat/1.0/brand/{}/channel/{} | 1 | R | ran |
GET /chat/1.0/brand/{}/channel/{}/availability | 1 | R | ran |
GET /chat/1.0/brand/{}/channel/{}/persistent-menu-items | 1 | C | web3 | its members are a choice \
of this project
POST /chat/1.0/brand/{}/channel/{}/attachment | 1 | C | web | a refused file is answered with 200
GET /chat/1.0/brand/{}/channel/{}/attachment/{} | 1 | ? | us | where a file's URL leads: our path
GET /chat/1.0/brand/{}/messages/{} | 1 | C | web3 |
GET /chat/1.0/brand/{}/events/{} | 1 | ? | us | where the URL of `EventInS3` leads: our path
POST /oauth/token | 2 | R | ran | with `brandId` in the query; else it is OAuth
POST /auth/token | 7 | D | api |
GET /auth/jwks | 7 | D | api |
GET /.well-known/cxone-configuration | 7 | D | api |
POST /cxone/auth/token | 7 | D | api | where the issuer's documents lead
GET /cxone/auth/jwks | 7 | D | api | where the issuer's documents lead
GET /cxone/.well-known/cxone-configuration | 7 | D | api |
GET /cxone/.well-known/openid-configuration | 7 | D | api | the root's is the widget's
POST /authentication/v1/token/access-key | 7 | D | api |
GET /dfo/3.0/me | 7 | D | api |
GET /dfo/3.0/contacts | 7 | D | api |
GET /dfo/3.0/contacts/{} | 7 | D | api |
GET /dfo/3.0/contacts/{}/detail | 7 | D | api | its members are a choice of this project
GET /dfo/3.0/contacts/{}/messages | 7 | D | api |
GET /dfo/3.0/contacts/{}/history | 7 | D | api | its members are a choice of this project
PUT /dfo/3.0/contacts/{} | 7 | D | api |
PUT /dfo/3.0/contacts/{}/status | 7 | D | api |
PUT /dfo/3.0/contacts/{}/inbox-assignment | 7 | D | api |
DELETE /dfo/3.0/contacts/{}/inbox-assignment | 7 | D | api |
PUT /dfo/3.0/contacts/{}/routing-queue | 7 | D | api |
PUT /dfo/3.0/contacts/{}/custom-fields | 7 | D | api |
POST /dfo/3.0/contacts/{}/transcript | 7 | D | api | no mail is sent
POST /dfo/3.0/channels/{}/outbound | 7 | D | api |
POST /dfo/3.0/channels/{}/inbound | 7 | D | api | all but the content is a choice \
of this project
POST /dfo/3.0/channels/{}/messages | 7 | D | api | as `inbound`
POST /dfo/3.0/channels/{}/threads/{}/sender-actions | 7 | D | api | the words are a choice of \
this project
GET /dfo/3.0/messages | 7 | D | api |
GET /dfo/3.0/messages/{} | 7 | D | api |
PUT /dfo/3.0/messages/{}/read | 7 | D | api | which of the two verbs is not public
POST /dfo/3.0/messages/{}/read | 7 | D | api | which of the two verbs is not public
GET /dfo/3.0/threads | 7 | D | api |
GET /dfo/3.0/customers | 7 | D | api |
GET /dfo/3.0/channels | 7 | D | api |
GET /dfo/3.0/routing-queues | 7 | D | api |
GET /dfo/3.0/users | 7 | ? | us | so that a program finds agents' ids
PUT /web-analytics/1.0/tenants/{}/visitors/{} | 8 | C | mobile | not kept
POST /web-analytics/1.0/tenants/{}/visitors/{}/events | 8 | C | mobile | not kept
""",
    _SOURCES,
)
"""The calls."""


def known(
    direction: str, what: str, members: dict[str, Any], by: tuple[str, str]
) -> tuple[str, str, str]:
    """Return tag, source and section of what is being recorded."""
    if direction == "stage":
        return "?", "what a test does meanwhile", "3"
    if members["over"] == "http":
        section = section_of(members["call"])
        found = by if direction == "client" or section == "7" else ("C", BOTH)
        return *found, section
    if what.startswith("handshake"):
        is_refused = direction == "server"
        return *(("?", "nobody says with which status") if is_refused else by), "3"
    if direction == "client":
        return *by, EVENTS[what].section if what in EVENTS else "3"
    row = FRAMES.get(what, Known("?", "nobody has said yet", "8"))
    return row.tag, row.source, row.section


def section_of(call: str) -> str:
    """Return the section of a call."""
    path = call.partition(" ")[2]
    if path.startswith("/chat/") or "/files/" in path:
        return "1"
    if path.startswith(("/oauth/token", "/oauth/authorize")):
        return "2"
    return "8" if path.startswith("/web-analytics") else "7"
