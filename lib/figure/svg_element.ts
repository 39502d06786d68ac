/** Adds an element of an SVG; it runs in the page of a tearsheet, as text. */
export function svgElement(
  parent: Element,
  name: string,
  attributes: Record<string, string | number>,
  text = "",
): Element {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, String(value));
  }
  element.textContent = text;
  parent.append(element);
  return element;
}
