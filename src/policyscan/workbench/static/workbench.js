// Every page works without this: it adds keys, copying, and answers that come without a new page.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const told = document.getElementById("told");
  let telling = 0;
  const tell = (text) => {
    told.textContent = text;
    clearTimeout(telling);
    telling = setTimeout(() => { told.textContent = ""; }, 2500);
  };
  const typing = (target) => target.matches("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]");

  // data-key="n": that key presses the element (a field is focused). j and k go along the .item elements.
  const items = () => all(".item").filter((item) => item.offsetParent !== null);
  const step = (by) => {
    const found = items();
    if (!found.length) return;
    const at = found.findIndex((item) => item.classList.contains("current"));
    const next = found[Math.min(found.length - 1, Math.max(0, at + by))];
    found.forEach((item) => item.classList.toggle("current", item === next));
    next.scrollIntoView({ block: "nearest" });
    const link = next.querySelector("a, button, [tabindex]");
    if (link) link.focus({ preventScroll: true });
  };
  const press = (key) => {
    const current = document.querySelector(".item.current");
    const found = (current && all(`[data-key="${CSS.escape(key)}"]`, current)[0])
      || all(`[data-key="${CSS.escape(key)}"]`).find((one) => one.offsetParent !== null && !one.disabled);
    if (!found) return false;
    if (typing(found)) { found.focus(); found.select?.(); } else found.click();
    return true;
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    if ((event.key === "j" || event.key === "k") && items().length) step(event.key === "j" ? 1 : -1);
    else if (!press(event.key)) return;
    event.preventDefault();
  });

  // data-copy="text": copies it. data-opens="id": opens that dialog.
  const listKeys = () => {
    const list = document.getElementById("help-keys");
    list.replaceChildren();
    const rows = new Map();
    if (items().length) rows.set("j / k", "next / previous entry");
    all("[data-key]").forEach((one) => {
      const label = one.dataset.label || one.getAttribute("aria-label") || one.textContent.trim() || one.labels?.[0]?.textContent.trim();
      if (label && !rows.has(one.dataset.key)) rows.set(one.dataset.key, label);
    });
    rows.forEach((label, key) => {
      const name = document.createElement("dt");
      const cap = document.createElement("kbd");
      cap.textContent = key;
      name.append(cap);
      const meaning = document.createElement("dd");
      meaning.textContent = label;
      list.append(name, meaning);
    });
  };
  document.addEventListener("click", async (event) => {
    const copier = event.target.closest("[data-copy]");
    if (copier) {
      try { await navigator.clipboard.writeText(copier.dataset.copy); tell("Copied"); }
      catch { tell("The browser does not let this page copy: select the text instead"); }
    }
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      listKeys();
      document.getElementById(opener.dataset.opens).showModal();
    }
  });

  // form[data-live="#id"]: its answer takes the place of that element, and the address follows.
  let asked = 0;
  const ask = async (form, push) => {
    const address = new URL(form.action || location.href);
    address.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== "")).toString();
    const mine = ++asked;
    try {
      const answer = await fetch(address, { headers: { "X-Part": form.dataset.live } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector(form.dataset.live);
      if (mine !== asked) return;
      if (!fresh) { location.assign(address); return; }
      document.querySelector(form.dataset.live).replaceWith(fresh);
      if (page.title) document.title = page.title;
      if (push) history.pushState(null, "", address);
    } catch { form.submit(); }
  };
  all("form[data-live]").forEach((form) => {
    form.addEventListener("submit", (event) => { event.preventDefault(); ask(form, true); });
    form.addEventListener("change", (event) => { if (event.target.matches("select, [type=checkbox], [type=radio]")) ask(form, true); });
  });
  window.addEventListener("popstate", () => { if (document.querySelector("form[data-live]")) location.reload(); });
  all("form[data-auto]").forEach((form) => form.addEventListener("change", () => form.requestSubmit()));
})();
