// What is pasted keeps its structure: the clipboard's HTML goes along in a hidden field, as long as nobody edits the words.
for (const area of document.querySelectorAll("textarea[data-keeps-html]")) {
  const kept = document.getElementById(area.dataset.keepsHtml);
  let pasting = false;
  area.addEventListener("paste", (event) => {
    const whole = area.selectionStart === 0 && area.selectionEnd === area.value.length;
    kept.value = whole ? event.clipboardData.getData("text/html") : "";
    pasting = true;
  });
  area.addEventListener("input", () => {
    if (!pasting) kept.value = "";
    pasting = false;
  });
}
