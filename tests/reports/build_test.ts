import assert from "node:assert/strict";
import { join } from "node:path";
import { build, type BuildOptions, verify } from "../../reports/build.ts";
import { say } from "../../data/command.ts";
import { findChromium } from "../../reports/paper/chromium.ts";
import { readPdf } from "../../reports/paper/merge_pdf.ts";
import {
  buildDraft,
  FIXTURES,
  markdown,
  notebook,
  shown,
  WORDS,
} from "./draft.ts";

const sources: BuildOptions = {
  notebooks: FIXTURES,
  whitepaper: join(FIXTURES, "whitepaper.md"),
  bibliography: join(FIXTURES, "references.bib"),
};

/** Bytes of the files of a folder, by name. */
function contents(folder: string): Map<string, string> {
  return new Map(
    [...Deno.readDirSync(folder)].map(({ name }) => name).sort().map((name) => [
      name,
      Deno.readFileSync(join(folder, name)).toBase64(),
    ]),
  );
}

/** Writes the words between the notebooks of a draft into a folder. */
function writeWords(folder: string): string {
  const path = join(folder, "words.md");
  Deno.writeTextFileSync(path, WORDS);
  return path;
}

function inFolder<T>(test: (folder: string) => Promise<T>): () => Promise<T> {
  return async () => {
    const folder = Deno.makeTempDirSync();
    try {
      return await test(folder);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  };
}

Deno.test(
  "build() writes the same bytes into two folders and names every file",
  inFolder(async (folder) => {
    const options = { ...sources, pdf: "left out" } as const;
    const first = await build({ ...options, out: join(folder, "a") });
    await build({ ...options, out: join(folder, "b") });
    assert.deepEqual(
      contents(join(folder, "a")),
      contents(join(folder, "b")),
    );
    assert.deepEqual(first.files, [
      "11_volatility.md",
      "11_volatility.json",
      "11_volatility-fig-bias.svg",
      "whitepaper.html",
    ]);
    assert.deepEqual(
      [...contents(join(folder, "a")).keys()],
      [...first.files, "manifest.json"].sort(),
    );
  }),
);

Deno.test(
  "build() leaves a current report alone and mends one that was changed",
  inFolder(async (out) => {
    const options = { ...sources, out, pdf: "left out" } as const;
    assert.equal((await build(options)).state, "written");
    const time = Deno.statSync(join(out, "whitepaper.html")).mtime;
    assert.equal((await build(options)).state, "current");
    assert.deepEqual(Deno.statSync(join(out, "whitepaper.html")).mtime, time);
    const good = contents(out);
    Deno.writeTextFileSync(join(out, "11_volatility.md"), "changed");
    assert.equal((await build(options)).state, "written");
    assert.deepEqual(contents(out), good);
    Deno.removeSync(join(out, "manifest.json"));
    assert.equal((await build(options)).state, "written");
    const real = await build({ ...options, edition: "real" });
    assert.equal(real.state, "written");
    assert.match(
      Deno.readTextFileSync(join(out, "11_volatility.md")),
      /Edition: real data\./,
    );
  }),
);

Deno.test(
  "build() takes out files that a notebook no longer makes, and no others",
  inFolder(async (out) => {
    const options = { ...sources, out, pdf: "left out" } as const;
    await build(options);
    Deno.writeTextFileSync(join(out, "notes.md"), "kept");
    using draft = await buildDraft({
      notebooks: { "12_flow": [markdown("# Flow", "", "Text."), shown()] },
    }, { out });
    assert.deepEqual(draft.faults, []);
    assert.deepEqual(
      [...contents(out).keys()],
      [
        "12_flow.json",
        "12_flow.md",
        "manifest.json",
        "notes.md",
        "whitepaper.html",
      ],
    );
  }),
);

Deno.test(
  "build() leaves the report as it was where a notebook has a fault",
  inFolder(async (out) => {
    await build({ ...sources, out, pdf: "left out" });
    const before = contents(out);
    using draft = await buildDraft({
      notebooks: { "11_volatility": [markdown("# A", "", "[](#b)")] },
    }, { out });
    assert.equal(draft.faults.length, 1);
    assert.deepEqual(contents(out), before);
  }),
);

Deno.test(
  "verify() names the files that a build would change, make or take out",
  inFolder(async (out) => {
    const options = { ...sources, out, pdf: "left out" } as const;
    await build(options);
    assert.deepEqual(await verify(options), []);
    Deno.writeTextFileSync(join(out, "11_volatility.json"), "{}");
    Deno.removeSync(join(out, "11_volatility.md"));
    const before = contents(out);
    assert.deepEqual(
      await verify(options),
      ["11_volatility.md", "11_volatility.json"],
    );
    assert.deepEqual(contents(out), before);
  }),
);

Deno.test("the edition comes from the notebooks, with the hashes of what they read", async () => {
  const EDITION = "application/vnd.volarb.edition+json";
  const cell = (kind: string) =>
    shown({ [EDITION]: { kind, inputs: { "b.csv": "2", "a.csv": "1" } } });
  const title = markdown("# Title", "", "Text.");
  using real = await buildDraft({
    notebooks: { "10_a": [title, cell("real")], "11_b": [title, cell("real")] },
  });
  assert.deepEqual(real.faults, []);
  const manifest = JSON.parse(real.read("manifest.json"));
  assert.equal(manifest.edition, "real");
  assert.equal(JSON.stringify(manifest.data), '{"a.csv":"1","b.csv":"2"}');
  assert.deepEqual(Object.keys(manifest.sources), [
    "notebooks/10_a.ipynb",
    "notebooks/11_b.ipynb",
    "reports/whitepaper.md",
    "reports/references.bib",
    "lib, tests",
  ]);
  assert.match(real.read("whitepaper.html"), /Edition: real data/);
  using mixed = await buildDraft({
    notebooks: {
      "10_a": [title, cell("real")],
      "11_b": [title, cell("sample")],
    },
  });
  assert.deepEqual(mixed.faults, [
    "notebooks/11_b.ipynb, cell 2, output 1: the notebook ran on the edition sample, the report is of the edition real",
  ]);
});

Deno.test(
  "build() says what the notebooks say is not in this edition",
  inFolder(async (out) => {
    const folder = join(out, "notebooks");
    Deno.mkdirSync(folder);
    Deno.writeFileSync(
      join(folder, "10_first.ipynb"),
      notebook(
        markdown("# First", "", "Text."),
        shown({ "text/markdown": "The book is\n*not in this edition*." }),
      ),
    );
    const { warnings } = await build({
      ...sources,
      notebooks: folder,
      out,
      pdf: "left out",
      whitepaper: writeWords(out),
    });
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0]!,
      /10_first\.ipynb, cell 2, output 1, line 1: The book is not in this edition\.$/,
    );
  }),
);

