// Owns the stage for small client programs in a page: a customer's tab at the widget API, by the
// browser's own fetch and WebSocket, with what it keeps in sessionStorage; and a hand for what the
// platform, the network and the customer do meanwhile. A program runs anew after each load, as a
// page's scripts do, and says by what it returns whether the page is loaded again, or whether the
// customer goes to his other tab.

/** @typedef {{ access_token: string, refresh_token: string }} Tokens */
/** @typedef {{ status: number, body: any, etag: string | null }} Answer */
/** @typedef {{ text: string, clientMessageId: string }} Message */
/** @typedef {"reload" | "other tab" | void} Next */
/** @typedef {{ url: string, user: string, deployment: string, turn: number }} Told */
/**
 * @typedef {object} Request
 * @property {Tokens} [tokens] whose access token goes along
 * @property {object} [body]
 * @property {Record<string, string>} [headers]
 * @property {number} [refusal] with which status it may be refused; with any other one it fails
 */

const TOKEN = "/api/v2/widget/auth/token";
const REFRESH = "/api/v2/widget/auth/refresh";
export const CONVERSATIONS = "/api/v2/conversations/messaging";

/** @type {(verb: string, ...more: any[]) => Promise<void>} */
const hand = /** @type {any} */ (globalThis).hand;

/** What one tab keeps: it is there after a reload, and gone with the tab. */
export const kept = {
  /** @param {string} name */
  get: (name) => JSON.parse(sessionStorage.getItem(name) ?? "null"),
  /** @param {string} name @param {any} value */
  set: (name, value) => sessionStorage.setItem(name, JSON.stringify(value)),
};

/** When a token ends, in the milliseconds of `Date.now()`. @param {Tokens} tokens */
export function endsAt({ access_token: token }) {
  const claims = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  return JSON.parse(atob(claims)).exp * 1000;
}

/** One tab of one customer. */
export class Stage {
  /** @param {Told} told */
  constructor({ url, user, deployment, turn }) {
    this.url = url;
    this.user = user;
    this.deployment = deployment;
    /** How many turns there were before this one, in all tabs. */
    this.turn = turn;
  }

  /** The tab's own id: made once, and kept over reloads. */
  get instance() {
    const id = kept.get("instance") ?? `i-${crypto.randomUUID()}`;
    kept.set("instance", id);
    return id;
  }

  /** @param {string} method @param {string} path @param {Request} [request] @returns {Promise<Answer>} */
  async call(method, path, { tokens, body, headers, refusal } = {}) {
    const bearer = tokens && { Authorization: `Bearer ${tokens.access_token}` };
    const json = body && { "Content-Type": "application/json" };
    const answer = await fetch(this.url + path, {
      method,
      headers: { ...bearer, ...json, ...headers },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    const { status } = answer;
    if (!answer.ok && status !== refusal) throw new Error(`${status} of ${method} ${path}`);
    return { status, body: text && JSON.parse(text), etag: answer.headers.get("ETag") };
  }

  /** @returns {Promise<Tokens>} */
  async signIn() {
    const body = { deploymentId: this.deployment, userId: this.user, instanceId: this.instance };
    return (await this.call("POST", TOKEN, { body })).body;
  }

  /** @param {Tokens} tokens @returns {Promise<Tokens>} */
  async renewed(tokens) {
    const body = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
    return (await this.call("POST", REFRESH, { tokens, body })).body;
  }

  /** Begin a conversation. @param {Tokens} tokens @returns {Promise<string>} its id */
  async open(tokens, body = {}) {
    return (await this.call("POST", CONVERSATIONS, { tokens, body })).body.id;
  }

  /** Read a conversation's state. @param {Tokens} tokens @param {string} id @param {number} [refusal] */
  look(tokens, id, refusal) {
    return this.call("GET", `${CONVERSATIONS}/${id}`, { tokens, refusal });
  }

  /** @param {Tokens} tokens @param {string} id @param {Message} body @param {number} [refusal] */
  say(tokens, id, body, refusal) {
    return this.call("POST", `${CONVERSATIONS}/${id}/messages`, { tokens, body, refusal });
  }

  /** Where a conversation's socket is. @param {string} id @param {string} [query] */
  socket(id, query = "") {
    return `${this.url.replace(/^http/, "ws")}${CONVERSATIONS}/${id}/ws${query}`;
  }

  /** Open a socket with the token beside the URL. @param {Tokens} tokens @param {string} id */
  connect(tokens, id, query = "") {
    const protocols = ["mockplatform.v1", `bearer.${tokens.access_token}`];
    return Line.open(new WebSocket(this.socket(id, query), protocols));
  }

  /** Let the tenant's time, and the page's, pass. @param {number} seconds */
  passes(seconds) {
    return hand("passes", seconds);
  }

  /** Have the network cut a conversation's sockets. @param {string} id */
  drop(id) {
    return hand("drop", id);
  }

  /** Have an agent say something. @param {string} id @param {string} text */
  agentSays(id, text) {
    return hand("agent_says", id, text);
  }

  /** Have the customer's tokens end before their time. */
  tokensEnd() {
    return hand("tokens_end");
  }

  /** Have the answers to messages go missing, or come again. @param {boolean} isLost */
  answersAreLost(isLost) {
    return hand("answers_are_lost", isLost);
  }

  /** Have one acknowledgement go missing. */
  ackIsLost() {
    return hand("ack_is_lost");
  }

  /** Have the customer press keys, wherever the focus is. @param {string[]} keys */
  presses(...keys) {
    return hand("presses", ...keys);
  }
}

/** One socket. */
export class Line {
  /** @param {WebSocket} socket */
  constructor(socket) {
    /** @type {any[]} */
    this.frames = [];
    /** The newest event that came. */
    this.seq = 0;
    /** @type {Promise<void>} */
    this.ended = new Promise((end) => socket.addEventListener("close", () => end()));
    this._socket = socket;
    this._news = new EventTarget();
    socket.addEventListener("message", ({ data }) => this._heard(JSON.parse(data)));
  }

  /** @param {WebSocket} socket @returns {Promise<Line>} once it was greeted */
  static async open(socket) {
    const line = new Line(socket);
    const hello = await line.first(({ type }) => type === "hello");
    line.seq = Math.max(line.seq, hello.resumedAfter);
    return line;
  }

  /** @param {any} frame */
  _heard(frame) {
    this.frames.push(frame);
    this.seq = Math.max(this.seq, frame.seq ?? 0);
    this._news.dispatchEvent(new Event("frame"));
  }

  /** Wait for the first frame that is such. @param {(frame: any) => boolean} isSuch */
  async first(isSuch) {
    for (;;) {
      const found = this.frames.find(isSuch);
      if (found) return found;
      await new Promise((come) => this._news.addEventListener("frame", come, { once: true }));
    }
  }

  /** @param {object} frame */
  tell(frame) {
    this._socket.send(JSON.stringify(frame));
  }

  /** Send a frame, and wait for its answer. @param {object} frame */
  async ask(frame) {
    const id = crypto.randomUUID();
    this.tell({ ...frame, id });
    return this.first((one) => one.id === id);
  }

  /** Go, and wait until it is over. */
  async close() {
    this._socket.close(1000);
    await this.ended;
  }
}
