// The page is in the language that the browser prefers, as far as it knows it.
const said = (() => {
  const preferred = navigator.language.toLowerCase().split("-")[0];
  const language = preferred in belegWords ? preferred : "en";
  document.documentElement.lang = language;
  document.documentElement.dir = belegWords[language].direction;
  return belegWords[language];
})();

document.documentElement.classList.toggle("touch", matchMedia("(pointer: coarse)").matches);

// The panel beside the chat: an answer's evidence in its articles, one after the other. What opens
// it are plain links (`a.open`), which without this script, or in a new tab, show the same.
(() => {
  const panel = document.createElement("dialog");
  const [back, on] = said.direction === "rtl" ? ["→", "←"] : ["←", "→"];
  panel.className = "panel";
  panel.setAttribute("aria-label", said.panel);
  panel.innerHTML = `
    <div class="bar" role="toolbar" aria-label="${said.evidence}">
      <button type="button" name="previous" aria-label="${said.previous}">${back}</button>
      <span role="status"></span>
      <button type="button" name="next" aria-label="${said.next}">${on}</button>
      <a target="_blank" rel="noopener">${said.open_in_tab}</a>
      <button type="button" name="close" aria-label="${said.close}">✕</button>
    </div>
    <iframe title="${said.article}"></iframe>`;
  const frame = panel.querySelector("iframe");
  const narrow = matchMedia("(max-width: 640px)");
  let links = [];
  let at = 0;
  let opener = null;

  const show = (index) => {
    links[at]?.removeAttribute("aria-current");
    at = (index + links.length) % links.length;
    const link = links[at];
    link.setAttribute("aria-current", "true");
    panel.querySelector("[role=status]").textContent = said.position
      .replace("{number}", at + 1)
      .replace("{count}", links.length);
    panel.querySelector("a").href = link.href.replace(/\?[^#]*/, "");
    frame.contentWindow.location.replace(link.href); // no steps of its own in the history
  };

  const open = (link) => {
    links[at]?.removeAttribute("aria-current");
    const seen = new Map(); // an answer may name the same quote twice
    const group = link.closest(".evidence, [data-testid=bot]") ?? link.parentElement;
    for (const each of group.querySelectorAll("a.open")) {
      if (!seen.has(each.href) || each === link) seen.set(each.href, each);
    }
    links = [...seen.values()];
    opener = link;
    if (!panel.isConnected) document.body.append(panel);
    for (const name of ["previous", "next"]) {
      panel.querySelector(`[name=${name}]`).hidden = links.length < 2; // before one gets the focus
    }
    if (!panel.open && narrow.matches) {
      panel.showModal();
      history.pushState({ beleg: "panel" }, ""); // the way back of a phone closes what covers it
    } else if (!panel.open) panel.show();
    show(links.indexOf(link));
  };

  const keys = (event) => {
    if (!panel.open || event.altKey || event.ctrlKey || event.metaKey) return;
    const forward = said.direction === "rtl" ? -1 : 1;
    const step = { ArrowLeft: -forward, ArrowRight: forward }[event.key];
    if (event.key === "Escape") panel.close();
    else if (step) show(at + step);
    else return;
    event.preventDefault();
  };

  panel.addEventListener("keydown", keys);
  frame.addEventListener("load", () => {
    frame.title = frame.contentDocument?.title || said.article;
    frame.contentDocument?.addEventListener("keydown", keys);
  });
  panel.addEventListener("click", ({ target }) => {
    const name = target.closest("button")?.name;
    if (name === "close") panel.close();
    else if (name) show(at + (name === "next" ? 1 : -1));
  });
  addEventListener("popstate", () => panel.close());
  panel.addEventListener("close", () => {
    if (history.state?.beleg) history.back();
    links[at]?.removeAttribute("aria-current");
    const back = opener?.isConnected ? opener : document.querySelector("#question textarea");
    back?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.contains(event.target)) keys(event);
  });
  document.addEventListener(
    "click",
    (event) => {
      if (event.button || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      let link = event.target.closest("a.open");
      const quote = event.target.closest(".card blockquote, .card .number");
      if (quote && getSelection().isCollapsed) link = quote.closest(".card").querySelector("a.open");
      if (!link) return;
      event.preventDefault();
      event.stopPropagation();
      open(link);
    },
    true,
  );
})();

// Where the browser translates on the machine itself, a quote can be read in the language of the
// page; what the machine makes of it stands under the quote and is called what it is.
(() => {
  if (!("Translator" in self)) return;
  document.documentElement.classList.add("can-translate");
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest("button.translate");
    if (!button) return;
    const quote = button.closest(".card").querySelector("blockquote");
    const known = quote.parentElement.querySelector(".translation");
    if (known) return known.remove();
    const box = document.createElement("p");
    box.className = "translation";
    box.dir = "auto";
    box.setAttribute("role", "status");
    box.textContent = said.translating;
    quote.after(box);
    try {
      const pair = {
        sourceLanguage: quote.lang,
        targetLanguage: document.documentElement.lang,
      };
      if ((await Translator.availability(pair)) === "unavailable") throw new Error("no such pair");
      const translator = await Translator.create(pair);
      const text = await translator.translate(quote.textContent);
      translator.destroy?.();
      const label = document.createElement("small");
      label.textContent = said.machine_translation;
      box.lang = document.documentElement.lang;
      box.replaceChildren(text, label);
    } catch {
      box.textContent = said.not_translated;
    }
  });
})();