Deno.test("the page needs no other file and no network", async () => {
  using draft = await buildDraft({
    notebooks: {
      "11_volatility": [markdown("# T", "", "[a](https://b.c) $x$")],
    },
  });
  const page = draft.read("whitepaper.html");
  const loads = [
    ...page.matchAll(
      /(?:src|srcset)=["'][^"']*|<link\b|@import|url\([^)]{0,40}/g,
    ),
  ].map(([load]) => load).filter((load) => !load.startsWith("url(data:"));
  assert.deepEqual(loads, []);
  assert.match(page, /<html lang="en">/);
  assert.match(page, /<a class="skip" href="#text">/);
  assert.ok(!page.includes("\u00ad"));
});

const chromium = findChromium();
if (chromium === undefined) {
  say("The PDF is not tested: Chromium is missing.");
}
Deno.test({
  name: "the PDF has the same bytes twice and its contents the right pages",
  ignore: chromium === undefined,
  fn: inFolder(async (folder) => {
    const a = join(folder, "a"), b = join(folder, "b");
    const prints = (name: string) => join(folder, `prints-${name}`);
    const outcome = await build({ ...sources, out: a, prints: prints("a") });
    assert.equal(outcome.missing, undefined);
    await build({ ...sources, out: b, prints: prints("b") });
    const pdf = Deno.readFileSync(join(a, "whitepaper.pdf"));
    assert.deepEqual(pdf, Deno.readFileSync(join(b, "whitepaper.pdf")));
    const { document, destinations } = await readPdf(pdf);
    assert.equal(
      document.getCreationDate()?.toISOString(),
      "2025-06-30T00:00:00.000Z",
    );
    assert.equal(destinations.get("chapter-1"), 2);
    assert.ok(destinations.get("references")! > 2);
    // A report with its PDF stays current for a build that leaves it out.
    const again = await build({ ...sources, out: a, pdf: "left out" });
    assert.equal(again.state, "current");
    assert.ok(again.files.includes("whitepaper.pdf"));
  }),
});

Deno.test(
  "the task says what is missing for the PDF last, and is quick where nothing changed",
  inFolder(async (folder) => {
    const args = [
      "run",
      "-A",
      "--quiet",
      new URL("../../reports/build.ts", import.meta.url).href,
      "--notebooks",
      FIXTURES,
      "--whitepaper",
      join(FIXTURES, "whitepaper.md"),
      "--bibliography",
      join(FIXTURES, "references.bib"),
      "--out",
      join(folder, "out"),
    ];
    const task = () =>
      new Deno.Command(Deno.execPath(), { args, env: { PATH: folder } })
        .output();
    const first = await task();
    const { stdout, stderr, code } = first;
    const said = new TextDecoder().decode(stdout).trim().split("\n");
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    assert.match(
      said.at(-1)!,
      /^whitepaper\.pdf was not built, it needs Chromium: apt-get install chromium /,
    );
    const start = performance.now();
    const second = new TextDecoder().decode((await task()).stdout);
    const seconds = (performance.now() - start) / 1000;
    assert.match(second, /4 files are up to date/);
    assert.ok(seconds < 10, `nothing had changed, but it took ${seconds} s`);
  }),
);

Deno.test("the task refuses an edition that does not exist and lists faults on stderr", async () => {
  const run = (...args: string[]) =>
    new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--quiet",
        new URL("../../reports/build.ts", import.meta.url).href,
        ...args,
      ],
    }).output();
  const unknown = await run("--edition", "draft");
  assert.equal(unknown.code, 1);
  assert.equal(
    new TextDecoder().decode(unknown.stderr).trim(),
    "Cannot build a report as --edition must be sample or real: current value is draft",
  );
  const folder = Deno.makeTempDirSync();
  try {
    const taken = join(folder, "taken");
    Deno.writeTextFileSync(taken, "");
    const refused = await run("--out", taken, "--no-pdf");
    assert.equal(refused.code, 1);
    assert.equal(
      new TextDecoder().decode(refused.stderr),
      `Cannot write to ${taken} as a folder was looked for: found a file\n`,
    );
    Deno.writeTextFileSync(join(folder, "11_a.ipynb"), "[]");
    const faulty = await run("--notebooks", folder, "--out", join(folder, "o"));
    assert.equal(faulty.code, 1);
    assert.match(
      new TextDecoder().decode(faulty.stderr),
      /11_a\.ipynb: it is not a notebook: .*\n(?:.*\n)*reports: not built, \d+ faults?\n/,
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
