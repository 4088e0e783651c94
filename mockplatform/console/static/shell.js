// Owns the frame around the views: menu, tenant, clock, connection, what is said in passing.

import { askForToken } from "./parts/token-dialog.js";
import { Banner } from "./parts/banner.js";
import { ClockChip } from "./parts/clock-chip.js";
import { FindingBadge } from "./parts/finding-badge.js";
import { themeButton } from "./parts/theme.js";
import { shortcuts } from "./parts/shortcuts.js";
import { TenantMenu } from "./parts/tenant-menu.js";
import { Toasts } from "./parts/toasts.js";
import { TroubleChip } from "./parts/trouble-chip.js";
import { Api } from "./lib/api.js";
import { TenantClock } from "./lib/clock.js";
import { custom, fill, h } from "./lib/dom.js";
import { Feed } from "./lib/feed.js";
import { icon } from "./lib/icons.js";
import { Router, link } from "./lib/router.js";
import { empty } from "./lib/view.js";
import { VIEWS } from "./views.js";

for (const [tag, type] of /** @type {const} */ ([
  ["mp-banner", Banner],
  ["mp-clock-chip", ClockChip],
  ["mp-tenant-menu", TenantMenu],
  ["mp-toasts", Toasts],
])) {
  customElements.define(tag, type);
}

/** Soon after the first view all others are there, so that each opens while the server is lost. */
const LOAD_ALL_MS = 1_000;
const NAME_CHARS_MAX = 40;

async function loadAll() {
  for (const view of VIEWS) await view.load().catch(() => {}); // told where it is opened
}

/** The page's prefix: what stands before `/console` in its path. */
function prefix() {
  return location.pathname.replace(/\/console\/?$/, "");
}

/** The frame of the page. */
export class Shell extends HTMLElement {
  constructor() {
    super();
    const api = new Api(prefix());
    const feed = new Feed(api);
    this.toasts = new Toasts();
    /** @type {import("./lib/view.js").Context} */
    this.ctx = {
      api,
      feed,
      clock: new TenantClock(api, feed),
      router: new Router(),
      tell: (text, kind) => this.toasts.tell(text, kind),
    };
    /** @type {import("./lib/view.js").View | null} */
    this.shown = null;
    /** Whether the view that the address names could not be loaded. */
    this.missing = false;
    /** Whether the token was asked for, and not given yet. */
    this.isAsked = false;
    this.main = h("main", { id: "main", tabindex: "-1" });
    this.menu = h("ul", { class: "menu", id: "menu" });
  }

