// deno-lint-ignore-file no-console
/** Prints the evaluation of a synthetic run, to be compared between processes. */
import { evaluateRun } from "volarb/performance";
import { Random } from "volarb/random";
import { syntheticRun } from "./synthetic_run.ts";

/** All numbers and names of the evaluation, days and hours among them. */
export function evaluationText(): string {
  const run = syntheticRun({ days: 2, seconds: 300 });
  const evaluation = evaluateRun(run, {
    random: new Random(1),
    step: 600e6,
    draws: 50,
  });
  return JSON.stringify(evaluation);
}

if (import.meta.main) console.log(evaluationText());
