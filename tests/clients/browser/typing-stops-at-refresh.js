// Owns a page that builds its field anew with a new token, under the customer's hands, and one that
// does not touch it.

/** @import { Line, Stage } from "./stage.js" */

const STEP_S = 60;
const STEPS = 4;

/** Takes the field's listeners away, as one does who builds a widget anew. */
let gone = new AbortController();

/**
 * Put a field where the old one was; it tells when the customer types, and when he stops.
 *
 * @param {Line} line
 */
function field(line) {
  gone.abort();
  gone = new AbortController();
  const made = document.createElement("input");
  made.setAttribute("aria-label", "Message");
  /** @param {string} event @param {"on" | "off"} state */
  const tells = (event, state) => {
    const tell = () => line.tell({ type: "typing", state });
    made.addEventListener(event, tell, { signal: gone.signal });
  };
  tells("input", "on");
  tells("blur", "off");
  document.body.replaceChildren(made);
  return made;
}

/** @param {Stage} at @param {(line: Line) => void} isRenewed what is done with the new token */
async function writes(at, isRenewed) {
  const tokens = await at.signIn();
  const line = await at.connect(tokens, await at.open(tokens));
  const written = field(line);
  written.focus();
  await at.presses("H", "i", "Tab");
  written.focus();
  await at.presses("!");
  await line.ask({ type: "ping" }); // what was told is there before the renewal, which goes another way
  const { access_token: token } = await at.renewed(tokens);
  await line.ask({ type: "token.update", token });
  isRenewed(line);
  await at.presses("!", "Tab");
  for (let step = 0; step < STEPS; step += 1) {
    await at.passes(STEP_S);
    await line.ask({ type: "ping" });
  }
}

/** @param {Stage} at */
export async function sin(at) {
  await writes(at, field);
}

/** @param {Stage} at */
export async function good(at) {
  await writes(at, () => {});
}
