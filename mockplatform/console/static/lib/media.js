// Owns how the doors by which conversations come in are called.

/** @type {Record<string, string>} */
const WORDS = {
  webmessaging: "web messaging",
  open: "open messaging",
  chat: "web chat",
  livechat: "live chat",
  digital: "digital messaging",
};

/**
 * Tell by which door a conversation came in; none is the widget API.
 *
 * @param {string | undefined} medium
 */
export const door = (medium) => (medium === undefined ? "" : (WORDS[medium] ?? medium));
