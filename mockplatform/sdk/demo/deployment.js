// Owns what a deployment tells about its widget: title, theme, features.

/**
 * @typedef {object} Deployment
 * @property {string} title
 * @property {string | undefined} locale
 * @property {import("./theme.js").Theme} theme
 * @property {{typingIndicator: boolean, transcriptDownload: boolean}} features
 */

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
 * Read a deployment's config. Where the platform does not answer the widget comes up all the same,
 * in colours of its own: a customer is to be able to write.
 *
 * @param {string} base
 * @param {string} deploymentId
 * @returns {Promise<Deployment>}
 * @throws {SetupError} there is no such deployment
 */
export async function readDeployment(base, deploymentId) {
  const url = `${base}/api/v2/widget/deployments/${encodeURIComponent(deploymentId)}/config`;
  const answer = await fetch(url).catch(() => null);
  if (answer?.status === 404) {
    const hint = answer.headers.get("X-Mockplatform-Hint") ?? "";
    const next = "Name one in the address: ?deployment=ID";
    throw new SetupError(
      `There is no deployment "${deploymentId}" here.`,
      `${hint} ${next}`.trim(),
    );
  }
  const body = answer?.ok ? await answer.json().catch(() => ({})) : {};
  return deploymentOf(body.config ?? {});
}

/** @param {any} config any object: a fixture may leave everything out */
function deploymentOf({ title, locale, theme, features }) {
  return {
    title: typeof title === "string" && title ? title : "How can we help?",
    locale: typeof locale === "string" ? locale : undefined,
    theme: theme ?? {},
    features: {
      typingIndicator: features?.typingIndicator !== false,
      transcriptDownload: features?.transcriptDownload === true,
    },
  };
}
