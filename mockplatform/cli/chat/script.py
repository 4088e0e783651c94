"""Owns what the customer does: texts given on the command line, then lines that are typed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from fnmatch import fnmatchcase

from mockplatform.cli.chat.keyboard import Keyboard
from mockplatform.cli.chat.talk import Talk

QUIET_S = 1.5
"""A reply may have several messages: it is over when nothing came for that long."""

HELP = "/state shows the conversation, /close ends it, /quit leaves it as it is"


class Script:
    """What one customer says, and when."""

    def __init__(self, talk: Talk, says: Sequence[str], until_reply: str | None) -> None:
        self._talk = talk
        self._says = says
        self._until_reply = until_reply

    async def run(self, *, then_typing: bool) -> None:
        """Say what was given, then what is typed; return when the customer leaves."""
        for text in self._says:
            heard = len(self._talk.session.replies)
            await self._talk.say(text)
            if self._until_reply is not None:
                await self._reply(heard, self._until_reply)
        if then_typing:
            await self._type()
        await self._talk.until(lambda: not self._talk.session.unconfirmed)

    async def _reply(self, heard: int, pattern: str) -> None:
        session = self._talk.session

        def replied() -> bool:
            return any(fnmatchcase(text, pattern) for text in session.replies[heard:])

        await self._talk.until(lambda: replied() or session.is_over)
        if pattern == "*":
            while (await self._hears_more() or session.typing) and not session.is_over:
                pass

    async def _hears_more(self) -> bool:
        """Return whether something more came before it was quiet for a while."""
        talk, heard = self._talk, self._talk.frames
        try:
            async with asyncio.timeout(QUIET_S):
                await talk.until(lambda: talk.frames > heard)
        except TimeoutError:
            return False
        return True

    async def _type(self) -> None:
        keyboard = Keyboard()
        keyboard.open()
        try:
            while (line := await keyboard.lines.get()) is not None:
                if line.strip() and not await self._obey(line.strip()):
                    return
        finally:
            keyboard.close()

    async def _obey(self, line: str) -> bool:
        """Do what a line says; return whether more may follow."""
        talk = self._talk
        if not line.startswith("/"):
            await talk.say(line)
        elif line == "/quit":
            return False
        elif line == "/close":
            await talk.api.close(talk.session.conversation_id)
            with suppress(TimeoutError):
                async with asyncio.timeout(QUIET_S):
                    await talk.until(lambda: talk.session.is_over)
            return False
        elif line == "/state":
            document = await talk.api.get(talk.session.conversation_id)
            talk.screen.note(f"{document.state}, {document.latest_seq} events, {document.id}")
        else:
            talk.screen.note(HELP)
        return True
