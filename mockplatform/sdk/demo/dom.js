// Owns how elements are made: of tags, properties and children, never of HTML texts.

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, unknown>} Props */

const SVG = "http://www.w3.org/2000/svg";

/** @type {Record<string, string[]>} strokes on a grid of 24 */
const ICONS = {
  chat: ["M4 5h16v11H11l-5 4v-4H4z", "M8 9h8M8 12h5"],
  close: ["M6 6l12 12M18 6 6 18"],
  down: ["M6 9l6 6 6-6"],
  download: ["M12 4v11M7 11l5 5 5-5", "M5 20h14"],
  end: ["M5 12a7 7 0 1 0 14 0 7 7 0 1 0-14 0", "M9.5 9.5l5 5M14.5 9.5l-5 5"],
  send: ["M4 12l16-7-5 15-3-6z", "M12 14l8-9"],
  cup: ["M5 8h11v7a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4z", "M16 10h2a2 2 0 0 1 0 5h-2", "M9 3v2M12 3v2"],
  lamp: ["M8 4h8l3 9H5z", "M12 13v7M8 20h8"],
  plant: [
    "M8 14h8l-1 6H9z",
    "M12 14V8",
    "M12 9C12 6 9 4 6 4c0 4 2 6 6 6M12 10c0-3 2-4 5-4 0 3-2 5-5 5",
  ],
};

/**
 * Make an element. Properties that begin with `on` are listeners, `true` and `false` set and leave
 * out an attribute, all else is an attribute.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Props | null} [props]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) set(element, name, value);
  fill(element, ...children);
  return element;
}

/**
 * Put children in the place of an element's own.
 *
 * @param {Element} element
 * @param {...(Child | Child[])} children
 */
export function fill(element, ...children) {
  const shown = children.flat().filter((one) => one || one === 0);
  element.replaceChildren(...shown.map((one) => (one instanceof Node ? one : String(one))));
}

/**
 * Write a text, unless it stands there: a live region would read it out again.
 *
 * @param {Element} element
 * @param {string} text
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Make an icon. It says nothing by itself: a label says what it stands for.
 *
 * @param {string} name
 * @returns {SVGElement}
 */
export function icon(name) {
  const drawn = document.createElementNS(SVG, "svg");
  for (const [key, value] of [
    ["class", "icon"],
    ["viewBox", "0 0 24 24"],
    ["aria-hidden", "true"],
  ]) {
    drawn.setAttribute(key, value);
  }
  for (const d of ICONS[name] ?? []) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    drawn.append(path);
  }
  return drawn;
}

/**
 * Run something once however often it is asked for in one go, behind what goes on now.
 *
 * @param {() => void} act
 * @param {number} [ms]
 * @returns {() => void}
 */
export function coalesced(act, ms = 0) {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    setTimeout(() => {
      isAsked = false;
      act();
    }, ms);
  };
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {unknown} value
 */
function set(element, name, value) {
  if (name.startsWith("on") && typeof value === "function") {
    element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
  } else if (value === true) {
    element.setAttribute(name, "");
  } else if (value !== false && value !== null && value !== undefined) {
    element.setAttribute(name, String(value));
  }
}
