/**
 * A program that sweeps over processes; the tests start it with the permissions of their case, and its trials import it again.
 *
 * @module
 */
import { trialProcesses } from "volarb/notebook/trial_processes.ts";
import { sweep } from "volarb/performance/sweep.ts";

const [name = "whereabouts", parameters = "null", ...flags] = Deno.args;
const records = await sweep({
  trials: [{
    module: name === "nested"
      ? import.meta.url
      : import.meta.resolve("./trial_processes_trials.ts"),
    export: name,
    parameters: JSON.parse(parameters),
  }],
  workers: trialProcesses(1, { flags }),
});
// deno-lint-ignore no-console
console.log(JSON.stringify(records[0]!.result ?? records[0]!.error));
