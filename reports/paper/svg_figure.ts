import { fromHtml } from "hast-util-from-html";

/** A figure that a notebook shows. */
export type SvgFigure = {
  /** Its label, where it has one. */
  readonly id: string | undefined;
  /** Its short title. */
  readonly name: string;
  /** Its caption as Markdown. */
  readonly caption: string;
  /** What keeps it from standing alone, as a clause; `undefined` for nothing. */
  readonly fault: string | undefined;
};

/**
 * What an SVG says about itself: label, title and description.
 *
 * @param svg A standalone SVG.
 * @returns The figure's words.
 */
export function describeSvg(svg: string): SvgFigure {
  const root = svg.match(/<svg\b[^>]*>/)?.[0];
  return {
    id: root?.match(/\sid="([^"]*)"/)?.[1],
    name: wordsOf(svg, "title"),
    caption: wordsOf(svg, "desc"),
    fault: root === undefined
      ? "it has no <svg> element"
      : !/\sxmlns="http:\/\/www\.w3\.org\/2000\/svg"/.test(root)
      ? "its root has no xmlns"
      : /<script\b|\son\w+="|<foreignObject\b/.test(svg)
      ? "it holds a script or foreign content"
      : /(?:href|src)="(?!#|data:)|url\((?!["']?(?:#|data:))/.test(svg)
      ? "it refers to another file"
      : undefined,
  };
}

/**
 * An SVG as a file of its own: on white, so that it reads on a dark page.
 *
 * @param svg A standalone SVG.
 * @returns The file's text.
 */
export function standaloneSvg(svg: string): string {
  const onWhite = svg.replace(
    /<svg\b[^>]*>/,
    (root) =>
      /\sstyle="[^"]*background/.test(root)
        ? root
        : / style="/.test(root)
        ? root.replace(/ style="/, ' style="background:#fff;')
        : root.replace(/>$/, ' style="background:#fff">'),
  );
  return onWhite.trimEnd() + "\n";
}

/** A node of an SVG as it stands in a page. */
export type SvgNode = {
  /** Kind of node. */
  type: string;
  /** Name of an element. */
  tagName?: string;
  /** Attributes of an element. */
  properties?: { [name: string]: unknown };
  /** What an element holds. */
  children?: SvgNode[];
};

/**
 * An SVG as part of a page: ids made its own, title and description left out
 * as the page says them in its own words.
 *
 * @param svg A standalone SVG.
 * @param prefix What its ids start with.
 * @param label What a reader who cannot see it is told.
 * @returns The `svg` element as a hast node.
 */
export function inlineSvg(svg: string, prefix: string, label: string): SvgNode {
  const root = fromHtml(svg.slice(svg.indexOf("<svg")), {
    fragment: true,
    space: "html",
  }) as unknown as SvgNode;
  const element = root.children!.find((node) => node.tagName === "svg")!;
  element.children = element.children!.filter((node) =>
    node.tagName !== "title" && node.tagName !== "desc"
  );
  ownIds(element, prefix);
  roundCoordinates(element);
  delete element.properties!.id;
  delete element.properties!.ariaLabelledBy;
  element.properties!.role = "img";
  element.properties!.ariaLabel = label;
  return element;
}

/** Attributes that hold coordinates. */
const COORDINATES = /^(?:d|points|transform|[cr]?[xy][12]?|r|width|height)$/;

/** Leaves one decimal of each coordinate: a twentieth of a pixel is not seen. */
function roundCoordinates(node: SvgNode): void {
  for (const [name, value] of Object.entries(node.properties ?? {})) {
    if (typeof value !== "string" || !COORDINATES.test(name)) continue;
    node.properties![name] = value.replaceAll(
      /-?\d*\.\d{2,}(?![\de])/g,
      (text) => String(Math.round(10 * Number(text)) / 10 + 0),
    );
  }
  node.children?.forEach(roundCoordinates);
}

/** Prefixes the ids of a node and the references to them. */
function ownIds(node: SvgNode, prefix: string): void {
  for (const [name, value] of Object.entries(node.properties ?? {})) {
    if (typeof value !== "string") continue;
    node.properties![name] = name === "id"
      ? `${prefix}-${value}`
      : value.replaceAll(/url\((["']?)#/g, `url($1#${prefix}-`)
        .replace(/^#(?=.)/, name.match(/href/i) ? `#${prefix}-` : "#");
  }
  node.children?.forEach((child) => ownIds(child, prefix));
}

function wordsOf(svg: string, tagName: string): string {
  const text = svg.match(
    new RegExp(`<${tagName}\\b[^>]*>([^<]*)</${tagName}>`),
  )?.[1] ?? "";
  return text.replaceAll(
    /&(?:(amp|lt|gt|quot|apos)|#(\d+)|#x([0-9a-f]+));/gi,
    (_match, name?: string, decimal?: string, hex?: string) =>
      name !== undefined
        ? ENTITIES[name.toLowerCase()]!
        : String.fromCodePoint(parseInt(decimal ?? hex!, decimal ? 10 : 16)),
  ).trim();
}

const ENTITIES: { readonly [name: string]: string } = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};
