// Owns what the page makes of the settings' schema: groups, texts of values, what is changed.

/**
 * @typedef {object} Setting
 * @property {string} name
 * @property {unknown} default
 * @property {string} unit duration, boolean, count, choice or list
 * @property {string} source
 * @property {string} help
 * @property {number} [min]
 * @property {number} [max]
 * @property {string} [pattern]
 */

/** @type {[title: string, names: RegExp][]} */
const GROUPS = [
  ["Tokens", /^(accessToken|refresh|family|revoke|token)/],
  ["Conversations", /^(inactivity|messaging|threading|deletedKept|coerce|routing|context)/],
  ["Agents and bots", /^(ring|notResponding|agents|bots)/],
  ["Sockets", /^(socket|single|heartbeat|frames)/],
];
const OTHERS = "Calls and the journal";
const UNITS = /** @type {const} */ ([
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
]);

/**
 * Put settings into groups; each keeps the order of the schema.
 *
 * @param {Setting[]} settings
 * @returns {[title: string, settings: Setting[]][]}
 */
export function grouped(settings) {
  const titles = [...GROUPS.map(([title]) => title), OTHERS];
  const groupOf = (/** @type {Setting} */ one) =>
    GROUPS.find(([, names]) => names.test(one.name))?.[0] ?? OTHERS;
  return titles
    .map(
      (title) =>
        /** @type {[string, Setting[]]} */ ([
          title,
          settings.filter((one) => groupOf(one) === title),
        ]),
    )
    .filter(([, found]) => found.length);
}

/**
 * Return what may be chosen, of a setting that is a choice.
 *
 * @param {Setting} setting
 */
export function choices({ pattern = "" }) {
  return /^\^\(([^)]*)\)\$/.exec(pattern)?.[1].split("|") ?? [];
}

/**
 * Tell what a setting may be; "" where its control shows that.
 *
 * @param {Setting} setting
 */
export function range({ unit, min, max }) {
  if (min === undefined || max === undefined) return "";
  const told = unit === "duration" ? seconds : (/** @type {number} */ n) => n.toLocaleString("en");
  return `${told(min)} to ${told(max)}`;
}

/** @param {number} s */
function seconds(s) {
  if (s === 0) return "0";
  const [unit, size] = UNITS.find(([, size]) => s >= size && s % size === 0) ?? ["s", 1];
  return `${s / size} ${unit}`;
}

/**
 * Whether a setting is what was asked for: its name, help or source has all the words.
 *
 * @param {Setting} setting
 * @param {string} words
 */
export function isAskedFor({ name, help, source }, words) {
  const text = `${name} ${help} ${source}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
