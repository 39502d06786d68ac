import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Message } from "../../notebooks/wire.ts";
import { FrontEnd } from "./front_end.ts";

const CHAPTERS = fileURLToPath(new URL("../../notebooks/", import.meta.url));
const MODULE = "volarb/notebook/keep_outputs.ts";

/** What a cell has shown: the text of its streams, then the other types. */
function shown(messages: readonly Message[]): {
  text: string;
  lines: number;
  types: string[];
} {
  const streams = messages.filter(({ type }) => type === "stream");
  return {
    text: streams.map(({ content }) => content.text).join(""),
    lines: streams.length,
    types: messages.filter(({ type }) => type !== "stream").map(({ type }) =>
      type
    ),
  };
}

const counted = (n: number) =>
  Array.from({ length: n }, (_, i) => `${i}\n`).join("");

Deno.test("keepOutputs() lets no cell end before its outputs", async () => {
  await using client = await FrontEnd.start(CHAPTERS);
  const first = await client.run(
    `import { keepOutputs } from "${MODULE}";\nkeepOutputs();\nconsole.log("loaded"); "first"`,
  );
  assert.equal(shown(first).text, "loaded\n");
  assert.deepEqual(shown(first).types, ["execute_result"]);
  for (let round = 0; round < 5; round++) {
    const many = await client.run(
      `for (let i = 0; i < 2_000; i++) console.log(i);\n"${round}"`,
    );
    assert.equal(shown(many).text, counted(2_000));
    assert.ok(shown(many).lines < 100, `${shown(many).lines} messages`);
    assert.equal(many.at(-1)!.content.data["text/plain"], `"${round}"`);
    const displays = await client.run(
      'for (let i = 0; i < 20; i++) await Deno.jupyter.display({ "text/plain": `${i}` }, { raw: true });',
    );
    assert.deepEqual(
      displays.map(({ content }) => content.data["text/plain"]),
      Array.from({ length: 20 }, (_, i) => `${i}`),
    );
    assert.deepEqual(await client.run(`const silent${round} = 1;`), []);
  }
});

Deno.test("keepOutputs() keeps what a cell has shown before it throws", async () => {
  await using client = await FrontEnd.start(CHAPTERS);
  const first = await client.run(
    `import { keepOutputs } from "${MODULE}";\nkeepOutputs();\nfor (let i = 0; i < 500; i++) console.log(i);\nthrow new Error("first")`,
  );
  assert.equal(shown(first).text, counted(500));
  assert.deepEqual(shown(first).types, ["error"]);
  for (let round = 0; round < 5; round++) {
    const thrown = await client.run(
      `for (let i = 0; i < 500; i++) console.log(i);\nnull.foo`,
    );
    assert.equal(shown(thrown).text, counted(500));
    assert.equal(thrown.at(-1)!.content.ename, "TypeError");
    const text = await client.run('console.log("said"); throw "text"');
    assert.equal(shown(text).text, "said\n");
    assert.deepEqual(shown(text).types, ["error"]);
  }
});

Deno.test("keepOutputs() keeps printed text in its order among displays", async () => {
  await using client = await FrontEnd.start(CHAPTERS);
  await client.run(
    `import { keepOutputs } from "${MODULE}";\nkeepOutputs(); keepOutputs();`,
  );
  const messages = await client.run([
    'console.log("one"); console.log("two");',
    'await Deno.jupyter.display({ "text/plain": "shown" }, { raw: true });',
    'console.log("three"); console.error("four"); console.log("five");',
    '"value"',
  ].join("\n"));
  const order = messages.map(({ type, content }) =>
    type === "stream"
      ? `${content.name}: ${content.text}`
      : content.data["text/plain"]
  );
  assert.deepEqual(
    order.join("|").replaceAll(/(?<=\n)\|stdout: (?=two)/g, ""),
    [
      "stdout: one\ntwo\n",
      "shown",
      "stdout: three\n",
      "stderr: four\n",
      "stdout: five\n",
      '"value"',
    ].join("|"),
  );
});
