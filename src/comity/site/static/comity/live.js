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
  const entered = entries(part);
  part.replaceChildren(...fresh.childNodes);
  enter(part, entered);
  for (const fold of part.querySelectorAll("details > summary")) if (open.includes(fold.textContent)) fold.parentElement.open = true;
  if (mark) part.querySelector(mark)?.focus({ preventScroll: true });
  const words = part.querySelector("[data-announce]")?.textContent.trim();
  if (words) say(words);
}

// What somebody has begun to enter, known by the form that it stands in: another form, another question, is not filled in.
function sign(field) {
  const hidden = field.form ? [...field.form.querySelectorAll("input[type=hidden]")].map((one) => `${one.name}=${one.value}`) : [];
  const choice = ["radio", "checkbox"].includes(field.type) ? field.value : "";
  return JSON.stringify([hidden.filter((text) => !text.startsWith("csrf")), field.name, choice]);
}

function fields(part) {
  return [...part.querySelectorAll("input:not([type=hidden]), textarea, select")].filter((field) => field.name);
}

function entries(part) {
  const begun = fields(part).filter((field) => ("checked" in field && field.type !== "text" && field.checked !== field.defaultChecked)
    || ("defaultValue" in field && field.value !== field.defaultValue) || (field.options && [...field.options].some((one) => one.selected !== one.defaultSelected)));
  return new Map(begun.map((field) => [sign(field), field]));
}

function enter(part, entered) {
  for (const field of fields(part)) {
    const before = entered.get(sign(field));
    if (!before) continue;
    if (["radio", "checkbox"].includes(field.type)) field.checked = before.checked;
    else if ([...(field.options || [{ value: before.value }])].some((one) => one.value === before.value)) field.value = before.value;
  }
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
