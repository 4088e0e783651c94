// Owns the tenant's name in the page's head, and the menu in which another one is chosen.

import { fill, h } from "../lib/dom.js";
import { link } from "../lib/router.js";

const SHOWN_MAX = 30;

/** Names the tenant that the page steers; opened, it leads to the others. */
export class TenantMenu extends HTMLElement {
  /** @param {import("../lib/api.js").Api} api */
  on(api) {
    this.api = api;
    this.button = h(
      "button",
      {
        type: "button",
        class: "tenant",
        title: "The tenant that this page steers",
        "aria-expanded": "false",
        "aria-controls": "tenant-menu",
        "aria-label": `Tenant ${api.tenant}: choose another`,
        onclick: () => this.#toggle(Boolean(this.menu?.hidden)),
      },
      h("span", null, api.tenant),
    );
    this.menu = h("ul", { id: "tenant-menu", class: "popup", hidden: true });
    this.append(this.button, this.menu);
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.menu?.hidden) return;
      event.stopPropagation();
      this.#toggle(false);
      this.button?.focus();
    });
    this.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !this.contains(relatedTarget)) this.#toggle(false);
    });
    document.addEventListener("pointerdown", ({ target }) => {
      if (target instanceof Node && !this.contains(target)) this.#toggle(false);
    });
    return this;
  }

  /** @param {boolean} isOpen */
  #toggle(isOpen) {
    if (!this.menu || this.menu.hidden === !isOpen) return;
    this.menu.hidden = !isOpen;
    this.button?.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.#read();
  }

  async #read() {
    if (!this.menu || !this.api) return;
    const { tenant } = this.api;
    const all = h("li", null, h("a", { href: link("tenants") }, "All tenants…"));
    try {
      /** @type {{tenants: {id: string}[]}} */
      const { tenants } = await this.api.ofServer("/tenants");
      const items = [...tenants.slice(-SHOWN_MAX).map(({ id }) => item(id, id === tenant)), all];
      // What is being clicked stays where it is, unless there is something else to show.
      const isShown = items.every((one, place) =>
        one.isEqualNode(this.menu?.children[place] ?? null),
      );
      if (isShown && this.menu.children.length === items.length) return;
      fill(this.menu, items);
    } catch {
      fill(this.menu, all); // the shell shows a lost server
    }
    all.firstElementChild?.addEventListener("click", () => this.#toggle(false));
  }
}

/**
 * @param {string} id
 * @param {boolean} isHere
 */
function item(id, isHere) {
  const href = `${consoleOf(id)}${location.hash.split("/").slice(0, 2).join("/").split("?")[0]}`;
  return h("li", null, h("a", { href, "aria-current": isHere ? "true" : false }, id));
}

/**
 * Return where a tenant's console is.
 *
 * @param {string} id
 */
export function consoleOf(id) {
  return id === "default" ? "/console" : `/t/${encodeURIComponent(id)}/console`;
}
