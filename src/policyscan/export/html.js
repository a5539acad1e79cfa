// Filters for those who want them; everything reads without.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const [place, measure, answer] = ["by-place", "by-measure", "by-answer"].map((id) => document.getElementById(id));
  const found = document.getElementById("found");
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const fits = (cell) =>
    (!measure.value || cell.dataset.measure === measure.value) && (!answer.value || cell.dataset.answer === answer.value);
  const apply = () => {
    const wanted = fold(place.value.trim());
    const near = (part) => fold(part.dataset.place).includes(wanted);
    all(".matrix [data-measure]").forEach((cell) => {
      cell.hidden = Boolean(measure.value) && cell.dataset.measure !== measure.value;
    });
    let shown = 0;
    all(".matrix tbody tr").forEach((row) => {
      row.hidden = !near(row) || !all("[data-answer]", row).some(fits);
      if (!row.hidden) shown += 1;
    });
    all("section.place").forEach((section) => {
      const articles = all("article", section);
      articles.forEach((article) => { article.hidden = !fits(article); });
      section.hidden = !near(section) || articles.every((article) => article.hidden);
    });
    found.textContent = wanted || measure.value || answer.value ? `${shown} of ${all(".matrix tbody tr").length} places` : "";
  };
  document.getElementById("filter").hidden = false;
  [place, measure, answer].forEach((field) => field.addEventListener("input", apply));
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    closed.forEach((part) => { part.open = true; });
  });
  window.addEventListener("afterprint", () => closed.forEach((part) => { part.open = false; }));
})();
