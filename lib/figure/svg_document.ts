import { JSDOM } from "jsdom";

/** The namespace of SVG elements. */
const SVG = "http://www.w3.org/2000/svg";

const { document, XMLSerializer } = new JSDOM("").window;

/** The document in which figures are drawn. */
export const svgDocument: Document = document;

/**
 * Makes an SVG element that stands nowhere yet.
 *
 * @param name The element's name.
 * @param attributes Its attributes.
 * @param text Its text.
 * @returns The element.
 */
export function svgElement(
  name: string,
  attributes: Readonly<Record<string, string | number>> = {},
  text = "",
): Element {
  const element = svgDocument.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, String(value));
  }
  element.textContent = text;
  return element;
}

/**
 * An element as XML, with its namespace, which `outerHTML` leaves out.
 *
 * @param element The element.
 * @returns The text, without a line's end.
 */
export function toXml(element: Element): string {
  return new XMLSerializer().serializeToString(element);
}
