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

// While a file is sent and read, the page says so, and sends it once.
for (const form of document.querySelectorAll("form[data-reads]")) {
  const reading = form.querySelector("[data-reading]");
  form.addEventListener("submit", (event) => {
    if (reading.hidden) reading.hidden = false;
    else event.preventDefault();
  });
  // Whoever comes back to this page by the browser's button may send again.
  window.addEventListener("pageshow", () => { reading.hidden = true; });
}
