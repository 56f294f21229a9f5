// The page is in the language that the browser prefers, as far as it knows it.
const said = (() => {
  const preferred = navigator.language.toLowerCase().split("-")[0];
  const language = preferred in belegWords ? preferred : "en";
  document.documentElement.lang = language;
  document.documentElement.dir = belegWords[language].direction;
  return belegWords[language];
})();

document.documentElement.classList.toggle("touch", matchMedia("(pointer: coarse)").matches);

// Paper is light.
(() => {
  let dark = false;
  addEventListener("beforeprint", () => {
    dark = document.body.classList.contains("dark");
    document.body.classList.remove("dark");
  });
  addEventListener("afterprint", () => document.body.classList.toggle("dark", dark));
})();

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

// A quote can be read in the language of the page: translated by the browser where it does so on the
// machine itself, else by the server; what the machine makes of it stands under the quote and is
// called what it is. Who wants that always is remembered by the browser.
(() => {
  const KEPT = "beleg-translate";
  // A browser that would have to fetch a model first is asked last, and not for ever.
  const PATIENCE_MS = 30000;
  const byBrowser = async (quote, target, fetching) => {
    const pair = { sourceLanguage: quote.lang, targetLanguage: target };
    if (!("Translator" in self)) return null;
    try {
      const state = await Translator.availability(pair);
      if (state === "unavailable" || (state === "available") === fetching) return null;
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const translator = await Translator.create({ ...pair, signal });
      const text = await translator.translate(quote.textContent);
      translator.destroy?.();
      return { text, engine: "" };
    } catch {
      return null;
    }
  };
  const byServer = async (card, target) => {
    const link = new URL(card.querySelector("a.open").href);
    const [start, end] = link.hash.slice("#c=".length).split("-");
    const article = decodeURIComponent(link.pathname.split("/article/")[1]);
    const asked = new URLSearchParams({ article, start, end, to: target });
    const root = link.pathname.split("/article/")[0];
    return (await fetch(`${root}/translation?${asked}`)).json();
  };
  const always = () => {
    try {
      return localStorage.getItem(KEPT) === "always";
    } catch {
      return false;
    }
  };
  const remember = (wanted) => {
    try {
      localStorage.setItem(KEPT, wanted ? "always" : "");
    } catch {
      // A browser that keeps nothing asks again.
    }
  };
  const every = () => document.querySelectorAll(".card button.translate");
  // Who asked for all translations at once is not told of each that cannot be made.
  const translate = async (button, asked) => {
    const card = button.closest(".card");
    const quote = card.querySelector("blockquote");
    const target = document.documentElement.lang;
    const box = document.createElement("p");
    const small = (...parts) => {
      const line = document.createElement("small");
      line.append(...parts);
      return line;
    };
    const failed = (why) => {
      if (!asked) {
        box.remove();
        button.setAttribute("aria-pressed", "false");
      }
      box.replaceChildren(said.not_translated);
      if (why && why !== said.not_translated) box.append(small(why));
    };
    box.className = "translation";
    box.dir = "auto";
    box.setAttribute("role", "status");
    box.textContent = said.translating;
    quote.after(box);
    button.setAttribute("aria-pressed", "true");
    try {
      let made = (await byBrowser(quote, target, false)) ?? (await byServer(card, target));
      if (!made.text && asked) made = (await byBrowser(quote, target, true)) ?? made;
      if (!made.text) {
        failed(made.message);
        return;
      }
      const label = document.createElement("label");
      const check = document.createElement("input");
      check.type = "checkbox";
      check.checked = always();
      check.addEventListener("change", () => {
        remember(check.checked);
        for (const each of document.querySelectorAll(".translation input")) {
          each.checked = check.checked;
        }
        if (check.checked) translateAll();
      });
      label.append(check, " ", said.translate_always);
      box.lang = target;
      const engine = [said.machine_translation, made.engine].filter(Boolean).join(", ");
      box.replaceChildren(made.text, small(engine), label);
    } catch {
      failed();
    }
  };
  const translateAll = () => {
    for (const button of every()) {
      const there = button.closest(".card").querySelector(".translation");
      if (!there && !button.dataset.done) translate(button, false);
      button.dataset.done = "";
    }
  };
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button.translate");
    if (!button) return;
    button.dataset.done = "";
    const known = button.closest(".card").querySelector(".translation");
    button.setAttribute("aria-pressed", String(!known));
    if (known) known.remove();
    else translate(button, true);
  });
  new MutationObserver(() => {
    if (always()) translateAll();
  }).observe(document.body, { childList: true, subtree: true });
})();

// The evidence is folded on a small screen, one tap away; and the address is that of the answer.
(() => {
  const narrow = matchMedia("(max-width: 760px)");
  let addressed = false;
  const fold = (evidence) => {
    if (evidence.dataset.folded) return;
    evidence.dataset.folded = "told";
    evidence.open = !narrow.matches;
    const head = evidence.querySelector("summary");
    head.tabIndex = narrow.matches ? 0 : -1;
  };
  const refold = () => {
    for (const each of document.querySelectorAll(".evidence details")) {
      delete each.dataset.folded;
      fold(each);
    }
  };
  // What is higher than the window begins beside its question, and is held by its end: so its
  // beginning is in view with the newest answer, and all of it can be reached.
  const hold = () => {
    const beside = document.querySelector("#beside");
    if (!beside) return;
    const spare = Math.min(0, innerHeight - beside.offsetHeight - 32);
    const asked = [...document.querySelectorAll("#conversation [data-testid=user]")];
    const last = spare < 0 && !narrow.matches && asked.at(-1)?.getBoundingClientRect();
    const above = last ? last.top - beside.parentElement.getBoundingClientRect().top : 0;
    beside.style.top = `${16 + spare}px`;
    beside.style.marginTop = `${above}px`;
  };
  // A page that is loaded again shows its conversation again, and asks nothing a second time.
  let again = history.state?.conversation;
  let landed = false;
  const note = (address, conversation) => {
    const state = { ...history.state, conversation };
    const same = history.state?.conversation === conversation;
    if (!same || address !== location.hash) {
      history.replaceState(state, "", address || location.pathname);
    }
  };
  const follow = () => {
    hold();
    document.querySelectorAll(".evidence details").forEach(fold);
    const links = document.querySelectorAll("#conversation a.share");
    const last = links[links.length - 1]?.getAttribute("href");
    const chats = [...document.querySelectorAll("#chats input")];
    if (last) note(last, chats.find((each) => each.checked)?.value);
    else if (addressed) note("", undefined);
    addressed = Boolean(last);
    const left = again && landed && chats.find((each) => each.value === again);
    if (left) {
      again = undefined;
      if (!left.checked) left.click();
    }
  };
  narrow.addEventListener("change", refold);
  addEventListener("resize", hold);
  document.addEventListener("beleg-landed", () => {
    landed = true;
    follow();
  });
  addEventListener("hashchange", () => location.reload());
  new MutationObserver(follow).observe(document.documentElement, {
    childList: true,
    subtree: true,
  });
  document.addEventListener(
    "click",
    async (event) => {
      const link = event.target.closest?.("a.share");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      const words = link.textContent;
      await navigator.clipboard?.writeText(link.href).catch(() => {});
      link.textContent = said.copied;
      setTimeout(() => (link.textContent = words), 2000);
    },
    true,
  );
})();
