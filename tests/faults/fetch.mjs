// Asks with Node's own fetch, once under each fault of the list, and prints what came of it.
// Arguments: base URL, path, token, JSON list of faults.
const [base, path, token, list] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${token}` };
const admin = `${base}/__admin/faults`;

async function held(id) {
  for (;;) {
    const fault = await (await fetch(`${admin}/${id}`)).json();
    if (fault.held > 0) return;
  }
}

async function ask(signal) {
  const seen = {};
  try {
    const answer = await fetch(base + path, { headers, signal });
    seen.status = answer.status;
    seen.fault = answer.headers.get("X-Mockplatform-Fault");
    seen.retryAfter = answer.headers.get("Retry-After");
    seen.body = await answer.text();
    seen.json = JSON.parse(seen.body) !== undefined;
  } catch (error) {
    seen.error = error.name;
    seen.cause = error.cause?.code ?? null;
  }
  return seen;
}

async function under(fault) {
  const body = JSON.stringify(fault);
  const set = await fetch(admin, {
    method: "POST",
    body,
    headers: { "Content-Type": "application/json" },
  });
  const { id } = await set.json();
  const patience = new AbortController();
  const asked = ask(patience.signal);
  if (fault.what.kind === "hang") {
    await held(id);
    patience.abort();
  }
  const seen = await asked;
  await fetch(`${admin}/${id}`, { method: "DELETE" });
  return seen;
}

const seen = { clean: await ask() };
for (const fault of JSON.parse(list)) seen[fault.what.kind] = await under(fault);
seen.after = await ask();
console.log(JSON.stringify(seen));
