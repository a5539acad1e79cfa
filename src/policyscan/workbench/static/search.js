// The search: a choice made among the results asks again, and the reader stays where he or she was.
(() => {
  "use strict";
  const form = document.getElementById("ask");
  const heard = document.getElementById("heard");
  const isNarrow = () => matchMedia("(max-width: 60rem)").matches;
  let from = "";
  let opened = null;

  const fold = () => {
    const facets = document.getElementById("facets");
    if (facets && isNarrow()) facets.open = false;
  };
  fold();

  // Facets stand among the results, outside of the form that they belong to.
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.form !== form || form.contains(field)) return;
    from = field.id;
    form.requestSubmit();
  });
  form.addEventListener("submit", () => {
    opened = [...document.querySelectorAll("#results details[open]")].map((one) => one.id);
  });
  new MutationObserver(() => {
    const found = document.getElementById("found") || document.querySelector("#results [role=alert]");
    if (opened === null) return;
    fold();
    opened.forEach((id) => {
      const one = id && document.getElementById(id);
      if (one) one.open = true;
    });
    if (found) heard.textContent = found.textContent;
    const field = from && document.getElementById(from);
    // After a question, to the answer: from there j and k go along the passages.
    if (field) field.focus({ preventScroll: true });
    else if (found && found.id) found.focus({ preventScroll: true });
    from = "";
    opened = null;
  }).observe(document.getElementById("results").parentElement, { childList: true });
})();
