"use strict";
// Moving items by keyboard and by buttons. Without this script the places are numbers that anybody can type.
const list = document.getElementById("orders");

function renumber() {
  let place = 0;
  for (const line of list.children) {
    const field = line.querySelector("[data-place]");
    if (field.value !== "") field.value = String(++place);
  }
}

function move(line, by) {
  const other = by < 0 ? line.previousElementSibling : line.nextElementSibling;
  if (!other) return;
  const focused = document.activeElement;
  other[by < 0 ? "before" : "after"](line);
  renumber();
  focused.focus();
  const title = line.querySelector("[data-title]").textContent;
  const place = line.querySelector("[data-place]").value || "–";
  document.dispatchEvent(new CustomEvent("comity:announce", { detail: `${title}: ${place}` }));
}

for (const line of list.children) {
  line.querySelector(".order-moves").hidden = false;
}
list.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move]");
  if (button) move(button.closest("li"), Number(button.dataset.move));
});
list.addEventListener("keydown", (event) => {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  move(event.target.closest("li"), event.key === "ArrowUp" ? -1 : 1);
});
