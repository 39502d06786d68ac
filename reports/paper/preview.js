// Shows what a reference points to beside the reference, on hover and on focus,
// and marks in the contents the section that is being read.
(() => {
  const SELECTOR = "main a.cross-reference, main .citation a";
  let box, timer;
  const hide = () => {
    clearTimeout(timer);
    box?.remove();
    box = undefined;
  };
  const show = (link) => {
    hide();
    const target = document.getElementById(
      decodeURIComponent(link.hash.slice(1)),
    );
    if (!target || target.matches(".section, .chapter, h4, h5")) return;
    const copy = target.cloneNode(true);
    copy.removeAttribute("id");
    for (const node of copy.querySelectorAll("[id]")) {
      node.removeAttribute("id");
    }
    for (const node of copy.querySelectorAll("a, [tabindex]")) {
      node.removeAttribute("href");
      node.removeAttribute("tabindex");
    }
    box = document.createElement("div");
    box.className = "preview";
    box.setAttribute("aria-hidden", "true");
    box.append(copy);
    document.body.append(box);
    const at = link.getBoundingClientRect();
    const { width, height } = box.getBoundingClientRect();
    const space = document.documentElement.clientWidth - width - 8;
    const over = at.bottom + height + 8 > innerHeight && at.top > height + 8;
    box.style.left = `${scrollX + Math.max(8, Math.min(at.left, space))}px`;
    box.style.top = `${
      scrollY + (over ? at.top - height - 6 : at.bottom + 6)
    }px`;
    box.addEventListener("mouseleave", hide);
  };
  const linkOf = (event) =>
    event.target instanceof Element ? event.target.closest(SELECTOR) : null;
  document.addEventListener("mouseover", (event) => {
    const link = linkOf(event);
    if (!link || !matchMedia("(hover: hover)").matches) return;
    clearTimeout(timer);
    timer = setTimeout(() => show(link), 150);
  });
  document.addEventListener("mouseout", (event) => {
    if (!linkOf(event)) return;
    clearTimeout(timer);
    timer = setTimeout(() => box?.matches(":hover") || hide(), 200);
  });
  document.addEventListener("focusin", (event) => {
    const link = linkOf(event);
    if (link?.matches(":focus-visible")) show(link);
    else hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  document.addEventListener("click", hide);

  const entries = new Map();
  for (const link of document.querySelectorAll("nav.contents a")) {
    const heading = document.getElementById(link.hash.slice(1));
    if (heading) entries.set(heading, link);
  }
  const mark = () => {
    let current;
    for (const [heading, link] of entries) {
      if (heading.getBoundingClientRect().top > innerHeight / 4) break;
      current = link;
    }
    const marked = document.querySelector("nav.contents [aria-current]");
    if (marked === current) return;
    marked?.removeAttribute("aria-current");
    current?.setAttribute("aria-current", "true");
    const list = document.querySelector("nav.contents");
    if (current && getComputedStyle(list).position === "fixed") {
      const offset = current.offsetTop - list.clientHeight / 2;
      list.scrollTo({ top: offset });
    }
  };
  let pending = false;
  addEventListener("scroll", () => {
    if (pending) return;
    pending = true;
    requestAnimationFrame(() => {
      pending = false;
      mark();
    });
  }, { passive: true });
  mark();
})();
