import hyphenation from "hyphen/en-us";
import rehypeHighlight from "rehype-highlight";
import rehypeStringify from "rehype-stringify";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import { cellContent } from "./cell_content.ts";
import { PROJECT } from "./cross_references.ts";
import type { DataTable, TableCell } from "./data_table.ts";
import type { Failures } from "./failures.ts";
import type { Place } from "./place.ts";
import { inlineSvg } from "./svg_figure.ts";
import { renderTex } from "./tex.ts";
import { plainText, type TextNode } from "./text_node.ts";

/** Something that may be too wide for the printed page. */
export type Fit = {
  /** Value of its attribute `data-fit`. */
  readonly key: string;
  /** What it is. */
  readonly what: "equation" | "table";
  /** Where it stands in its source. */
  readonly place: Place;
};

type HtmlNode = {
  type: string;
  tagName?: string;
  value?: string;
  properties?: { [name: string]: unknown };
  children?: HtmlNode[];
};

type State = { all(node: TextNode): HtmlNode[] };

/**
 * Writes nodes as HTML.
 *
 * Words get soft hyphens, as a headless browser has no dictionary; a page for
 * the screen takes them out again.
 */
export class HtmlWriter {
  readonly #failures: Failures;
  readonly #projectUrl: (path: string) => string | undefined;
  readonly #fits: Fit[] = [];
  readonly #blocks;
  #headings = 0;

  /**
   * Makes a writer for one page.
   *
   * @param failures Notes bad TeX.
   * @param projectUrl Address of a file of the project, where the page can
   * reach it.
   */
  constructor(
    failures: Failures,
    projectUrl: (path: string) => string | undefined,
  ) {
    this.#failures = failures;
    this.#projectUrl = projectUrl;
    this.#blocks = unified()
      .use(remarkRehype, {
        allowDangerousHtml: true,
        clobberPrefix: "",
        handlers: this.#handlers() as unknown as Record<string, never>,
      })
      .use(rehypeHighlight)
      .use(() => finish as unknown as () => undefined)
      .use(rehypeStringify, { allowDangerousHtml: true });
  }

  /** What may be too wide for the printed page, in the page's order. */
  get fits(): readonly Fit[] {
    return this.#fits;
  }

