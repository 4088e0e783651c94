"""Owns errors of the older guest chat; their codes are those that its clients read.

Source: guest chat API of Genesys Cloud, error codes of its calls.
"""

from __future__ import annotations

from mockplatform.errors.requests import BadRequest


class ChatRefused(BadRequest):
    """The chat cannot be opened so, or does not take that."""

    code = "chat.refused"


class ChatOver(ChatRefused):
    """The chat has ended."""

    code = "chat.error.conversation.state"


class ChatMemberGone(ChatRefused):
    """The member has left the chat."""

    code = "chat.error.member.state"


class ChatQueueUnknown(ChatRefused):
    """No queue has that name."""

    code = "chat.error.invalid.queue"


class ChatTargetInvalid(ChatRefused):
    """What says where the chat goes is wrong in itself."""

    code = "chat.error.createconversationrequest.routingtarget"


class ChatDeploymentOff(ChatRefused):
    """The deployment takes no chats, or there is none by that id."""

    code = "chat.deployment.disabled"


class ChatSignInNeeded(ChatRefused):
    """The deployment takes known users only."""

    code = "chat.deployment.require.auth"


class ChatSignInBad(ChatRefused):
    """What is to prove who the user is does not."""

    code = "chat.deployment.bad.auth"