  connectedCallback() {
    const { api, feed, router } = this.ctx;
    this.append(
      h(
        "a",
        { class: "skip", href: "#main", onclick: (/** @type {Event} */ e) => this.#skip(e) },
        "Skip to the content",
      ),
      this.#header(),
      h("nav", { "aria-label": "Views" }, this.menu),
      this.main,
      this.toasts,
    );
    fill(
      this.menu,
      VIEWS.map((view) => this.#item(view)),
    );
    shortcuts(VIEWS, router);
    this.addEventListener("keydown", ({ key }) => key === "Escape" && this.#leaveMenu());
    router.on("place", (place) => this.#go(place));
    api.on("unauthorized", () => this.isAsked || this.#ask());
    feed.on("state", (state) => state === "live" && this.missing && this.#go(router.place));
    this.#go(router.place);
    feed.start();
  }

  /** Ask for the token; with another one, all is asked for anew. Who gives none, asks himself. */
  #ask() {
    const { api, feed } = this.ctx;
    this.isAsked = true;
    askForToken(api, (isGiven) => {
      if (!isGiven) return;
      this.isAsked = false;
      feed.start();
    });
  }

  #header() {
    const { api, feed, clock } = this.ctx;
    return h(
      "header",
      null,
      h(
        "button",
        {
          class: "quiet menu-button",
          type: "button",
          "aria-expanded": "false",
          "aria-controls": "menu",
          "aria-label": "Menu",
          onclick: () => this.#toggle(),
        },
        icon("menu"),
      ),
      h(
        "a",
        { class: "brand", href: link("conversations"), "aria-label": "mockplatform" },
        h("img", { src: `${api.prefix}/console/icon.svg`, alt: "", width: 24, height: 24 }),
        h("span", null, "mockplatform"),
      ),
      new TenantMenu().on(api),
      h("span", { class: "spring" }),
      new TroubleChip().on(this.ctx),
      new ClockChip().on(clock),
      themeButton(),
      new Banner().on(feed, () => this.#ask()),
    );
  }

  /** @param {import("./views.js").Shown} view */
  #item(view) {
    const open = h(
      "a",
      { href: link(view.name), "data-view": view.name, onclick: () => this.#toggle(false) },
      icon(view.name),
      view.label,
      view.name === "findings" ? new FindingBadge().on(this.ctx) : null,
    );
    return h("li", null, open);
  }

  /** @param {boolean} [wanted] */
  #toggle(wanted) {
    const isOpen = this.toggleAttribute("data-menu", wanted);
    this.querySelector(".menu-button")?.setAttribute("aria-expanded", String(isOpen));
  }

  #leaveMenu() {
    if (!this.hasAttribute("data-menu")) return;
    this.#toggle(false);
    /** @type {HTMLElement | null} */ (this.querySelector(".menu-button"))?.focus();
  }

  /** @param {Event} event */
  #skip(event) {
    event.preventDefault();
    this.main.focus();
  }

  /** @param {import("./lib/router.js").Place} place */
  async #go(place) {
    const known = VIEWS.find((one) => one.name === place.view);
    if (!known && place.view) {
      this.ctx.tell(`There is no view ${place.view.slice(0, NAME_CHARS_MAX)}`, "bad");
      this.ctx.router.stand(link(VIEWS[0].name));
      this.#go(this.ctx.router.place);
      return;
    }
    const view = known ?? VIEWS[0];
    this.#mark(view);
    if (this.shown?.localName === view.tag) {
      if (place.rest[0] !== this.shown.at.rest[0]) this.#title(view);
      this.shown.place(place);
      return;
    }
    const isThere = await view.load().then(
      () => true,
      () => false,
    );
    if (place !== this.ctx.router.place) return;
    this.missing = !isThere;
    if (!isThere) {
      this.#miss(view, place);
      return;
    }
    const shown = /** @type {import("./lib/view.js").View} */ (custom(view.tag));
    shown.ctx = this.ctx;
    shown.at = place;
    const isFirst = this.shown === null;
    this.shown = shown;
    this.#title(view);
    fill(this.main, shown);
    if (isFirst) setTimeout(loadAll, LOAD_ALL_MS);
    else this.main.focus({ preventScroll: true });
  }

  /** @param {import("./views.js").Shown} view */
  #mark(view) {
    for (const item of this.menu.querySelectorAll("a")) {
      item.toggleAttribute("aria-current", item.dataset.view === view.name);
      if (item.hasAttribute("aria-current")) item.setAttribute("aria-current", "page");
    }
  }

  /** @param {import("./views.js").Shown} view */
  #title(view) {
    document.title = `${view.label} · ${this.ctx.api.tenant} · mockplatform`;
  }

  /**
   * Say that a view cannot be shown; it comes when the server is back.
   *
   * @param {import("./views.js").Shown} view
   * @param {import("./lib/router.js").Place} place
   */
  #miss(view, place) {
    const again = () => this.#go(place);
    const anew = () => location.reload();
    this.shown = null;
    fill(
      this.main,
      h("h1", null, view.label),
      empty(
        "This view could not be loaded",
        "It comes by itself when the server answers. ",
        h("button", { type: "button", onclick: again }, "Try again"),
        " ",
        h("button", { type: "button", onclick: anew }, "Load the page anew"),
      ),
    );
    this.main.focus({ preventScroll: true });
  }
}
