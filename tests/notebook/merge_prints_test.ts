import assert from "node:assert/strict";
import { mergePrints } from "../../lib/notebook/merge_prints.ts";

/** A console whose log and error print a line. */
class LineConsole {
  log: (text: string) => void;
  error: (text: string) => void;
  constructor(print: (text: string, level: number) => void) {
    this.log = (text) => print(`${text}\n`, 1);
    this.error = (text) => print(`${text}\n`, 3);
  }
}

Deno.test("mergePrints() joins the text of a stream and keeps the order of both", () => {
  const sent: unknown[] = [];
  const console = {} as Console;
  const flush = mergePrints(console, LineConsole as never, (type, content) => {
    sent.push([type, content]);
    return Promise.resolve();
  });
  console.log("at once");
  for (let i = 0; i < 3; i++) console.log(i);
  console.error("wrong");
  console.log("end");
  flush();
  flush();
  assert.deepEqual(sent, [
    ["stream", { name: "stdout", text: "at once\n" }],
    ["stream", { name: "stdout", text: "0\n1\n2\n" }],
    ["stream", { name: "stderr", text: "wrong\n" }],
    ["stream", { name: "stdout", text: "end\n" }],
  ]);
});

Deno.test("mergePrints() sends what waits without being asked", async () => {
  const sent: unknown[] = [];
  const console = {} as Console;
  mergePrints(console, LineConsole as never, (_, content) => {
    sent.push(content.text);
    return Promise.resolve();
  });
  console.log("a");
  console.log("b");
  assert.deepEqual(sent, ["a\n"]);
  await new Promise((resolve) => setTimeout(resolve, 80));
  assert.deepEqual(sent, ["a\n", "b\n"]);
});
