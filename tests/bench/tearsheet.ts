// deno-lint-ignore-file no-console
/**
 * The whole tearsheet of thirty days on a grid of ten seconds, with 1,000 bootstrap draws.
 *
 *     deno run -A tests/bench/tearsheet.ts [days] [draws]
 *
 * Prints seconds of each of three rounds, their median, and the size of the page. Fails above 10 seconds or 3 MB for the
 * thirty days that are promised.
 */
import { tearsheet } from "volarb/figure";
import { evaluateRun } from "volarb/performance";
import { Random } from "volarb/random";
import { syntheticRun } from "../performance/synthetic_run.ts";

const days = Number(Deno.args[0] ?? 30);
const draws = Number(Deno.args[1] ?? 1000);
const run = syntheticRun({ days, seconds: 10 });

function seconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

let page = "";
const rounds = Array.from({ length: 3 }, () =>
  seconds(() => {
    page = tearsheet(run, { random: new Random(1), draws });
  })).sort((a, b) => a - b);
const evaluated = seconds(() =>
  evaluateRun(run, { random: new Random(1), draws })
);
const megabytes = new TextEncoder().encode(page).length / 1e6;
console.log(
  `${days} days, ${run.equity.time.length} periods, ${run.fills.time.length} fills, ${draws} draws`,
);
console.log(
  `tearsheet   ${rounds[1]!.toFixed(2)} s (${
    rounds.map((s) => s.toFixed(2)).join(", ")
  })`,
);
console.log(`evaluateRun ${evaluated.toFixed(2)} s of it`);
console.log(`page        ${megabytes.toFixed(2)} MB`);
if (days === 30 && (rounds[1]! > 10 || megabytes > 3)) Deno.exit(1);
