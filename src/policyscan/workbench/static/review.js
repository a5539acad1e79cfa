// The page works without this: it has the next cell's picture drawn while this one is read.
(() => {
  "use strict";
  const coming = document.getElementById("coming");
  if (!coming) return;
  window.addEventListener("load", () => { new Image().src = coming.dataset.picture; });
})();
