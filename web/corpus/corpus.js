// What `adding` shows comes to life: files and folders are sent one after the other, each as it is,
// and then the page is told what became of them. Runs where Gradio gives `element` and `trigger`.
const MOST_SEEN = 20000; // files of a folder that was dropped by mistake
const MOST_REFUSED = 20; // that are named one by one
let busy = false;

const area = () => element.querySelector(".corpus-drop");

// The files of an entry of a drop, with the way to them below the folder that was dropped.
const filesOf = async (entry, seen) => {
  const found = [];
  const waiting = [entry];
  while (waiting.length && seen.count < MOST_SEEN) {
    const next = waiting.pop();
    if (next.name.startsWith(".") && next !== entry) continue;
    if (next.isFile) {
      seen.count += 1;
      const file = await new Promise((done) => next.file(done, () => done(null)));
      const path = next.fullPath.replace(/^\//, "");
      found.push({ name: entry.isFile ? path : path.replace(/^[^/]*\//, ""), file });
      continue;
    }
    const reader = next.createReader(); // gives a hundred at a time, then none
    for (let some = null; some === null || some.length; waiting.push(...some)) {
      some = await new Promise((done) => reader.readEntries(done, () => done([])));
    }
  }
  return found.length ? found : [{ name: entry.name, reason: "corpus_empty" }];
};

const chosen = (input) => {
  const folder = input.files[0]?.webkitRelativePath.split("/")[0];
  if (!folder) return [...input.files].map((file) => ({ name: file.name, file }));
  const found = [...input.files]
    .map((file) => ({ name: file.webkitRelativePath.slice(folder.length + 1), file }))
    .filter(({ name }) => !/(^|\/)\./.test(name)); // hidden ones
  return found.length ? found : [{ name: folder, reason: "corpus_empty" }];
};

const refusal = ({ name, file, reason }, { kinds, bytes }) => {
  if (reason) return reason;
  if (!file) return "corpus_not_sent";
  if (!kinds.split(" ").some((kind) => name.toLowerCase().endsWith(kind))) {
    return "corpus_unknown_type";
  }
  if (!file.size) return "corpus_empty";
  return file.size > Number(bytes) ? "corpus_too_large" : "";
};

const sent = async ({ name, file }) => {
  try {
    const answer = await fetch(`/uploads?name=${encodeURIComponent(name)}`, {
      method: "PUT",
      body: file,
      headers: { "content-type": "application/octet-stream" },
    });
    const told = await answer.json();
    if (answer.ok) return { name, kept: told.name, new: told.new };
    const stop = answer.status === 409 || answer.status === 507;
    return { name, reason: told.reason ?? "corpus_not_written", stop };
  } catch {
    return { name, reason: "corpus_not_sent" };
  }
};

const add = async (listed) => {
  const { kinds, bytes, files, adding } = area().dataset;
  const wanted = listed.filter((each) => !refusal(each, { kinds, bytes }));
  const refused = listed.filter((each) => refusal(each, { kinds, bytes }));
  const sending = wanted.slice(0, Number(files));
  const results = [];
  const shown = area().querySelector(".corpus-progress");
  const [bar, text] = shown.children;
  const tell = () => {
    bar.max = sending.length || 1;
    bar.value = results.length;
    text.textContent = adding.replace("{done}", results.length).replace("{total}", sending.length);
    bar.setAttribute("aria-label", text.textContent);
  };
  tell();
  shown.hidden = false;
  for (const each of sending) {
    results.push(await sent(each));
    tell();
    if (results.at(-1).stop) break; // nothing at all can be added, as the page will tell
  }
  shown.hidden = true;
  const unsent = sending.length - results.length;
  for (const each of refused.slice(0, MOST_REFUSED)) {
    results.push({ name: each.name, reason: refusal(each, { kinds, bytes }) });
  }
  const more = Math.max(refused.length - MOST_REFUSED, 0) + unsent;
  trigger("upload", { files: results, left: wanted.length - sending.length, more });
};

const begin = async (gather) => {
  if (busy) return;
  busy = true;
  element.setAttribute("aria-busy", "true");
  try {
    const listed = await gather();
    if (listed.length) await add(listed);
  } finally {
    busy = false;
    element.removeAttribute("aria-busy");
  }
};

element.addEventListener("click", ({ target }) => {
  const name = target.closest("button")?.name;
  if (name && !busy) area().querySelector(`input[name=${name}]`).click();
});
element.addEventListener("change", ({ target }) => {
  const listed = chosen(target);
  target.value = ""; // so that the same file can be chosen again
  begin(async () => listed);
});
for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
  element.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.stopPropagation();
    area().classList.toggle("over", kind === "dragenter" || kind === "dragover");
    if (kind !== "drop") return;
    // Items are there only while the event is; a page may drop files that are on no disk.
    const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
    const entries = items.map((item) => [item.webkitGetAsEntry?.(), item.getAsFile()]);
    const seen = { count: 0 };
    begin(async () => {
      const found = entries.map(([entry, file]) =>
        entry ? filesOf(entry, seen) : [{ name: file?.name ?? "", file }],
      );
      return (await Promise.all(found)).flat();
    });
  });
}
