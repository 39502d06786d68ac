import assert from "node:assert/strict";
import * as features from "volarb/features";
import * as flow from "volarb/flow";
import * as liquidity from "volarb/liquidity";
import * as regime from "volarb/regime";
import * as stats from "volarb/stats";
import * as volatility from "volarb/volatility";
import { NOTHING, STREAMS } from "./streaming_allocation.ts";

/** Bytes per event of classes, measured in a process that does nothing else; all by default. */
function measured(classes: readonly string[] = []): Record<string, number> {
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

/**
 * Bytes of those who take a little, at the most: the two numbers that a call of update()
 * is handed where it is not put in line, which the fit of a half-life is too large for;
 * and less than a quarter of a box for a quote and its share of the trades and minutes
 * of nine features. All of it dies with the update.
 */
const LITTLE: { readonly [name: string]: number } = {
  RollingHalfLife: 48,
  FeatureStream: 4,
};

/** The names of those who take more than they may. */
function above(bytes: Record<string, number>): string[] {
  return Object.keys(bytes).filter((name) =>
    !(bytes[name]! < (LITTLE[name] ?? NOTHING))
  );
}

Deno.test("an update of a streaming class allocates nothing under default flags, but for two that take a little", () => {
  const { object, number, column, ...classes } = measured();
  // The measurement sees what is there to be seen.
  for (const bytes of [object, number, column]) assert.ok(bytes! >= 8);
  // What is put in line depends on when the compiler's threads are done: once more, alone.
  const suspects = above(classes);
  if (suspects.length === 0) return;
  const { object: _, number: __, column: ___, ...again } = measured(suspects);
  assert.deepEqual(
    Object.fromEntries(above(again).map((name) => [name, again[name]])),
    {},
  );
});
