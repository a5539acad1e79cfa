// Puts the glance beside its cell, hides it at Escape, and lets arrow keys go along the cells.
(() => {
  "use strict";
  const gap = 8;
  const cellOf = (target) => target instanceof Element && target.closest(".matrix td");
  const place = (cell) => {
    const glance = cell.querySelector(".glance");
    if (!glance) return;
    const at = cell.getBoundingClientRect();
    const size = glance.getBoundingClientRect();
    const room = document.documentElement;
    const left = Math.max(gap, Math.min(at.left, room.clientWidth - size.width - gap));
    const below = at.bottom - 2 + size.height < room.clientHeight - gap;
    const top = below ? at.bottom - 2 : Math.max(gap, at.top + 2 - size.height);
    glance.style.setProperty("left", `${left}px`);
    glance.style.setProperty("right", "auto");
    glance.style.setProperty("top", `${top}px`);
    glance.style.setProperty("bottom", "auto");
  };
  const show = (event) => {
    const cell = cellOf(event.target);
    if (!cell || (event.type === "mouseover" && cell.contains(event.relatedTarget))) return;
    cell.closest(".matrix").classList.remove("hushed");
    place(cell);
  };
  document.addEventListener("mouseover", show);
  document.addEventListener("focusin", show);
  document.addEventListener("scroll", () => {
    document.querySelectorAll(".matrix td:hover, .matrix td:focus-within").forEach(place);
  }, { capture: true, passive: true });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelectorAll(".matrix").forEach((matrix) => matrix.classList.add("hushed"));
    const cell = cellOf(event.target);
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = cell.parentElement;
    const next = {
      ArrowLeft: () => cell.previousElementSibling,
      ArrowRight: () => cell.nextElementSibling,
      ArrowUp: () => row.previousElementSibling?.cells[cell.cellIndex],
      ArrowDown: () => row.nextElementSibling?.cells[cell.cellIndex],
      Home: () => row.querySelector("td a")?.closest("td"),
      End: () => row.cells[row.cells.length - 1],
    }[event.key];
    if (!next) return;
    event.preventDefault();
    next()?.querySelector("a")?.focus();
  });
})();
