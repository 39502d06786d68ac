import { join } from "node:path";
import { Browser } from "./chromium.ts";
import { compactMath } from "./compact_math.ts";
import { katexStyles } from "./fonts.ts";
import type { Fit } from "./html_writer.ts";
import { mergePdf, type PdfPart, readPdf } from "./merge_pdf.ts";
import { formatPlace } from "./place.ts";
import { type Page, printPage, withoutMathml } from "./page.ts";
import { linkParts, splitPage } from "./print_parts.ts";
import type { PrintCache, StoredPrint } from "./print_cache.ts";
import type { Report } from "./report.ts";

/** A printed whitepaper. */
export type Pdf = {
  /** The file. */
  readonly bytes: Uint8Array;
  /** What had to be set much smaller to fit, as sentences with their place. */
  readonly warnings: readonly string[];
};

/** Size below which something made to fit is reported. */
const SMALL = 0.75;

/** Parts that are printed at once; more would take more memory than is found. */
const TABS = Math.min(navigator.hardwareConcurrency, 4);

/**
 * Prints a report as PDF.
 *
 * The time that the browser takes grows with the square of the pages, so every
 * section is a print of its own, several at once, and the PDF is merged of them.
 * Wide equations and tables are set as much smaller as they need before a part
 * is printed. The contents and the page numbers come last, when it is known how
 * many pages each part has. The bytes depend on the report and the browser alone.
 *
 * @param report What is printed.
 * @param chromium Command of the browser.
 * @param cache Keeps the prints, so that only what has changed is printed again.
 * @param onPart Called when a part is there with the share that is, up to 1.
 * @returns The PDF.
 * @throws {Error} If the browser fails, or a link leads nowhere.
 */
export async function printPdf(
  report: Omit<Report, "files" | "absent">,
  chromium: string,
  cache: PrintCache,
  onPart: (share: number) => void = () => {},
): Promise<Pdf> {
  const { page, styles, fonts, fits } = report;
  const folder = await Deno.makeTempDir({ prefix: "volarb-print-" });
  try {
    await using browser = new Browser(chromium);
    const version = await browser.version();
    const katex = katexStyles();
    const print = async (part: Page, pages: PageNumbers, end: string) => {
      const { page, styles: math } = compactMath(withoutMathml(part), katex);
      const footer = pages === NO_PAGES ? NO_FOOTER : "";
      const html = linkParts(
        printPage(page, fonts + math + styles + footer, pages, end),
      );
      const { keys, local } = renumberFits(html);
      const stored = await cache.get([local, MEASURE, version], async (key) => {
        const file = join(folder, `${key}.html`);
        await Deno.writeTextFile(file, local);
        const { answer, pdf } = await browser.print(file, MEASURE);
        return { measured: answer, pdf };
      });
      return { ...stored, keys };
    };
    const [front, ...parts] = splitPage(page);
    const prints = await inParallel(parts, TABS, async (part, i) => {
      const printed = await print(part, NO_PAGES, "");
      onPart((i + 1) / (parts.length + 1));
      return printed;
    });
    const read = await Promise.all(prints.map(({ pdf }) => readPdf(pdf)));
    const leaves = sum(read.map(({ pages }) => pages));
    const first = await settle(2, async (pages) => {
      const numbers = numbersOf(read, pages);
      const printed = await print(front!, numbers, LEAF.repeat(leaves));
      const pdf = await readPdf(printed.pdf);
      return { printed, pdf, pages: pdf.pages - leaves };
    });
    cache.prune();
    onPart(1);
    return {
      bytes: await mergePdf(first.pdf, read, report),
      warnings: [first.printed, ...prints].flatMap((print) =>
        warningsOf(print, fits)
      ),
    };
  } finally {
    await Deno.remove(folder, { recursive: true }).catch(() => {});
  }
}

/** Page number of each heading by its id. */
type PageNumbers = ReadonlyMap<string, number>;

/** The page numbers of a part that has no contents. */
const NO_PAGES: PageNumbers = new Map();

/** The footers of the parts are on the leaves that are printed with the contents. */
const NO_FOOTER = "@page{@bottom-center{content:none}}";

