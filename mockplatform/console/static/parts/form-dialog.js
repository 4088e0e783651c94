// Owns dialogs that ask before something is done: a form that stays until it went well.

import { h } from "../lib/dom.js";
import { showRefusal } from "./fields.js";

/**
 * Ask; Escape and Cancel leave all as it is. The focus returns to where it was.
 *
 * @template T
 * @param {object} how
 * @param {string} how.title
 * @param {import("../lib/dom.js").Child[]} how.body
 * @param {string} how.act what the button says that does it
 * @param {boolean} [how.isDanger]
 * @param {(form: HTMLFormElement) => T | Promise<T>} how.submit what it throws is shown in the form
 * @param {(form: HTMLFormElement) => boolean} [how.isReady] whether it may be done; asked at input
 * @returns {Promise<T | undefined>} undefined where it was cancelled
 */
export function asked({ title, body, act, isDanger = false, submit, isReady = () => true }) {
  const before = document.activeElement;
  const wrong = h("p", { class: "wrong", role: "alert", hidden: true });
  const go = h("button", { class: isDanger ? "danger" : "primary" }, act);
  const cancel = h("button", { type: "button", onclick: () => dialog.close() }, "Cancel");
  const form = h(
    "form",
    { method: "dialog", novalidate: true },
    h("h2", { id: "dialog-title" }, title),
    ...body,
    wrong,
    h("div", { class: "actions" }, cancel, go),
  );
  const dialog = h("dialog", { "aria-labelledby": "dialog-title" }, form);
  /** @type {T | undefined} */
  let result;
  const look = () => (go.disabled = !isReady(form));
  const run = async () => {
    go.disabled = true;
    try {
      result = await submit(form);
      dialog.close();
    } catch (error) {
      wrong.textContent = showRefusal(form, error);
      wrong.hidden = !wrong.textContent;
    } finally {
      look();
    }
  };
  form.addEventListener("input", look);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!go.disabled) run();
  });
  look();
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((settle) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before instanceof HTMLElement) before.focus();
      settle(result);
    });
  });
}
