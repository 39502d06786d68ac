import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What the PDF needs: a browser, and poppler's `pdfinfo` for page numbers. */
export type Printer = {
  /** Command of the browser. */
  readonly chromium: string;
  /** Command of `pdfinfo`. */
  readonly pdfinfo: string;
};

/** Names under which the browser is installed. */
const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
];

/**
 * Looks for what the PDF needs in the folders of `PATH`.
 *
 * @returns The commands, or the names of what is missing.
 */
export function findPrinter(): Printer | { readonly missing: string } {
  const chromium = NAMES.map(findCommand).find((path) => path !== undefined);
  const pdfinfo = findCommand("pdfinfo");
  if (chromium !== undefined && pdfinfo !== undefined) {
    return { chromium, pdfinfo };
  }
  const missing = [
    ...(chromium === undefined ? ["Chromium"] : []),
    ...(pdfinfo === undefined ? ["pdfinfo (poppler)"] : []),
  ];
  return { missing: missing.join(" and ") };
}

/** Path of a command, or `undefined` where no folder of `PATH` has it. */
function findCommand(name: string): string | undefined {
  const windows = Deno.build.os === "windows";
  const folders = (Deno.env.get("PATH") ?? "").split(windows ? ";" : ":");
  return folders.map((folder) => join(folder, windows ? `${name}.exe` : name))
    .find((path) => {
      try {
        return Deno.statSync(path).isFile;
      } catch {
        return false;
      }
    });
}

/** Flags under which two runs draw the same. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-extensions",
  "--hide-scrollbars",
  "--font-render-hinting=none",
];

/**
 * Runs the browser once, with a profile of its own that is removed afterwards.
 *
 * @param chromium Command of the browser.
 * @param file The HTML file to open.
 * @param flags What to do with it.
 * @returns What the browser wrote to stdout.
 * @throws {Error} If the browser fails.
 */
export async function runChromium(
  chromium: string,
  file: string,
  flags: readonly string[],
): Promise<string> {
  const profile = await Deno.makeTempDir({ prefix: "volarb-chromium-" });
  try {
    const { success, stdout, stderr } = await new Deno.Command(chromium, {
      args: [
        ...FLAGS,
        `--user-data-dir=${profile}`,
        ...flags,
        pathToFileURL(file).href,
      ],
      env: { TZ: "UTC" },
      stdout: "piped",
      stderr: "piped",
    }).output();
    if (!success) {
      throw new Error(
        `Chromium could not draw the page: ${
          new TextDecoder().decode(stderr).trim().split("\n").at(-1)
        }`,
      );
    }
    return new TextDecoder().decode(stdout);
  } finally {
    await Deno.remove(profile, { recursive: true }).catch(() => {});
  }
}
