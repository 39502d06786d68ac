import assert from "node:assert/strict";
import { trialProcesses } from "volarb/notebook";
import {
  sensitivity,
  sensitivityRow,
  sensitivitySweep,
} from "volarb/performance";
import { FREE, run } from "../strategy/run.ts";
import { sensitivityOptions } from "./sensitivity_trials.ts";

const options = sensitivityOptions();
const { columns } = options;
const { columns: found, rows } = sensitivity(options);

/** Rows of a question. */
const rowsOf = (question: string) =>
  found.question.flatMap((one, i) => one === question ? [i] : []);

Deno.test("the first row is the run as it is", () => {
  const { equity, fills } = run(columns, FREE, { signal: options.signal });
  assert.equal(found.question[0], "base");
  assert.equal(found.fills[0], fills.rows);
  const e = equity.columns.equity;
  assert.equal(found.profit[0], e.at(-1)! - e[0]!);
});

Deno.test("in every row the parts add up to the profit", () => {
  assert.equal(rows, 1 + 6 + 4 + 4 + 4 + 7);
  for (let i = 0; i < rows; i++) {
    const parts = found.alpha[i]! + found.spread[i]! + found.slippage[i]! -
      found.fees[i]! + found.funding[i]!;
    assert.ok(Math.abs(parts - found.profit[i]!) < 1e-6, `row ${i}`);
    assert.ok(found.maxDrawdown[i]! >= 0 && found.maxDrawdown[i]! < 1);
  }
});

Deno.test("higher fees cost in proportion and change nothing else", () => {
  for (const i of rowsOf("fees")) {
    const factor = found.number[i]!;
    const due = factor * found.fees[0]!;
    // Each fill is rounded to 1e-8, and balances that differ ask for other lots at times.
    assert.ok(Math.abs(found.fees[i]! - due) <= 1e-3 * due + 1e-6);
  }
});

Deno.test("what is the base's own choice gives the base", () => {
  const same = ["riskAverse", "displayedDepth"].map((name) =>
    found.value.indexOf(name)
  );
  for (const i of [...same, found.value.indexOf("1 x")]) {
    assert.equal(found.profit[i], found.profit[0]);
  }
});

Deno.test("a larger size pays more slippage for each unit that it trades", () => {
  const sizes = rowsOf("size");
  assert.deepEqual(
    sizes.map((i) => found.number[i]),
    [0.25, 0.5, 1, 2, 4, 8, 16],
  );
  const [small, large] = [sizes[0]!, sizes.at(-1)!];
  const cost = (i: number) => -found.slippage[i]! / found.traded[i]!;
  assert.ok(cost(large) > 2 * cost(small));
  assert.ok(found.traded[large]! > 20 * found.traded[small]!);
});

Deno.test("an empty list leaves a question out, and numbers out of range are refused", () => {
  const none = {
    latency: [],
    fees: [],
    queue: [],
    impact: [],
    size: [],
  };
  assert.deepEqual(sensitivity({ ...options, ...none }).rows, 1);
  assert.throws(() => sensitivity({ ...options, ...none, size: [0] }), {
    name: "RangeError",
    message: /multiples must be positive and finite: current value is 0/,
  });
  assert.throws(() => sensitivity({ ...options, ...none, fees: [-1] }), {
    name: "RangeError",
    message: /factors must be at least 0/,
  });
});

Deno.test("sensitivitySweep() gives the same table from two processes, and goes on where it was stopped", async () => {
  const none = { latency: [], fees: [0, 2], impact: [], size: [1, 4] };
  const short = { ...options, ...none };
  const lines: string[] = [];
  const seen: string[] = [];
  const swept = (processes: number) =>
    sensitivitySweep({
      options: short,
      trial: {
        module: import.meta.resolve("./sensitivity_trials.ts"),
        export: "sensitivityTrial",
        parameters: none,
      },
      workers: trialProcesses(processes),
      record: { read: () => lines, append: (line) => void lines.push(line) },
      progress: ({ done, total }) => seen.push(`${done}/${total}`),
    });
  const serial = sensitivity(short);
  const { columns: parallel } = await swept(2);
  assert.deepEqual(parallel, serial.columns);
  assert.equal(seen.at(-1), "9/9");
  assert.equal(lines.length, 9);
  lines.splice(2, 3);
  assert.deepEqual((await swept(0)).columns, serial.columns);
  assert.equal(lines.length, 9);
  await assert.rejects(
    sensitivitySweep({
      options: short,
      trial: {
        module: import.meta.resolve("./sensitivity_trials.ts"),
        export: "absent",
        parameters: {},
      },
    }),
    { message: /Cannot run base : .*must export a function absent/ },
  );
  assert.throws(() => sensitivityRow(short, 9), {
    name: "RangeError",
    message: /index must be below 9: current value is 9/,
  });
});
