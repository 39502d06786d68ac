import assert from "node:assert/strict";
import {
  buildDraft,
  type DraftCell,
  figure,
  markdown,
  shown,
} from "./draft.ts";

/** Faults of a notebook that starts with a title; the cells count from 2. */
async function faultsOf(...cells: DraftCell[]): Promise<readonly string[]> {
  using draft = await buildDraft({
    notebooks: {
      "11_volatility": [markdown("# Title", "", "Text."), ...cells],
    },
  });
  assert.throws(
    () => Deno.statSync(draft.out),
    Deno.errors.NotFound,
    "a report with faults was written",
  );
  return draft.faults;
}

const CASES: readonly (readonly [string, DraftCell[], RegExp])[] = [
  [
    "a reference without a label",
    [markdown("Text", "", "and [Lemma](#lem-none).")],
    /^notebooks\/11_volatility\.ipynb, cell 2, line 3: no label lem-none is defined$/,
  ],
  [
    "a label that is defined twice",
    [
      markdown("<a id='x'></a>".replaceAll("'", '"'), "$$", "a", "$$"),
      markdown('> <a id="x"></a>**Lemma.** It holds.'),
    ],
    /cell 3, line 1: the label x is defined twice, before in notebooks\/11_volatility\.ipynb, cell 2, line 2$/,
  ],
  [
    "a label before nothing that is numbered",
    [markdown('<a id="eq-x"></a>', "", "Text.")],
    /cell 2, line 1: the label eq-x stands before no equation, environment or heading$/,
  ],
  [
    "a citation without an entry",
    [markdown("Text", "as [@rogers1991; @nobody1900] say.")],
    /cell 2, line 2: no entry nobody1900 in references\.bib$/,
  ],
  [
    "a value that no notebook records",
    [
      shown({ "application/vnd.volarb.values+json": { ratio: "6.04" } }),
      markdown("It is", "{{11_volatility.ration}}."),
    ],
    /cell 3, line 2: no value 11_volatility\.ration: 11_volatility records ratio$/,
  ],
  [
    "a value of a notebook that is not there",
    [markdown("It is {{12_flow.ratio}}.")],
    /cell 2, line 1: no value 12_flow\.ratio: there is no notebook 12_flow$/,
  ],
  [
    "a value recorded twice with two values",
    [
      shown({ "application/vnd.volarb.values+json": { ratio: "6.04" } }),
      shown({ "application/vnd.volarb.values+json": { ratio: "6.05" } }),
    ],
    /cell 3, output 1: the value ratio is 6\.05 here and 6\.04 before$/,
  ],
  [
    "bad TeX in a line",
    [markdown("Text", "with $\\frac{1}$.")],
    /cell 2, line 2: bad TeX: .* in \\frac\{1\}$/,
  ],
  [
    "bad TeX in an equation",
    [markdown("Text", "", "$$", "a", "\\nosuchthing b", "$$")],
    /cell 2, line 5: bad TeX: Undefined control sequence: \\nosuchthing in \\nosuchthing b$/,
  ],
  [
    "TeX that only lenient readers take",
    [markdown("The price is $5 €$.")],
    /cell 2, line 1: bad TeX: .*€.* in 5 €$/,
  ],
  [
    "a number that the author gives",
    [markdown("$$", "a \\tag{1}", "$$")],
    /cell 2, line 1: \\tag is not for the author as the report numbers equations/,
  ],
  [
    "an equation whose dollars do not stand alone",
    [markdown("Text", "", "$$ a", "= b", "$$")],
    /cell 2, line 3: an equation of several lines needs each \$\$ alone on its line$/,
  ],
  [
    "a reference to a figure that no notebook writes",
    [shown(figure("fig-one")), markdown("See [](#fig-two).")],
    /cell 3, line 1: no label fig-two is defined$/,
  ],
  [
    "a figure without a label",
    [shown(figure("one"))],
    /cell 2, output 1: the figure has no label fig-/,
  ],
  [
    "a figure that needs another file",
    [shown({
      "image/svg+xml":
        '<svg xmlns="http://www.w3.org/2000/svg" id="fig-x"><image href="photo.png"/></svg>',
    })],
    /cell 2, output 1: the figure cannot be used as it refers to another file$/,
  ],
  [
    "a caption with bad TeX",
    [shown(figure("fig-one", "It is $\\frac$."))],
    /cell 2, output 1: bad TeX|cell 2, output 1, line 1: bad TeX/,
  ],
  [
    "HTML that is no table",
    [shown({ "text/html": "<b>bold</b>" })],
    /cell 2, output 1: the report carries no HTML but tables/,
  ],
  [
    "HTML in the text",
    [markdown("Text", "", "<div>box</div>")],
    /cell 2, line 3: HTML that the report does not carry: <div>box<\/div>$/,
  ],
  [
    "a second title",
    [markdown("# Another")],
    /cell 2, line 1: a notebook has one title: use ## here$/,
  ],
  [
    "a proof without end",
    [markdown("*Proof.* It is", "", "clear.")],
    /cell 2, line 1: a proof must end with \$\\square\$ in the cell that it starts in$/,
  ],
  [
    "a cell that ended in an error",
    [{
      ...shown(),
      outputs: [{ output_type: "error", ename: "RangeError", evalue: "no" }],
    }],
    /cell 2, output 1: the cell ended in an error: RangeError: no$/,
  ],
  [
    "a cell that was not executed among others that were",
    [shown(), { ...shown(), execution_count: null }],
    /cell 3: the cell has not been executed$/,
  ],
  [
    "a notebook that was not executed",
    [{ ...shown(), execution_count: null }],
    /^notebooks\/11_volatility\.ipynb: it has not been executed: no code cell has an output$/,
  ],
];

