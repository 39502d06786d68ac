import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Printer, runChromium } from "./chromium.ts";
import type { Fit } from "./html_writer.ts";
import { formatPlace } from "./place.ts";
import { type Page, type PageParts, printPage } from "./page.ts";

/** A printed whitepaper. */
export type Pdf = {
  /** The file. */
  readonly bytes: Uint8Array;
  /** How many pages it has. */
  readonly pages: number;
  /** What had to be set much smaller to fit, as sentences with their place. */
  readonly warnings: readonly string[];
};

/** Size below which something made to fit is reported. */
const SMALL = 0.75;

/**
 * Prints a page as PDF.
 *
 * The page is measured once, so that wide equations and tables are set as much
 * smaller as they need, and printed until the page numbers in its contents are
 * those of its headings. That takes two passes, or one where an earlier print
 * has the same numbers. The bytes depend on the page, the day and the browser
 * alone.
 *
 * @param page The parts of the page.
 * @param parts Styles.
 * @param fits What may be too wide.
 * @param date The day that the PDF gives as its own, `YYYY-MM-DD`.
 * @param printer Browser and `pdfinfo`.
 * @param earlier Path of an earlier print, whose page numbers are tried first.
 * @param onPass Called before each run of the browser with its number from 0.
 * @returns The PDF.
 * @throws {Error} If the browser fails, or the contents do not settle.
 */
export async function printPdf(
  page: Page,
  parts: Pick<PageParts, "styles">,
  fits: readonly Fit[],
  date: string,
  printer: Printer,
  earlier: string,
  onPass: (pass: number) => void = () => {},
): Promise<Pdf> {
  const folder = await Deno.makeTempDir({ prefix: "volarb-print-" });
  try {
    const html = join(folder, "whitepaper.html");
    const pdf = join(folder, "whitepaper.pdf");
    onPass(0);
    await Deno.writeTextFile(html, printPage(page, parts, new Map(), MEASURE));
    const dom = await runChromium(printer.chromium, html, [
      "--virtual-time-budget=20000",
      "--dump-dom",
    ]);
    const measured = readMeasured(dom);
    const styles = parts.styles +
      [...measured.scales].map(([key, scale]) =>
        `[data-fit="${key}"]{font-size:${Math.floor(scale * 100)}%}`
      ).join("");
    let numbers = existsSync(earlier)
      ? await readDestinations(printer.pdfinfo, earlier).catch(() => new Map())
      : new Map<string, number>();
    for (let pass = 1;; pass++) {
      onPass(pass);
      await Deno.writeTextFile(html, printPage(page, { styles }, numbers));
      await runChromium(printer.chromium, html, [
        "--no-pdf-header-footer",
        "--generate-pdf-document-outline",
        "--export-tagged-pdf",
        `--print-to-pdf=${pdf}`,
      ]);
      const found = await readDestinations(printer.pdfinfo, pdf);
      const settled = page.contents.every(({ id }) =>
        found.get(id) === numbers.get(id)
      );
      if (settled && numbers.size > 0) break;
      if (pass === 4) {
        throw new Error("The page numbers of the contents do not settle");
      }
      numbers = found;
    }
    return {
      bytes: withDate(await Deno.readFile(pdf), date),
      pages: await countPages(printer.pdfinfo, pdf),
      warnings: warningsOf(measured, fits),
    };
  } finally {
    await Deno.remove(folder, { recursive: true }).catch(() => {});
  }
}

/**
 * Leaves in the document nothing but what is wider than the page: the scale of
 * what can be set smaller, and the words of lines that cannot.
 */
const MEASURE = `document.fonts.ready.then(() => {
  const scales = {}, lines = [];
  for (const unseen of document.querySelectorAll(".katex-mathml")) unseen.remove();
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
  document.documentElement.innerHTML = "<pre id=measured></pre>";
  document.getElementById("measured").textContent = encodeURIComponent(JSON.stringify({ scales, lines }));
});`;

type Measured = {
  /** Scale by the value of `data-fit`. */
  readonly scales: ReadonlyMap<string, number>;
  /** Section and first words of what is too wide and cannot be set smaller. */
  readonly lines: readonly (readonly [string, string])[];
};

function readMeasured(dom: string): Measured {
  const json = dom.match(/<pre id="measured">(.*?)<\/pre>/s)?.[1];
  if (json === undefined) {
    throw new Error("Chromium did not measure the page in time");
  }
  const { scales, lines } = JSON.parse(decodeURIComponent(json)) as {
    scales: Record<string, number>;
    lines: [string, string][];
  };
  return { scales: new Map(Object.entries(scales)), lines };
}

/** What a reader of the PDF would have to put up with. */
function warningsOf(measured: Measured, fits: readonly Fit[]): string[] {
  return [
    ...fits.flatMap(({ key, what, place }) => {
      const percent = Math.floor(100 * (measured.scales.get(key) ?? 1));
      return percent >= 100 * SMALL ? [] : [
        `${
          formatPlace(place)
        }: the ${what} is too wide for a page and was set at ${percent} % of its size`,
      ];
    }),
    ...measured.lines.map(([section, words]) =>
      `${section || "whitepaper"}: a line is too wide for a page: ${
        words.replaceAll(/\u00ad/g, "").replaceAll(/\s+/g, " ")
      }`
    ),
  ];
}

/** Page of each id that a link in the PDF leads to. */
async function readDestinations(
  pdfinfo: string,
  pdf: string,
): Promise<Map<string, number>> {
  const text = await output(pdfinfo, ["-dests", pdf]);
  return new Map(
    [...text.matchAll(/^\s*(\d+)\s+\[.*\]\s+"(.*)"/gm)].map((match) => [
      match[2]!,
      Number(match[1]),
    ]),
  );
}

async function countPages(pdfinfo: string, pdf: string): Promise<number> {
  const text = await output(pdfinfo, [pdf]);
  return Number(text.match(/^Pages:\s+(\d+)/m)?.[1]);
}

async function output(command: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args })
    .output();
  if (!success) {
    throw new Error(`pdfinfo failed: ${new TextDecoder().decode(stderr)}`);
  }
  return new TextDecoder().decode(stdout);
}

/** Sets the two dates of a PDF, the only bytes in it that a clock sets. */
function withDate(pdf: Uint8Array, date: string): Uint8Array {
  const stamp = new TextEncoder().encode(`${date.replaceAll("-", "")}000000`);
  const text = new TextDecoder("latin1").decode(pdf);
  for (
    const match of text.matchAll(/\/(?:CreationDate|ModDate) \(D:\d{14}/g)
  ) {
    pdf.set(stamp, match.index + match[0].length - stamp.length);
  }
  return pdf;
}
