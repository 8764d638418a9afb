// Runs before the first paint, so that a remembered choice of colours does not flash. Without it the system's choice holds.
try {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {}
