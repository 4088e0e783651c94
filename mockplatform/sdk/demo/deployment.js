// Owns what a deployment tells about its widget: title, theme, features.

/**
 * @typedef {object} Deployment
 * @property {string} title
 * @property {string | undefined} locale
 * @property {import("./theme.js").Theme} theme
 * @property {{typingIndicator: boolean, transcriptDownload: boolean}} features
 */

/** So long the page waits for its colours; a customer waits no longer than that to write. */
const CONFIG_WAIT_MS = 3_000;

/** The page could not be set up; the message and the hint are for who builds it. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {string} hint
   */
  constructor(message, hint) {
    super(message);
    this.hint = hint;
  }
}

/**
 * Read a deployment's config. Where the platform does not answer in time the widget comes up all the
 * same, in colours of its own: a customer is to be able to write.
 *
 * @param {string} base
 * @param {string} deploymentId
 * @returns {Promise<Deployment>}
 * @throws {SetupError} there is no such deployment
 */
export async function readDeployment(base, deploymentId) {
  const url = `${base}/api/v2/widget/deployments/${encodeURIComponent(deploymentId)}/config`;
  const answer = await inTime((signal) => fetch(url, { signal }));
  if (answer?.status === 404) {
    const hint = answer.headers.get("X-Mockplatform-Hint") ?? "";
    const next = "Name one in the address: ?deployment=ID";
    throw new SetupError(
      `There is no deployment "${deploymentId}" here.`,
      `${hint} ${next}`.trim(),
    );
  }
  const body = answer?.ok ? await inTime(() => answer.json()) : null;
  return deploymentOf(body?.config ?? {});
}

/**
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} act
 * @returns {Promise<T | null>} null where it failed, or was not done in time
 */
async function inTime(act) {
  const bound = new AbortController();
  const late = /** @type {Promise<null>} */ (
    new Promise((resolve) => bound.signal.addEventListener("abort", () => resolve(null)))
  );
  const timer = setTimeout(() => bound.abort(), CONFIG_WAIT_MS);
  const done = act(bound.signal).catch(() => null);
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}

/** @param {any} config any object: a fixture may leave everything out */
function deploymentOf({ title, locale, theme, features }) {
  return {
    title: typeof title === "string" && title ? title : "How can we help?",
    locale: localeOf(locale),
    theme: theme ?? {},
    features: {
      typingIndicator: features?.typingIndicator !== false,
      transcriptDownload: features?.transcriptDownload === true,
    },
  };
}

/**
 * @param {unknown} locale
 * @returns {string | undefined} the device's own where there is none that a browser understands
 */
function localeOf(locale) {
  try {
    return typeof locale === "string" ? Intl.getCanonicalLocales(locale)[0] : undefined;
  } catch {
    return undefined;
  }
}
