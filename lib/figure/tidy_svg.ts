/** Attributes that hold ids of other elements, besides `url(#…)` in any. */
const REFERENCES = new Set(["href", "xlink:href"]);

/** A decimal number with more than two places. */
const LONG_NUMBER = /-?\d*\.\d{3,}(?:e[-+]?\d+)?/gi;

/**
 * Makes an SVG element small, and safe beside others on one page.
 *
 * Coordinates are rounded to two decimals, a hundredth of a pixel. Ids of clip
 * paths and markers, which Plot numbers through the whole process, become
 * `<prefix>-1`, `<prefix>-2` in the order of the drawing.
 *
 * @param root The element, changed in place.
 * @param prefix What the ids start with.
 */
export function tidySvg(root: Element, prefix: string): void {
  const elements = [root, ...root.querySelectorAll("*")];
  const ids = new Map<string, string>();
  for (const element of elements) {
    const id = element.getAttribute("id");
    if (id === null) continue;
    ids.set(id, `${prefix}-${ids.size + 1}`);
    element.setAttribute("id", ids.get(id)!);
  }
  for (const element of elements) {
    for (const { name, value } of [...element.attributes]) {
      const tidy = retarget(name, round(value), ids);
      if (tidy !== value) element.setAttribute(name, tidy);
    }
  }
}

function round(value: string): string {
  return value.replaceAll(
    LONG_NUMBER,
    (text) => String(Math.round(Number(text) * 100) / 100 + 0),
  );
}

function retarget(
  name: string,
  value: string,
  ids: ReadonlyMap<string, string>,
): string {
  if (REFERENCES.has(name) && value.startsWith("#")) {
    return `#${ids.get(value.slice(1)) ?? value.slice(1)}`;
  }
  return value.replaceAll(
    /url\(#([^)]+)\)/g,
    (_, id: string) => `url(#${ids.get(id) ?? id})`,
  );
}
