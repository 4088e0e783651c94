// Owns what a widget team writes after the guide: where state is kept, when the token is renewed, and
// how one comes back to a conversation. The SDK comes from the platform's CDN paths, by a plain tag.
// Source: Guide, sections 1 to 4.

/* global widgetSDK */

const PLATFORM = document.body.dataset.platform;
const DEPLOYMENT = "shop-web";
const CONVERSATIONS = `${PLATFORM}/api/v2/conversations/messaging`;
const RENEW_BEFORE_MS = 5 * 60 * 1000;
const LIVING = ["OPEN", "RINGING", "ACTIVE"];

const kept = {
  get: (name) => JSON.parse(sessionStorage.getItem(`shop_${name}`) ?? "null"),
  set: (name, value) => sessionStorage.setItem(`shop_${name}`, JSON.stringify(value)),
};

async function ask(url, body, token) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  const init = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers };
  const answer = await fetch(url, init);
  if (!answer.ok) throw new Error(`${answer.status} of ${url}`);
  return answer.json();
}

function claims(token) {
  return JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
}

async function renew() {
  const { access_token: old, refresh_token } = kept.get("tokens");
  const asked = { grant_type: "refresh_token", refresh_token };
  const tokens = await ask(`${PLATFORM}/api/v2/widget/auth/refresh`, asked, old);
  kept.set("tokens", tokens);
  widgetSDK.updateToken(tokens.access_token);
  renewInTime(tokens.access_token);
}

function renewInTime(token) {
  const wait = claims(token).exp * 1000 - Date.now() - RENEW_BEFORE_MS;
  if (wait > 0) setTimeout(renew, wait);
}

function pushContext(routing, more) {
  const texts = Object.entries(routing).map(([key, value]) => [key, String(value)]);
  widgetSDK.setRoutingData(Object.fromEntries(texts.sort()));
  widgetSDK.setConversationData(more);
}

async function begin() {
  const login = { deploymentId: DEPLOYMENT, userId: "user-7" };
  const tokens = await ask(`${PLATFORM}/api/v2/widget/auth/token`, login);
  kept.set("tokens", tokens);
  kept.set("conversation", (await ask(CONVERSATIONS, {}, tokens.access_token)).id);
  return comeBack();
}

async function comeBack() {
  const [id, tokens] = [kept.get("conversation"), kept.get("tokens")];
  if (!id || !tokens) return begin();
  const { state } = await ask(`${CONVERSATIONS}/${id}`, null, tokens.access_token);
  if (!LIVING.includes(state)) {
    sessionStorage.clear();
    return begin();
  }
  widgetSDK.updateToken(tokens.access_token);
  renewInTime(tokens.access_token);
  await widgetSDK.connect(id);
  pushContext({ tier: "premium", language: "en-US", requires_callback: false }, { crm: "CR-7" });
}

widgetSDK.on("messages", (messages) => {
  const lines = messages.map(({ text }) => {
    const line = document.createElement("li");
    line.textContent = text;
    return line;
  });
  document.getElementById("said").replaceChildren(...lines);
});
document.getElementById("message").addEventListener("keydown", ({ key, target }) => {
  if (key !== "Enter") return;
  widgetSDK.send(target.value);
  target.value = "";
});
comeBack();
