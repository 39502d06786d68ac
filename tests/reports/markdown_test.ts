import assert from "node:assert/strict";
import { Failures } from "../../reports/paper/failures.ts";
import { parseMarkdown } from "../../reports/paper/markdown.ts";
import { plainText, type TextNode } from "../../reports/paper/text_node.ts";

function parse(...lines: string[]): TextNode[] {
  const failures = new Failures();
  const blocks = parseMarkdown(lines.join("\n"), { file: "x.md" }, failures);
  assert.deepEqual(failures.sentences, []);
  return blocks;
}

Deno.test("an anchor labels the equation after it, with a blank line between or not", () => {
  for (const between of [[], [""]]) {
    const blocks = parse('<a id="eq-x"></a>', ...between, "$$", "a = b", "$$");
    assert.deepEqual(
      blocks.map(({ type, id, value }) => [type, id, value]),
      [["equation", "eq-x", "a = b"]],
    );
  }
});

Deno.test("an anchor at the end of a paragraph labels the equation after it", () => {
  const [text, equation] = parse("So", '<a id="eq-x"></a>', "$$", "a", "$$");
  assert.equal(plainText([text!]), "So");
  assert.equal(equation!.id, "eq-x");
});

Deno.test("an anchor at the start of what follows a heading labels the heading", () => {
  const [heading, text] = parse("## Bars", "", '<a id="sec-bars"></a>A bar.');
  assert.equal(heading!.id, "sec-bars");
  assert.equal(plainText([text!]), "A bar.");
  const [title, list] = parse("## Uses", "", '<a id="sec-uses"></a>', "1. One");
  assert.equal(title!.id, "sec-uses");
  assert.equal(list!.type, "list");
  const [, equation] = parse(
    "## A",
    "",
    '<a id="eq-a"></a>',
    "",
    "$$",
    "a",
    "$$",
  );
  assert.equal(equation!.id, "eq-a");
});

Deno.test("$$ within a paragraph is an equation", () => {
  const blocks = parse("Then $$a = b$$ holds, $c$.");
  assert.deepEqual(
    blocks.map((block) => [block.type, plainText([block])]),
    [["paragraph", "Then "], ["equation", "a = b"], [
      "paragraph",
      " holds, c.",
    ]],
  );
});

Deno.test("a block quote with a strong head is an environment", () => {
  const [environment] = parse(
    '> <a id="def-bar"></a>**Definition (Bar of $n$ trades).** A *bar* is',
    ">",
    "> 1. short.",
  );
  assert.equal(environment!.type, "environment");
  assert.equal(environment!.kind, "Definition");
  assert.equal(environment!.id, "def-bar");
  assert.equal(plainText(environment!.title!), "Bar of n trades");
  assert.deepEqual(
    environment!.children!.map(({ type }) => type),
    ["paragraph", "list"],
  );
  assert.equal(plainText([environment!.children![0]!]), "A bar is");
});

Deno.test("a title may hold parentheses and be missing", () => {
  const [first, second] = parse(
    "> **Lemma (Parkinson (1980)).** A.",
    "",
    "> **Remark.** B.",
  );
  assert.equal(plainText(first!.title!), "Parkinson (1980)");
  assert.deepEqual(second!.title, []);
});

Deno.test("other block quotes stay as they are", () => {
  assert.equal(parse("> **Lemmas** are short.")[0]!.type, "blockquote");
});

Deno.test("a proof runs to its square over several blocks", () => {
  const blocks = parse(
    "*Proof of the lemma.* Write",
    "",
    "$$",
    "a = b",
    "$$",
    "",
    "which is it. $\\square$",
    "",
    "After.",
  );
  assert.deepEqual(blocks.map(({ type }) => type), ["proof", "paragraph"]);
  assert.equal(plainText(blocks[0]!.title!), "Proof of the lemma");
  assert.deepEqual(
    blocks[0]!.children!.map((block) => plainText([block])),
    ["Write", "a = b", "which is it."],
  );
});

Deno.test("a proof may end in an equation, and stand in the quote of its lemma", () => {
  const [lemma, proof] = parse(
    "> **Lemma.** It holds.",
    ">",
    "> *Proof.* As",
    ">",
    "> $$",
    "> a = b. \\qquad \\square",
    "> $$",
  );
  assert.equal(lemma!.type, "environment");
  assert.equal(lemma!.children!.length, 1);
  assert.equal(proof!.type, "proof");
  assert.equal(proof!.children!.at(-1)!.value, "a = b.");
});

Deno.test("a hyphen before a number is a minus sign, in dates it is not", () => {
  const [block] = parse(
    "It is -0.22 (-3 at most) on 2025-05-05, a 5-bar mean.",
  );
  assert.equal(
    plainText([block!]),
    "It is \u22120.22 (\u22123 at most) on 2025-05-05, a 5-bar mean.",
  );
});

Deno.test("quotation marks open and close, across formulas too", () => {
  const [block] = parse(`The "first" isn't *"the last"*, '$x$' or "$y$".`);
  assert.equal(
    plainText([block!]),
    "The “first” isn’t “the last”, ‘x’ or “y”.",
  );
});

Deno.test("numbers with an exponent are powers of ten, in code they are not", () => {
  const [block] = parse(
    "At 1.40e-7, -2e3 and 1e+05; not `3e4`, 0x1e5 or 1e5.2.",
  );
  const math = block!.children!.filter(({ type }) => type === "inlineMath");
  assert.deepEqual(
    math.map(({ value }) => value),
    ["1.40 \\times 10^{-7}", "-2 \\times 10^{3}", "10^{5}"],
  );
  assert.match(plainText([block!]), /not 3e4, 0x1e5 or 1e5\.2\.$/);
});

Deno.test("comments are left out", () => {
  assert.deepEqual(
    parse("<!-- a", "b -->", "", "Text.").map(({ type }) => type),
    ["paragraph"],
  );
});
