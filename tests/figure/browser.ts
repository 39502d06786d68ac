/** A headless browser, where there is one. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
];

/** What came of opening a page. */
export type Visit = {
  /** The page after its scripts, as HTML. */
  readonly dom: string;
  /** What the page wrote to its console, and errors that nobody caught. */
  readonly console: readonly string[];
};

/** Opens pages in a browser that is found on `PATH`. */
export class Browser {
  private constructor(readonly command: string) {}

  /** The browser, or `undefined` where none answers. */
  static find(): Browser | undefined {
    for (const name of NAMES) {
      try {
        const { success } = new Deno.Command(name, { args: ["--version"] })
          .outputSync();
        if (success) return new Browser(name);
      } catch {
        // Not installed under this name.
      }
    }
    return undefined;
  }

  /** Opens a page and gives what it has become; `flags` come on top. */
  async visit(html: string, flags: readonly string[] = []): Promise<Visit> {
    const { stdout, stderr } = await this.#run(html, [
      "--virtual-time-budget=8000",
      "--dump-dom",
      ...flags,
    ]);
    return {
      dom: stdout,
      console: stderr.split("\n").filter((line) => /CONSOLE/.test(line)),
    };
  }

  /** A picture of a page, as PNG. */
  async screenshot(
    html: string,
    { width, height }: { width: number; height: number },
  ): Promise<Uint8Array> {
    const file = await Deno.makeTempFile({ suffix: ".png" });
    try {
      await this.#run(html, [
        `--screenshot=${file}`,
        `--window-size=${width},${height}`,
      ]);
      return await Deno.readFile(file);
    } finally {
      await Deno.remove(file);
    }
  }

  async #run(
    html: string,
    flags: readonly string[],
  ): Promise<{ stdout: string; stderr: string }> {
    const folder = await Deno.makeTempDir({ prefix: "volarb-browser-" });
    try {
      const page = join(folder, "page.html");
      await Deno.writeTextFile(page, html);
      const { success, stdout, stderr } = await new Deno.Command(this.command, {
        args: [
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--no-first-run",
          "--hide-scrollbars",
          "--disable-background-networking",
          "--enable-logging=stderr",
          "--window-size=1040,900",
          `--user-data-dir=${join(folder, "profile")}`,
          ...flags,
          pathToFileURL(page).href,
        ],
        env: { TZ: "Pacific/Auckland" },
      }).output();
      const decoder = new TextDecoder();
      if (!success) {
        throw new Error(`the browser failed: ${decoder.decode(stderr)}`);
      }
      return { stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
    } finally {
      await Deno.remove(folder, { recursive: true }).catch(() => {});
    }
  }
}