/** A page with nothing but a footer. */
const LEAF = `<div style="break-before:page"></div>`;

/**
 * Sets what is too wide as much smaller as it needs, and answers with the scale
 * of that and with the words of lines that cannot be set smaller.
 */
const MEASURE = `(async () => {
  await Promise.all([...document.fonts].map((face) => face.load()));
  await document.fonts.ready;
  const scales = {}, lines = [];
  for (const box of document.querySelectorAll("[data-fit]")) {
    const { scrollWidth } = box.querySelector(".katex-html, table");
    if (scrollWidth > box.clientWidth) {
      scales[box.dataset.fit] = box.clientWidth / scrollWidth;
    }
  }
  for (const box of document.querySelectorAll("p, li, pre, figcaption, h2, h3, h4, h5, .entry")) {
    if (box.scrollWidth <= box.clientWidth + 4 || box.querySelector("[data-fit]")) continue;
    lines.push([box.closest(".section")?.id ?? "", box.textContent.trim().slice(0, 60)]);
  }
  const style = document.createElement("style");
  style.textContent = Object.entries(scales).map(([key, scale]) =>
    '[data-fit="' + key + '"]{font-size:' + Math.floor(scale * 100) + "%}"
  ).join("");
  document.head.append(style);
  return JSON.stringify({ scales, lines });
})()`;

/** Counts what may be too wide from 1 in each part, as it does not depend on others. */
function renumberFits(html: string): { keys: string[]; local: string } {
  const keys: string[] = [];
  const local = html.replaceAll(
    /data-fit="(\d+)"/g,
    (_attribute, key: string) => `data-fit="${keys.push(key)}"`,
  );
  return { keys, local };
}

/** What a reader of the PDF would have to put up with. */
function warningsOf(
  { measured, keys }: StoredPrint & { readonly keys: readonly string[] },
  fits: readonly Fit[],
): string[] {
  const { scales, lines } = JSON.parse(measured) as {
    scales: { readonly [key: string]: number };
    lines: readonly (readonly [string, string])[];
  };
  const places = new Map(fits.map((fit) => [fit.key, fit]));
  return [
    ...keys.flatMap((key, i) => {
      const percent = Math.floor(100 * (scales[i + 1] ?? 1));
      const { place, what } = places.get(key)!;
      return percent >= 100 * SMALL ? [] : [
        `${
          formatPlace(place)
        }: the ${what} is too wide for a page and was set at ${percent} % of its size`,
      ];
    }),
    ...lines.map(([section, words]) =>
      `${section || "whitepaper"}: a line is too wide for a page: ${
        words.replaceAll(/\u00ad/g, "").replaceAll(/\s+/g, " ")
      }`
    ),
  ];
}

/** The page of every destination of the parts, after a number of pages. */
function numbersOf(parts: readonly PdfPart[], before: number): PageNumbers {
  const numbers = new Map<string, number>();
  let start = before + 1;
  for (const { destinations, pages } of parts) {
    for (const [id, page] of destinations) numbers.set(id, start + page);
    start += pages;
  }
  return numbers;
}

/** Repeats what needs the number of its own pages until it has that many. */
async function settle<T extends { readonly pages: number }>(
  guess: number,
  make: (pages: number) => Promise<T>,
): Promise<T> {
  for (let pages = guess, attempt = 0; attempt < 5; attempt++) {
    const made = await make(pages);
    if (made.pages === pages) return made;
    pages = made.pages;
  }
  throw new Error("The page numbers of the contents do not settle");
}

/** Works on the largest first, so that none is left alone at the end. */
async function inParallel<T>(
  parts: readonly Page[],
  limit: number,
  work: (part: Page, done: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  const queue = parts.map((part, i) => ({ part, i }))
    .sort((a, b) => lengthOf(b.part) - lengthOf(a.part));
  let done = 0;
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      results[next.i] = await work(next.part, done++);
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}

function lengthOf({ chapters }: Page): number {
  return sum(
    chapters.map(({ head, sections }) =>
      head.length + sections.join("").length
    ),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
