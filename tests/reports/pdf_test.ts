import assert from "node:assert/strict";
import { join } from "node:path";
import {
  type PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFString,
} from "pdf-lib";
import { Browser, findChromium } from "../../reports/paper/chromium.ts";
import { mergePdf, readPdf } from "../../reports/paper/merge_pdf.ts";
import { addOutline } from "../../reports/paper/pdf_outline.ts";
import { PrintCache } from "../../reports/paper/print_cache.ts";
import { linkParts, splitPage } from "../../reports/paper/print_parts.ts";
import { writePdf } from "../../reports/paper/write_pdf.ts";
import { buildDraft, type DraftCell, markdown, shown } from "./draft.ts";

const name = PDFName.of;

Deno.test("splitPage() gives each section a part and a chapter's head to its first", () => {
  const page = {
    name: "T",
    header: "title",
    contents: [{ id: "a", level: 1, number: "1", title: "A" }] as const,
    preface: "before",
    chapters: [
      { id: "chapter-1", head: "one", sections: ["1.1", "1.2"] },
      { id: "references", head: "list", sections: [] },
    ],
  };
  const [front, ...parts] = splitPage(page);
  assert.deepEqual(front, { ...page, chapters: [] });
  assert.deepEqual(parts.map(({ chapters }) => chapters), [
    [{ id: "chapter-1", head: "one", sections: ["1.1"] }],
    [{ id: "", head: "", sections: ["1.2"] }],
    [{ id: "references", head: "list", sections: [] }],
  ]);
  assert.ok(
    parts.every(({ header, contents }) =>
      header === "" && contents.length === 0
    ),
  );
});

Deno.test("linkParts() marks the links that lead out of a part and names its ids", () => {
  const html =
    `<body><main><p id="a"><a href="#a">in</a> <a href="#b">out</a>` +
    ` <a href="https://c.d">web</a></p><svg><g id="clip"/></svg></main></body>`;
  assert.equal(
    linkParts(html),
    `<body><main><p id="a"><a href="#a">in</a> <a href="volarb:b">out</a>` +
      ` <a href="https://c.d">web</a></p><svg><g id="clip"/></svg>` +
      `<a href="#a" hidden></a></main></body>`,
  );
});

