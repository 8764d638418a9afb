// Keeps a page as the record is: a stream says what has changed, and the parts of the page that show it are fetched anew.

const script = document.currentScript;
const topics = script.dataset.topics.split(" ");
const address = new URL(script.dataset.stream, location.href);
for (const topic of topics) address.searchParams.append("topic", topic);

// Acts come in batches, and one act often tells several topics: what changes within this time (ms) is fetched once.
const TOGETHER = 150;

let due = false;
let lost = false;

async function refresh(part) {
  const answer = await fetch(part.dataset.live, { headers: { "X-Requested-With": "live" } });
  if (answer.ok) replace(part, await answer.text());
}

function replace(part, html) {
  const fresh = document.createElement("div");
  fresh.innerHTML = html;
  if (fresh.innerHTML === part.innerHTML) return;
  // Whoever is reading or filling in something here keeps the place: focus and open folds are put back.
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const mark = focused && (focused.id ? `#${CSS.escape(focused.id)}` : focused.getAttribute("href") && `a[href="${CSS.escape(focused.getAttribute("href"))}"]`);
  const open = [...part.querySelectorAll("details[open] > summary")].map((one) => one.textContent);
  part.replaceChildren(...fresh.childNodes);
  for (const fold of part.querySelectorAll("details > summary")) if (open.includes(fold.textContent)) fold.parentElement.open = true;
  if (mark) part.querySelector(mark)?.focus({ preventScroll: true });
  const words = part.querySelector("[data-announce]")?.textContent.trim();
  if (words) say(words);
}

function say(words) {
  const live = document.getElementById("live");
  live.textContent = words;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { live.textContent = ""; }, 8000);
}

function changed() {
  if (due) return;
  due = true;
  setTimeout(() => {
    due = false;
    document.querySelectorAll("[data-live]").forEach(refresh);
  }, TOGETHER);
}

// A part that comes with the event itself needs no fetching (comity/pages/pushed.py).
function heard(event) {
  const part = document.querySelector(`[data-pushed="${CSS.escape(event.type)}"]`);
  if (part && event.data.startsWith("{")) replace(part, JSON.parse(event.data).html);
  else changed();
}

const pushed = document.querySelector("[data-pushed]");
if (pushed) address.searchParams.set("push", pushed.dataset.pushed);
const stream = new EventSource(address);
for (const topic of topics) stream.addEventListener(topic, heard);
stream.addEventListener("error", () => {
  if (!lost) say(script.dataset.lost);
  lost = true;
});
stream.addEventListener("open", () => {
  if (lost) {
    say(script.dataset.back);
    changed();
  }
  lost = false;
});
addEventListener("pagehide", () => stream.close());
