// Small comforts. Everything works without this file; nothing here holds state or decides anything.

const root = document.documentElement;

function announce(text) {
  const live = document.getElementById("live");
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => { live.textContent = ""; }, 6000);
}

// Colours: as the system, light, dark; remembered in this browser.
function labelTheme(button) {
  const theme = root.dataset.theme || "system";
  button.querySelector("span").textContent = button.getAttribute(`data-label-${theme}`);
  button.title = button.getAttribute(`data-label-${theme}`);
}

function turnTheme(button) {
  const next = { system: "light", light: "dark", dark: "system" }[root.dataset.theme || "system"];
  if (next === "system") delete root.dataset.theme;
  else root.dataset.theme = next;
  try {
    if (next === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", next);
  } catch {}
  labelTheme(button);
  announce(button.title);
}

async function copyText(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  announce(button.dataset.copied);
}

// Invoker commands, for browsers that do not know them yet.
function command(button) {
  if ("commandForElement" in HTMLButtonElement.prototype) return;
  const dialog = document.getElementById(button.getAttribute("commandfor"));
  if (button.getAttribute("command") === "show-modal") dialog?.showModal();
  if (button.getAttribute("command") === "close") dialog?.close();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button");
  if (!button) return;
  if (button.hasAttribute("data-theme-toggle")) turnTheme(button);
  if (button.hasAttribute("data-copy")) copyText(button);
  if (button.hasAttribute("commandfor")) command(button);
  if (button.hasAttribute("data-print")) window.print();
});

// A form that is sent twice by an impatient hand is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 3000);
});

// "in 3 days" stays true while the page is open; the same rounding as on the server.
const relative = new Intl.RelativeTimeFormat(root.lang || "en", { numeric: "always" });
const thisMinute = new Intl.RelativeTimeFormat(root.lang || "en", { numeric: "auto" }).format(0, "minute");

function distance(milliseconds) {
  const minutes = Math.floor(Math.abs(milliseconds) / 60000);
  const sign = milliseconds < 0 ? -1 : 1;
  if (minutes < 1) return thisMinute;
  if (minutes < 60) return relative.format(sign * minutes, "minute");
  if (minutes < 48 * 60) return relative.format(sign * Math.floor(minutes / 60), "hour");
  return relative.format(sign * Math.floor(minutes / 1440), "day");
}

function retime() {
  for (const element of document.querySelectorAll("[data-until]")) {
    const left = Date.parse(element.dataset.until) - Date.now();
    const words = distance(left);
    if (element.textContent !== words) element.textContent = words;
    const deadline = element.closest("[data-state]");
    if (deadline && left <= 0) deadline.dataset.state = "past";
  }
}

function dress(part) {
  for (const button of part.querySelectorAll("[data-theme-toggle]")) { button.hidden = false; labelTheme(button); }
  if (navigator.clipboard) for (const button of part.querySelectorAll("[data-copy]")) button.hidden = false;
  for (const button of part.querySelectorAll("[data-print]")) button.hidden = false;
  const wanted = part.querySelector("[data-focus]");
  wanted?.focus();
  wanted?.removeAttribute("data-focus"); // once: a part that is fetched later must not take the focus back
}

// Parts of the page fetched later, by htmx or by anything that says so.
for (const name of ["htmx:after:swap", "comity:changed"]) document.addEventListener(name, () => dress(document));
document.addEventListener("comity:announce", (event) => announce(event.detail));
dress(document);
setInterval(retime, 30000);
