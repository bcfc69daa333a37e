"use strict";
// Searching and filtering; without this script the page is whole, only longer to look through.
(function () {
  const query = document.getElementById("search");
  const boxes = Array.from(document.querySelectorAll("input[name=status]"));
  const controls = Array.from(document.querySelectorAll("details.control"));
  const frameworks = Array.from(document.querySelectorAll("details.framework"));
  const found = document.getElementById("found");
  const text = new Map();

  function words(control) {
    if (!text.has(control)) text.set(control, control.textContent.toLowerCase());
    return text.get(control);
  }

  function filter() {
    const wanted = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const statuses = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let shown = 0;
    for (const control of controls) {
      const fits = statuses.has(control.dataset.status) && wanted.every((word) => words(control).includes(word));
      control.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    for (const framework of frameworks) {
      framework.hidden = !framework.querySelector("details.control:not([hidden])");
      if (wanted.length) framework.open = !framework.hidden;
    }
    const say = found.dataset;
    found.textContent = [shown, say.of || "of", controls.length, say.shown || "shown"].join(" ");
  }

  function open() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let one = target; one; one = one.parentElement) if (one.tagName === "DETAILS") { one.open = true; one.hidden = false; }
    if (target) target.scrollIntoView();
  }

  let before = [];
  addEventListener("beforeprint", () => {
    before = Array.from(document.querySelectorAll("details:not([open])"));
    for (const one of before) one.open = true;
  });
  addEventListener("afterprint", () => { for (const one of before) one.open = false; });
  addEventListener("hashchange", open);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.hash === location.hash) open();
  });
  query.addEventListener("input", filter);
  for (const box of boxes) box.addEventListener("change", filter);
  document.querySelector(".filter").hidden = false;
  open();
})();
