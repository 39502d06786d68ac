import assert from "node:assert/strict";
import {
  columnNames,
  columnTable,
  DEFECTS,
  KINDS,
  readColumns,
  SCHEMAS,
} from "volarb/market";
import { fileOf } from "./files.ts";

/** The rows of the table under a heading of data/README.md, as cells. */
function documented(heading: string): string[][] {
  const text = Deno.readTextFileSync(
    new URL("../../data/README.md", import.meta.url),
  );
  const section = text.split(`### ${heading}\n`)[1]!.split("\n#")[0]!;
  return section.split("\n").filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

Deno.test("the tables of data/README.md are what the readers do", () => {
  for (const kind of KINDS) {
    assert.deepEqual(
      documented(kind),
      columnTable(kind).map(({ raw, column, unit, transformation }) => [
        raw,
        column || "-",
        unit || "-",
        transformation,
      ]),
      kind,
    );
  }
});

Deno.test("the table of defects in data/README.md is the list that is acted on", () => {
  assert.deepEqual(
    documented("Kinds of defects"),
    Object.entries(DEFECTS).map(([kind, { severity, treatment, meaning }]) => [
      kind,
      severity,
      treatment,
      meaning,
    ]),
  );
});

Deno.test("a reader gives the columns that its table names", () => {
  for (const kind of KINDS) {
    const header = SCHEMAS[kind].fields.map((field) => field.venueName);
    const { rows, ...columns } = readColumns(
      fileOf(kind, `${header.join(",")}\n`),
    );
    assert.equal(Number(rows), 0);
    assert.deepEqual(Object.keys(columns), columnNames(kind));
  }
});

Deno.test("no name of a column stands for two", () => {
  for (const kind of KINDS) {
    const names = SCHEMAS[kind].fields.flatMap(({ venueName, aliases }) => [
      venueName.replaceAll("_", ""),
      ...aliases,
    ]);
    assert.equal(new Set(names).size, names.length, kind);
    for (const name of names) assert.match(name, /^[a-z0-9]+$/);
  }
});
