// The hall on a bad network: an entry is kept before it is sent, sent until an answer comes, and done once, for its
// identifier was fixed here. Without this file the same forms work, one page after another.

(() => {
  const script = document.currentScript;
  const words = script.dataset;
  const box = `comity-hall:${words.session}`;
  const network = () => document.getElementById("hall-network");
  const answer = () => document.getElementById("hall-answer");
  const token = document.querySelector("[data-hall-token] input").value;
  const waiting = new Map(); // what to call when an entry has its answer
  let sending = false;
  let pause = 1000;

  const kept = () => { try { return JSON.parse(localStorage.getItem(box)) || []; } catch { return []; } };
  const keep = (entries) => { try { localStorage.setItem(box, JSON.stringify(entries)); } catch {} show(); };

  function show() {
    const entries = kept();
    const place = network();
    place.hidden = !place.dataset.lost && !entries.length;
    place.dataset.tone = place.dataset.lost ? "waiting" : "running";
    place.textContent = place.dataset.lost
      ? (entries.length ? words.kept.replace("{n}", entries.length) : words.lost)
      : words.sending;
  }

  function lost(state) {
    const place = network();
    if (Boolean(place.dataset.lost) === state) return;
    if (state) place.dataset.lost = "yes";
    else delete place.dataset.lost;
    show();
  }

  function tell(text, bad) {
    const place = answer();
    place.textContent = text;
    place.dataset.tone = bad ? "bad" : "good";
    place.hidden = !text;
  }

  // One entry after the other, in the order in which they were made.
  async function flush() {
    if (sending) return;
    sending = true;
    try {
      for (let entry = kept()[0]; entry; entry = kept()[0]) {
        let response;
        let body;
        try {
          response = await fetch(entry.url, {
            method: "POST",
            headers: { Accept: "application/json", "X-CSRFToken": token },
            body: new URLSearchParams(entry.fields),
            signal: AbortSignal.timeout(15000),
          });
          body = response.status < 500 ? await response.json() : null;
        } catch { body = null; }
        if (!body) {
          // Nothing came back, or not from us: the entry stays, and its identifier sees to it that it is done once.
          lost(!response);
          setTimeout(flush, pause);
          pause = Math.min(pause * 2, 15000);
          return;
        }
        pause = 1000;
        lost(false);
        keep(kept().filter((one) => one.id !== entry.id));
        tell(body.refused || body.done || "", Boolean(body.refused));
        waiting.get(entry.id)?.(body);
        waiting.delete(entry.id);
      }
    } finally { sending = false; }
  }

  function post(url, fields, id = crypto.randomUUID()) {
    keep([...kept(), { id, url, fields: [...fields, ["id", id]] }]);
    return new Promise((resolve) => { waiting.set(id, resolve); flush(); });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-hall]") || event.defaultPrevented) return;
    event.preventDefault();
    const fields = [...new FormData(form, event.submitter)].filter(([name]) => name !== "csrfmiddlewaretoken");
    form.querySelectorAll("button").forEach((button) => { button.disabled = true; });
    post(form.action, fields).then(() => form.querySelectorAll("button").forEach((button) => { button.disabled = false; }));
  });

  // The token is added when a form is sent: without it in the page, a part that has not changed reads the same.
  function tidy() {
    document.querySelectorAll("form[data-hall] input[name=csrfmiddlewaretoken]").forEach((one) => one.remove());
  }

  // Running clocks: by the server's time, which the part of the page brings along.
  function tick() {
    for (const clock of document.querySelectorAll("[data-began]")) {
      if (!clock.dataset.offset) clock.dataset.offset = Date.parse(clock.dataset.now) - Date.now();
      const used = Math.max(0, Math.floor((Date.now() + Number(clock.dataset.offset) - Date.parse(clock.dataset.began)) / 1000));
      const limit = Number(clock.dataset.limit || 0);
      const left = limit ? limit - used : used;
      const text = `${left < 0 ? "−" : ""}${Math.floor(Math.abs(left) / 60)}:${String(Math.abs(left) % 60).padStart(2, "0")}`;
      if (clock.textContent !== text) clock.textContent = text;
      clock.toggleAttribute("data-over", limit > 0 && left < 0);
      clock.toggleAttribute("data-ending", limit > 0 && left >= 0 && left <= 30);
    }
  }

  window.comityHall = { post, tell };
  addEventListener("offline", () => lost(true));
  addEventListener("online", () => { lost(false); pause = 1000; flush(); });
  setInterval(tick, 500);
  tick();
  tidy();
  show();
  if (!navigator.onLine) lost(true);
  flush();
})();