for (const [name, cells, message] of CASES) {
  Deno.test(`build() refuses ${name} and says where it stands`, async () => {
    const faults = await faultsOf(...cells);
    assert.equal(faults.length, 1, faults.join("\n"));
    assert.match(faults[0]!, message);
  });
}

Deno.test("build() lists every fault of every source at once", async () => {
  using draft = await buildDraft({
    notebooks: {
      "10_first": [markdown("No title.")],
      "11_second": [
        markdown("# Second", "", "[](#a) $\\b$ {{10_first.c}} @d1"),
      ],
      "30_fourth": [markdown("# Fourth")],
    },
    whitepaper:
      "---\ntitle: T\nsubtitle: S\nauthor: A\ndate: 1 May\nabstract: |\n  First.\n  [](#e)\n---\n\n# 1 Alpha\n\n# Beta\n",
    bibliography: "@article{x,\n  author = {A},\n  title = {B}\n}\n",
  });
  assert.deepEqual(draft.faults, [
    "notebooks/10_first.ipynb: a notebook must start with its title, a heading # ...",
    "notebooks/11_second.ipynb, cell 1, line 3: no value 10_first.c: 10_first records none",
    "whitepaper.md, line 13: a chapter's heading starts with its digit, in order: # 1 Title",
    "notebooks/30_fourth.ipynb: it belongs to chapter 3, which whitepaper.md does not have",
    "whitepaper.md, line 5: the date must be YYYY-MM-DD",
    "references.bib, line 1: the entry x has no year",
    "notebooks/11_second.ipynb, cell 1, line 3: no entry d1 in references.bib",
    "whitepaper.md, line 8: no label e is defined",
    "notebooks/11_second.ipynb, cell 1, line 3: no label a is defined",
    "notebooks/11_second.ipynb, cell 1, line 3: bad TeX: Undefined control sequence: \\b in \\b",
  ]);
});

Deno.test("build() says what it looked for where there are no notebooks", async () => {
  const { build } = await import("../../reports/build.ts");
  const folder = Deno.makeTempDirSync();
  try {
    await assert.rejects(build({ notebooks: `${folder}/none`, out: folder }), {
      name: "DataError",
      message: /^Cannot read the notebooks in .*none: no such folder$/,
    });
    Deno.writeTextFileSync(`${folder}/Untitled.ipynb`, "{}");
    await assert.rejects(build({ notebooks: folder, out: folder }), {
      name: "DataError",
      message: /looked for NN_name\.ipynb, found none$/,
    });
    Deno.writeTextFileSync(`${folder}/10_broken.ipynb`, "{");
    await assert.rejects(build({ notebooks: folder, out: folder }), {
      name: "ReportError",
      message: /10_broken\.ipynb: it is not a notebook: /,
    });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