Deno.test("a cache of prints makes a print once and forgets what is not asked for", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    let made = 0;
    const print = { measured: "{}", pdf: new Uint8Array([1, 2, 3]) };
    const make = () => {
      made++;
      return Promise.resolve(print);
    };
    const path = join(folder, "prints");
    const first = new PrintCache(path);
    assert.deepEqual(await first.get(["a"], make), print);
    await first.get(["b"], make);
    first.prune();
    assert.equal([...Deno.readDirSync(path)].length, 2);
    const second = new PrintCache(path);
    assert.deepEqual(await second.get(["a"], make), print);
    assert.equal(made, 2);
    second.prune();
    const [{ name: kept }] = [...Deno.readDirSync(path)] as [Deno.DirEntry];
    // A print that was cut short is made again.
    Deno.writeTextFileSync(join(path, kept), "{");
    await new PrintCache(path).get(["a"], make);
    assert.equal(made, 3);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("writePdf() writes every object, so that another reader finds it", async () => {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.setTitle("A title");
  document.addPage([100, 200]).drawRectangle({ x: 1, y: 2 });
  const refs = Array.from(
    { length: 1200 },
    (_, i) => document.context.register(PDFNumber.of(i)),
  );
  document.catalog.set(name("Numbers"), document.context.obj(refs));
  await document.flush();
  const bytes = writePdf(document.context);
  assert.deepEqual(bytes, writePdf(document.context));
  const read = await PDFDocument.load(bytes, { updateMetadata: false });
  assert.equal(read.getTitle(), "A title");
  assert.deepEqual(read.getPage(0).getSize(), { width: 100, height: 200 });
  const numbers = read.catalog.lookup(name("Numbers")) as PDFArray;
  assert.deepEqual(
    numbers.asArray().map((ref) =>
      read.context.lookup(ref, PDFNumber).asNumber()
    ),
    refs.map((_, i) => i),
  );
});

/** Titles of an outline, indented, with where they lead. */
function outlineOf(document: PDFDocument, root: PDFDict): string[] {
  const items: string[] = [];
  const read = (parent: PDFDict, indent: string) => {
    let ref = parent.get(name("First"));
    let before: PDFObject | undefined;
    while (ref !== undefined) {
      const item = document.context.lookup(ref, PDFDict);
      assert.equal(item.get(name("Prev")), before);
      const title = item.lookup(name("Title"), PDFHexString).decodeText();
      items.push(`${indent}${title} -> ${item.get(name("Dest"))}`);
      read(item, indent + "  ");
      before = ref;
      ref = item.get(name("Next"));
    }
    assert.equal(parent.get(name("Last")), before);
  };
  read(root, "");
  return items;
}

Deno.test("addOutline() nests the contents and opens the chapters", async () => {
  const document = await PDFDocument.create({ updateMetadata: false });
  const entry = (level: 1 | 2 | 3, number: string, title: string) => ({
    id: `id-${number}`,
    level,
    number,
    title,
  });
  const root = document.context.lookup(
    addOutline(document.context, [
      entry(1, "1", "Alpha &amp; more"),
      entry(2, "1.1", "The <code>a&lt;b</code> of <em>x</em>"),
      entry(3, "1.1.1", 'Gr\u00ad\u00f6\u00dfe <span class="katex">σ</span>'),
      entry(2, "1.2", "Last"),
      entry(1, "", "References"),
    ]),
    PDFDict,
  );
  assert.deepEqual(outlineOf(document, root), [
    "1 Alpha & more -> /id-1",
    "  1.1 The a<b of x -> /id-1.1",
    "    1.1.1 Größe σ -> /id-1.1.1",
    "  1.2 Last -> /id-1.2",
    "References -> /id-",
  ]);
  assert.equal(root.lookup(name("Count"), PDFNumber).asNumber(), 4);
});

Deno.test({
  name:
    "a merged PDF has the same bytes whichever ids the browser gave its cells",
  ignore: findChromium() === undefined,
  fn: async () => {
    const folder = Deno.makeTempDirSync();
    try {
      const file = join(folder, "table.html");
      Deno.writeTextFileSync(
        file,
        "<!doctype html><table><tr><th>a<th>b<tr><td>1<td>2</table>",
      );
      await using browser = new Browser(findChromium()!);
      const { answer, pdf } = await browser.print(
        file,
        "document.body.innerText",
      );
      assert.equal(answer, "a\tb\n1\t2");
      const text = Array.from(pdf, (byte) => String.fromCharCode(byte))
        .join("");
      const ids = /node(\d{8})/g;
      assert.ok([...text.matchAll(ids)].length >= 8);
      const renamed = text.replaceAll(
        ids,
        (_id, number: string) => `node${99_999_999 - Number(number)}`,
      );
      const bytes = Uint8Array.from(renamed, (letter) => letter.charCodeAt(0));
      const description = {
        page: { name: "T", contents: [] },
        authors: ["A"],
        date: "2025-01-02",
      };
      const merge = async (pdf: Uint8Array) =>
        await mergePdf(await readPdf(pdf), [], description);
      assert.notDeepEqual(pdf, bytes);
      assert.deepEqual(await merge(pdf), await merge(bytes));
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "a browser that fails says so and leaves nothing",
  ignore: findChromium() === undefined,
  fn: async () => {
    const folder = Deno.makeTempDirSync();
    try {
      await using none = new Browser(join(folder, "no-browser"));
      await assert.rejects(none.version(), {
        message: "Chromium ended before it was done",
      });
      const file = join(folder, "page.html");
      Deno.writeTextFileSync(file, "<!doctype html>");
      await using browser = new Browser(findChromium()!);
      await assert.rejects(
        browser.print(file, "Promise.reject(new Error('no'))"),
        /^Error: Chromium could not measure the page: .*Error: no/,
      );
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

const first: DraftCell[] = [
  markdown(
    "# First",
    "",
    "## The start",
    "",
    'See [](#eq-b). <a id="eq-a"></a>',
    "",
    "$$",
    "a = 1",
    "$$",
  ),
  shown(),
  markdown("| key | value |", "| :-- | --: |", "| a | 1 |"),
];
const second = (words: string): DraftCell[] => [
  markdown(
    "# Second",
    "",
    words,
    "",
    '<a id="eq-b"></a>',
    "$$",
    "b = a",
    "$$",
    "",
    "By [](#eq-a) and [@rogers1991].",
  ),
  shown(),
  markdown("| key | value |", "| :-- | --: |", "| b | 2 |"),
];

Deno.test({
  name:
    "the parts of a PDF are one document, and only a part that changed is printed",
  ignore: findChromium() === undefined,
  fn: async () => {
    const prints = Deno.makeTempDirSync();
    try {
      const draft = (words: string) =>
        buildDraft({
          notebooks: { "10_first": first, "20_second": second(words) },
        }, { pdf: "wanted", prints });
      const names = () => [...Deno.readDirSync(prints)].map(({ name }) => name);
      using before = await draft("Words.");
      assert.deepEqual(before.faults, []);
      const kept = new Set(names());
      using after = await draft("Other words.");
      assert.deepEqual(after.faults, []);
      assert.equal(names().length, kept.size);
      assert.equal(names().filter((name) => !kept.has(name)).length, 1);
      await checkPdf(Deno.readFileSync(join(before.out, "whitepaper.pdf")));
    } finally {
      Deno.removeSync(prints, { recursive: true });
    }
  },
});

/** Checks links, outline, footers and tags of the draft. */
async function checkPdf(bytes: Uint8Array): Promise<void> {
  const { document, destinations } = await readPdf(bytes);
  const { catalog, context } = document;
  assert.deepEqual(
    ["contents", "chapter-1", "eq-a", "chapter-2", "eq-b", "references"]
      .map((id) => destinations.get(id)),
    [1, 2, 2, 3, 3, 4],
  );
  const links = document.getPages().map((page) =>
    (page.node.Annots()?.asArray() ?? []).map((link) => {
      const dict = context.lookup(link, PDFDict);
      return String(
        dict.get(name("Dest")) ??
          dict.lookup(name("A"), PDFDict).get(name("URI")),
      );
    })
  );
  assert.deepEqual(links[2], ["/eq-b"]);
  assert.deepEqual(links[3], ["/eq-a", "/bib-rogers1991"]);
  assert.deepEqual(
    outlineOf(document, catalog.lookup(name("Outlines"), PDFDict)).slice(-4),
    [
      "    1.1.1 The start -> /10_first-1.1.1",
      "2 Architecture -> /chapter-2",
      "  2.1 Second -> /20_second",
      "References -> /references",
    ],
  );
  // The first two pages were printed with theirs.
  assert.deepEqual(
    document.getPages().map(({ node }) =>
      node.Resources()?.lookupMaybe(name("XObject"), PDFDict)
        ?.has(name("Footer")) ?? false
    ),
    [false, false, true, true, true],
  );
  const tags = catalog.lookup(name("StructTreeRoot"), PDFDict);
  const numbers = tags.lookup(name("ParentTree"), PDFDict)
    .lookup(name("Nums")) as PDFArray;
  const keys = new Set(
    numbers.asArray().filter((_, i) => i % 2 === 0).map(String),
  );
  assert.equal(keys.size, numbers.size() / 2, "two parts share a number");
  for (const { node } of document.getPages()) {
    assert.ok(keys.has(String(node.get(name("StructParents")))));
  }
  const ids = new Map<string, PDFDict>();
  const headers: string[] = [];
  for (const [, object] of context.enumerateIndirectObjects()) {
    if (!(object instanceof PDFDict)) continue;
    const id = object.lookupMaybe(name("ID"), PDFString)?.asString();
    if (id === undefined) continue;
    assert.ok(!ids.has(id), `two elements have the id ${id}`);
    ids.set(id, object);
  }
  for (const [, object] of context.enumerateIndirectObjects()) {
    const found = object.toString().match(/\/Headers \[ \((\w+)\) \]/)?.[1];
    if (found !== undefined) headers.push(found);
  }
  assert.ok(ids.size >= 4, "the tables have no headers");
  assert.equal(headers.length, 4);
  assert.equal(new Set(headers).size, 4);
  for (const header of headers) {
    assert.equal(String(ids.get(header)?.get(name("S"))), "/TH");
  }
}
