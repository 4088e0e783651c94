// Owns sockets for the SDK's units: each test is the platform's end and says what comes and when.

import { settled } from "./world.mjs";

/** The platform's end of all sockets that a page opens. `opened` are these, oldest first. */
export class FakeSockets {
  constructor() {
    this.opened = [];
    const { opened } = this;
    /** What stands in for the browser's WebSocket. */
    this.WebSocket = class {
      readyState = 0;
      sent = [];
      isClosedByPage = false;

      constructor(url, protocols) {
        this.url = url;
        this.protocols = protocols;
        opened.push(this);
      }

      send(text) {
        this.sent.push(JSON.parse(text));
      }

      close() {
        this.isClosedByPage = true;
        this.readyState = 3;
      }

      /** The handshake was taken, and this is its first frame. */
      async hello(members = {}) {
        this.readyState = 1;
        const conversation = { id: "c-1", state: "OPEN", version: 2, latestSeq: 2 };
        const rest = { latestSeq: 2, resumedAfter: 0, heartbeatSeconds: 25, tokenExp: 0 };
        await this.tell({ type: "hello", conversation, ...rest, ...members });
      }

      async tell(frame) {
        this.onmessage?.({
          data: typeof frame === "string" ? frame : JSON.stringify(frame),
        });
        await settled();
      }

      /** Answers the last question of a type. */
      async answer(type, members) {
        const asked = this.sent.findLast((one) => one.type === type);
        await this.tell({ id: asked.id, ...members });
      }

      /** The platform, or the network, ends it. */
      async end(code = 1006, reason = "") {
        this.readyState = 3;
        this.onclose?.({ code, reason });
        await settled();
      }
    };
  }

  get last() {
    return this.opened.at(-1);
  }
}

/** What a promise came to, without waiting for it. */
export function watched(promise) {
  const seen = { state: "waiting" };
  promise.then(
    (value) => Object.assign(seen, { state: "done", value }),
    (error) => Object.assign(seen, { state: "failed", error }),
  );
  return seen;
}