  /**
   * Writes blocks.
   *
   * @param nodes The blocks; headings of level 2 become `h4`.
   * @returns HTML.
   */
  blocks(nodes: readonly TextNode[]): string {
    const tree = { type: "root", children: nodes } as unknown;
    const html = this.#blocks.runSync(
      tree as never,
    );
    return this.#blocks.stringify(html);
  }

  /**
   * Writes the content of a paragraph.
   *
   * @param nodes The content.
   * @returns HTML.
   */
  inline(nodes: readonly TextNode[]): string {
    const paragraph = { type: "paragraph", children: [...nodes] };
    return this.blocks([paragraph]).replace(/^<p>|<\/p>$/g, "");
  }

  #handlers(): { [type: string]: (state: State, node: TextNode) => unknown } {
    const titled = (state: State, node: TextNode) =>
      state.all({ type: "paragraph", children: node.title ?? [] });
    return {
      inlineMath: (_state, node) => this.#math(node),
      equation: (_state, node) => this.#equation(node),
      environment: (state, node) => {
        const title = titled(state, node);
        const head = element("span", { className: ["head"] }, [
          element("strong", {}, [text(`${node.kind} ${node.number}`)]),
          ...(title.length > 0 ? [text(" ("), ...title, text(")")] : []),
          text("."),
        ]);
        return element("section", {
          className: ["environment", node.kind!.toLowerCase()],
          ...identity(node),
        }, lead(head, state.all(node)));
      },
      proof: (state, node) => {
        const head = element("em", { className: ["head"] }, [
          ...titled(state, node),
          text("."),
        ]);
        const square = element("span", {
          className: ["qed"],
          ariaLabel: "end of proof",
          role: "img",
        }, []);
        return element(
          "section",
          { className: ["proof"] },
          trail(lead(head, state.all(node)), square),
        );
      },
      figure: (state, node) =>
        element("figure", { className: ["figure"], ...identity(node) }, [
          element("div", { className: ["card"] }, [
            inlineSvg(node.value!, node.id ?? "fig", node.name ?? ""),
          ]),
          captionOf("Figure", node, titled(state, node)),
        ]),
      dataTable: (state, node) =>
        element("figure", { className: ["table"], ...identity(node) }, [
          ...(node.number !== undefined || node.title!.length > 0
            ? [captionOf("Table", node, titled(state, node))]
            : []),
          this.#scroller(this.#table(node.table!, node), node),
        ]),
      citation: (state, node) =>
        element("span", { className: ["citation"] }, state.all(node)),
      crossReference: (_state, node) =>
        element("a", {
          className: ["cross-reference"],
          href: `#${node.id}`,
        }, [text(plainText(node.children!).replaceAll(" ", "\u00a0"))]),
      link: (state, node) => {
        const path = node.url!.startsWith(PROJECT)
          ? node.url!.slice(PROJECT.length)
          : undefined;
        const url = path === undefined ? node.url! : this.#projectUrl(path);
        if (url === undefined) {
          return element("span", {}, state.all(node));
        }
        const kind = path === undefined ? {} : { className: ["project"] };
        return element("a", { ...kind, href: url }, state.all(node));
      },
      heading: (state, node) => {
        const number = node.number === undefined ? [] : [
          element("span", { className: ["number"] }, [text(node.number)]),
          text(" "),
        ];
        return element(`h${Math.min(6, node.depth! + 2)}`, {
          id: headingId(node),
        }, [...number, ...state.all(node)]);
      },
    };
  }

  #math(node: TextNode): HtmlNode {
    const place = node.place ?? { file: "" };
    const short = node.value!.length <= SHORT ? { dataShort: "" } : {};
    return element("span", { className: ["math"], ...short }, [
      raw(renderTex(node.value!, "inline", place, this.#failures)),
    ]);
  }

  #equation(node: TextNode): HtmlNode {
    const formula = renderTex(
      node.value!,
      "display",
      node.place!,
      this.#failures,
    );
    const key = this.#fit("equation", node.place!);
    return element("div", { className: ["equation"], ...identity(node) }, [
      element("div", { className: ["formula"], dataFit: key }, [raw(formula)]),
      ...(node.number === undefined ? [] : [
        element("span", { className: ["number"] }, [text(`(${node.number})`)]),
      ]),
    ]);
  }

  #table({ head, body }: DataTable, { place }: TextNode): HtmlNode {
    const row = (cells: readonly TableCell[], tagName: string) =>
      element(
        "tr",
        {},
        cells.map((cell) =>
          element(
            cell.heading ? "th" : "td",
            {
              ...(cell.heading
                ? { scope: tagName === "thead" ? "col" : "row" }
                : {}),
              ...(cell.span > 1 ? { colSpan: cell.span } : {}),
              ...(cell.alignment ? { className: [cell.alignment] } : {}),
            },
            cellContent(cell.text).flatMap((part) =>
              part.type === "inlineMath"
                ? [this.#math({ ...part, ...(place ? { place } : {}) })]
                : breakable(part.value!)
            ),
          )
        ),
      );
    const part = (tagName: string, rows: DataTable["head"]) =>
      rows.length === 0 ? [] : [
        element(tagName, {}, rows.map((cells) => row(cells, tagName))),
      ];
    return element("table", {}, [
      ...part("thead", head),
      ...part("tbody", body),
    ]);
  }

  #scroller(table: HtmlNode, node: TextNode): HtmlNode {
    return element("div", {
      className: ["scroll"],
      tabIndex: 0,
      role: "region",
      ariaLabel: node.number === undefined ? "Table" : `Table ${node.number}`,
      dataFit: this.#fit("table", node.place!),
    }, [table]);
  }

  #fit(what: Fit["what"], place: Place): string {
    const key = String(this.#fits.length + 1);
    this.#fits.push({ key, what, place });
    return key;
  }
}

/** A text that may break in names of 17 letters or more, after an underscore and before a capital: they would press the other columns together. */
function breakable(words: string): HtmlNode[] {
  return words
    .replaceAll(
      /\w{17,}/g,
      (name) =>
        name.replaceAll(/(?<=_)(?=\w{3})|(?<=[a-z])(?=[A-Z])/g, "\u200b"),
    )
    .split("\u200b")
    .flatMap((part, i) =>
      i === 0 ? [text(part)] : [element("wbr", {}, []), text(part)]
    );
}

