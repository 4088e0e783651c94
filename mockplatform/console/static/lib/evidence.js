// Owns what a finding's evidence means for others: which entries show it, whom it is about. Pure.

/** @typedef {import("./feed.js").Entry} Entry */

/** @typedef {{says: string, entry: Entry}} Line */

/**
 * @typedef {object} Occurrence One time that a client did it.
 * @property {string} at
 * @property {Line[]} story
 * @property {Arrivals} [arrivals] when its calls came, where the rule is about that
 */

/**
 * @typedef {object} Arrivals When calls came after what caused them.
 * @property {string} bucket how long each is: `100ms`
 * @property {string} from how long after the cause the first one begins
 * @property {number[]} buckets how many came in each
 * @property {number} total
 * @property {number} peak
 * @property {number} mean
 * @property {number} peakToMean
 */

/**
 * @typedef {object} Finding What one client did against one rule.
 * @property {string} id
 * @property {string} rule
 * @property {"error" | "warning" | "note"} severity
 * @property {string} title
 * @property {string} subject
 * @property {number} count
 * @property {number[]} evidence
 * @property {Occurrence} first
 * @property {Occurrence} last
 * @property {string} advice
 * @property {string} guide
 * @property {"new" | "known"} baseline whether the baseline has it
 * @property {boolean} suppressed whether the setting `suppressFindings` lets it fail nobody
 */

/** @typedef {{finding: Finding, says: string}} Mark What an entry shows. */

/**
 * Return the two times that a finding tells of; one, where it was found once.
 *
 * @param {Finding} finding
 */
export function timesOf({ count, first, last }) {
  return count > 1 ? [first, last] : [first];
}

/**
 * Return the lines of a finding's stories, each entry once, in order.
 *
 * @param {Finding} finding
 * @returns {Line[]}
 */
export function linesOf(finding) {
  const lines = timesOf(finding).flatMap(({ story }) => story);
  const known = new Map(lines.map((line) => [line.entry.id, line]));
  return [...known.values()].sort((a, b) => a.entry.id - b.entry.id);
}

/**
 * Tell of each entry that is evidence what it shows.
 *
 * @param {Finding[]} findings
 * @returns {Map<number, Mark[]>} by the entry's id
 */
export function marksOf(findings) {
  /** @type {Map<number, Mark[]>} */
  const marks = new Map();
  for (const finding of findings) {
    for (const { says, entry } of linesOf(finding)) {
      marks.set(entry.id, [...(marks.get(entry.id) ?? []), { finding, says }]);
    }
  }
  return marks;
}

/**
 * Whether an entry stands in a conversation's timeline: it is the conversation's own, or its
 * customer's and no other conversation's.
 *
 * @param {Entry} entry
 * @param {{id: string, userId: string}} conversation
 */
export function isTold({ conversationId, subject }, { id, userId }) {
  return conversationId ? conversationId === id : subject === userId;
}

/**
 * Return the findings of which the timeline of a conversation has evidence.
 *
 * @param {Finding[]} findings
 * @param {{id: string, userId: string}} conversation
 */
export function aboutConversation(findings, conversation) {
  return findings.filter((one) => linesOf(one).some(({ entry }) => isTold(entry, conversation)));
}

/**
 * Return the ids of the conversations that a finding's evidence is in.
 *
 * @param {Finding} finding
 * @returns {string[]}
 */
export function conversationsOf(finding) {
  const ids = linesOf(finding).map(({ entry }) => entry.conversationId);
  return [...new Set(ids.filter(Boolean))];
}
