// Opens a socket with Node's own WebSocket and prints what it sees, a line of JSON for each.
// It is taken from the package that Node has it from: Node 18 does not hand it out.
import { createRequire } from "node:module";

const { WebSocket } = createRequire(new URL("../sdk/", import.meta.url))("undici");
const [url, token] = process.argv.slice(2);
const tell = (seen) => console.log(JSON.stringify(seen));
const socket = new WebSocket(url, ["mockplatform.v1", `bearer.${token}`]);

socket.onmessage = ({ data }) => {
  try {
    const frame = JSON.parse(data);
    tell({ type: frame.type, text: frame.text });
  } catch (error) {
    tell({ type: "no JSON", name: error.name });
  }
};
socket.onerror = () => tell({ type: "error" });
socket.onclose = ({ code, reason, wasClean }) => tell({ type: "close", code, reason, wasClean });