/**
 * The id of a heading in a page.
 *
 * @param node The heading.
 * @returns Its label, or one made of its place and number.
 */
export function headingId(node: TextNode): string {
  const { file = "", cell = 0, line = 0 } = node.place ?? {};
  const source = file.replace(/^.*\//, "").replace(/\.\w+$/, "");
  return node.id ?? `${source}-${node.number ?? `${cell}-${line}`}`;
}

function identity({ id }: TextNode): { id?: string } {
  return id === undefined ? {} : { id };
}

function element(
  tagName: string,
  properties: { [name: string]: unknown },
  children: HtmlNode[],
): HtmlNode {
  return { type: "element", tagName, properties, children };
}

function text(value: string): HtmlNode {
  return { type: "text", value };
}

function raw(value: string): HtmlNode {
  return { type: "raw", value };
}

function captionOf(
  name: string,
  { number }: TextNode,
  title: HtmlNode[],
): HtmlNode {
  const head = number === undefined
    ? []
    : [element("strong", {}, [text(`${name} ${number}.`)]), text(" ")];
  return element("figcaption", {}, [...head, ...title]);
}

/** Puts a head before the first words of blocks. */
function lead(head: HtmlNode, blocks: HtmlNode[]): HtmlNode[] {
  const first = blocks.find((node) => node.type === "element");
  if (first?.tagName === "p") first.children!.unshift(head, text(" "));
  else blocks.unshift(element("p", {}, [head]));
  return blocks;
}

/** Puts a mark after the last words of blocks. */
function trail(blocks: HtmlNode[], mark: HtmlNode): HtmlNode[] {
  const last = blocks.findLast((node) => node.type === "element");
  if (last?.tagName === "p") last.children!.push(text(" "), mark);
  else blocks.push(element("p", {}, [mark]));
  return blocks;
}

/** Elements whose words stay whole. */
const UNBROKEN = /^(?:code|pre|svg|h[1-6]|a|th|td|figcaption)$/;

/** Characters of TeX up to which a formula is not broken at all. */
const SHORT = 16;

/** Marks that stay with the formula before them. */
const CLOSING = /^[.,;:!?)\]\u2019\u201d]+/;

/**
 * Keeps a formula and the marks after it in one line; the formula may still be
 * broken where it could be before.
 */
function keepMarks(nodes: HtmlNode[]): HtmlNode[] {
  return nodes.flatMap((node, i) => {
    const next = nodes[i + 1], before = nodes[i - 1];
    const marks = isFormula(node) && next?.type === "text"
      ? CLOSING.exec(next.value!)?.[0]
      : undefined;
    if (marks !== undefined) {
      const { value = "" } = node.children![0]!;
      const base = '</span><span class="katex-base">';
      const formula = node.properties!.dataShort === ""
        ? value
        : value.replaceAll(base, base.replace("><", "><wbr><"));
      return [
        element("span", { className: ["kept"] }, [
          element("span", node.properties!, [raw(formula)]),
          text(marks),
        ]),
      ];
    }
    return node.type === "text" && before && isFormula(before)
      ? [text(node.value!.replace(CLOSING, ""))]
      : [node];
  });
}

function isFormula({ properties }: HtmlNode): boolean {
  return String(properties?.className) === "math";
}

/** Lets wide tables scroll, words break and formulas keep their full stop. */
function finish(tree: HtmlNode): void {
  const visit = (node: HtmlNode, hyphenate: boolean) => {
    if (!node.children) return;
    if (String(node.properties?.className) !== "kept") {
      node.children = keepMarks(node.children);
    }
    node.children = node.children.map((child) => {
      if (child.type === "text" && hyphenate) {
        const options = { minWordLength: 6 };
        return text(hyphenation.hyphenateSync(child.value!, options));
      }
      visit(child, hyphenate && !UNBROKEN.test(child.tagName ?? ""));
      const bare = child.tagName === "table" &&
        !String(node.properties?.className).includes("scroll");
      return bare
        ? element("div", { className: ["scroll"], tabIndex: 0 }, [child])
        : child;
    });
  };
  visit(tree, true);
}
