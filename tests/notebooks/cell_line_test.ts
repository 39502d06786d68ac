import assert from "node:assert/strict";
import { cellLine } from "../../notebooks/cell_line.ts";

const SOURCE = [
  "// A comment",
  "interface Point {",
  "  x: number;",
  "}",
  "",
  "const points: Point[] = [{ x: 1 }, { x: 2 }];",
  "",
  "for (const { x } of points) check(x);",
].join("\n");

const TRANSLATED = [
  "'use strict'; void 0;// A comment",
  "const points = [",
  "  {",
  "    x: 1",
  "  },",
  "  {",
  "    x: 2",
  "  }",
  "];",
  "for (const { x } of points)check(x);",
  "",
].join("\n");

Deno.test("cellLine() finds the line of the source behind a stack", () => {
  const stack = [
    "Error: bad",
    "    at check (<anonymous>:3:9)",
    "    at <anonymous>:10:28",
  ];
  assert.equal(cellLine(SOURCE, TRANSLATED, stack), 8);
});

Deno.test("cellLine() takes the frame of the cell itself, else of any function", () => {
  assert.equal(
    cellLine(SOURCE, TRANSLATED, ["Error", "    at async <anonymous>:2:7"]),
    6,
  );
  assert.equal(
    cellLine(SOURCE, TRANSLATED, ["Error", "    at f (<anonymous>:10:5)"]),
    8,
  );
  assert.equal(
    cellLine(SOURCE, TRANSLATED, ["Error", "    at f (file:///lib/a.ts:1:1)"]),
    undefined,
  );
});
