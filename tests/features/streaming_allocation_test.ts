import assert from "node:assert/strict";
import * as features from "volarb/features";
import * as flow from "volarb/flow";
import * as liquidity from "volarb/liquidity";
import * as regime from "volarb/regime";
import * as stats from "volarb/stats";
import * as volatility from "volarb/volatility";
import { type Allocation, NOTHING, STREAMS } from "./streaming_allocation.ts";

/** Bytes per event of classes, measured in a process that does nothing else; all by default. */
function measured(classes: readonly string[] = []): Allocation {
  const script = new URL("./streaming_allocation.ts", import.meta.url).pathname;
  const { stdout, stderr, success } = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script, ...classes],
  }).outputSync();
  const decoder = new TextDecoder();
  assert.ok(success, decoder.decode(stderr));
  return JSON.parse(decoder.decode(stdout));
}

Deno.test("every streaming class of volatility, flow, liquidity, regime, features and stats is measured", () => {
  const parts = [volatility, flow, liquidity, regime, features, stats];
  const classes = parts.flatMap((part) =>
    Object.entries(part).filter(([, value]) =>
      typeof value === "function" && "update" in (value.prototype ?? {}) &&
      "toJSON" in value.prototype
    ).map(([name]) => name)
  ).filter((name) => name !== "RangeEstimator");
  assert.deepEqual(Object.keys(STREAMS).sort(), classes.sort());
});

/** The names of those who take something. */
function above(bytes: Record<string, number>): string[] {
  return Object.keys(bytes).filter((name) => !(bytes[name]! < NOTHING));
}

Deno.test("an update of a streaming class allocates nothing under default flags", () => {
  const { controls, classes, row } = measured();
  // The measurement sees what is there to be seen.
  for (const bytes of Object.values(controls)) assert.ok(bytes >= 8);
  // The row's time, which every feature is told; no box of its nine values.
  assert.ok(row < 32, `${row} bytes of a row`);
  // What is put in line depends on when the compiler's threads are done: once more, alone.
  const suspects = above(classes);
  if (suspects.length === 0) return;
  const { classes: again } = measured(suspects);
  assert.deepEqual(
    Object.fromEntries(above(again).map((name) => [name, again[name]])),
    {},
  );
});
