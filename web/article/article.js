"use strict";
(() => {
  const tools = document.querySelector(".tools");
  const current = () => document.querySelector(".quote:target") ?? document.querySelector(".quote");

  // The server knows where a stretch lies: its offsets count code points, not UTF-16 units.
  const show = () => {
    const named = /^#c=([0-9]+-[0-9]+)$/.exec(location.hash);
    if (!named || document.getElementById(location.hash.slice(1))) return;
    const query = new URLSearchParams(location.search);
    if (query.getAll("c").includes(named[1])) return;
    query.append("c", named[1]);
    location.replace(`?${query}${location.hash}`);
  };

  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const box = document.createElement("textarea"); // where the connection is not encrypted
    box.value = text;
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    if (!done) throw new Error("not copied");
  };

  addEventListener("hashchange", show);
  show();
  if (!tools) return;
  if (!location.hash) current()?.scrollIntoView();
  tools.hidden = false;
  tools.addEventListener("click", async ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    const quote = current();
    const link = `${location.origin}${location.pathname}#${quote.id}`;
    const text = button.value === "link" ? link : quote.dataset[button.value];
    const told = tools.querySelector("[role=status]");
    told.textContent = "";
    try {
      if (!text) throw new Error("too long");
      await copy(text);
      button.focus();
      told.textContent = told.dataset.copied;
    } catch {
      told.textContent = told.dataset.failed;
    }
  });
})();
