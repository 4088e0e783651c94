// Owns how a deployment's config colours the page: its own colour, and what is legible on it.
// Source: WCAG 2.2, success criteria 1.4.3 (contrast of text 4.5:1) and relative luminance.

/** What text needs against its ground. */
const CONTRAST_MIN = 4.5;
const WHITE = [255, 255, 255];
const BLACK = [0, 0, 0];
/** The darkest light and the lightest dark ground of base.css on which coloured text stands. */
const LIGHT_GROUND = [246, 244, 240];
const DARK_GROUND = [23, 30, 33];
/** What is taken where a config has no colour, or none that can be read. */
const DEFAULT = [31, 111, 235];
/** The steps in which a colour is mixed with black or white until it is legible. */
const MIX_STEP = 0.05;
const POSITIONS = ["bottom-right", "bottom-left", "right-panel", "inline", "full-screen"];

/** @typedef {{primaryColor?: unknown, position?: unknown, darkMode?: unknown}} Theme */

/**
 * Colour an element and what is in it.
 *
 * @param {HTMLElement} root
 * @param {Theme} [theme]
 */
export function applyTheme(root, theme = {}) {
  const brand = parse(theme.primaryColor) ?? DEFAULT;
  const { style, dataset } = root;
  style.setProperty("--brand", css(brand));
  style.setProperty("--on-brand", css(legibleOn(brand)));
  style.setProperty("--brand-on-light", css(mixedUntilLegible(brand, LIGHT_GROUND, BLACK)));
  style.setProperty("--brand-on-dark", css(mixedUntilLegible(brand, DARK_GROUND, WHITE)));
  const mode = modeOf(theme.darkMode);
  if (mode) dataset.theme = mode;
  else delete dataset.theme;
  dataset.position = positionOf(theme.position);
}

/**
 * @param {unknown} position
 * @returns {string} one that the style sheet has
 */
function positionOf(position) {
  return POSITIONS.find((one) => one === position) ?? POSITIONS[0];
}

/**
 * @param {number[]} one red, green, blue; 0 to 255
 * @param {number[]} other
 * @returns {number} from 1 to 21
 */
function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** @param {number[]} color */
function luminance(color) {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @param {number[]} ground */
function legibleOn(ground) {
  return contrast(ground, WHITE) >= CONTRAST_MIN ? WHITE : BLACK;
}

/**
 * @param {number[]} color
 * @param {number[]} ground
 * @param {number[]} towards
 */
function mixedUntilLegible(color, ground, towards) {
  let [mixed, share] = [color, 0];
  while (contrast(mixed, ground) < CONTRAST_MIN && share < 1) {
    share += MIX_STEP;
    mixed = color.map((part, index) => Math.round(part + (towards[index] - part) * share));
  }
  return mixed;
}

/**
 * @param {unknown} text `#rgb` or `#rrggbb`
 * @returns {number[] | null}
 */
function parse(text) {
  const found = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(String(text));
  if (!found) return null;
  const digits = found[1].length === 3 ? found[1].replace(/./g, "$&$&") : found[1];
  return [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16));
}

/** @param {number[]} color */
function css(color) {
  return `rgb(${color.join(" ")})`;
}

/** @param {unknown} darkMode */
function modeOf(darkMode) {
  if ([true, "on", "dark"].includes(/** @type {any} */ (darkMode))) return "dark";
  if ([false, "off", "light"].includes(/** @type {any} */ (darkMode))) return "light";
  return null;
}
