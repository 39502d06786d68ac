import assert from "node:assert/strict";
import { trialProcesses } from "volarb/notebook";
import {
  sweep,
  type SweepRecord,
  type SweepWorker,
  type Trial,
} from "volarb/performance";

const module = import.meta.resolve("./sweep_trials.ts");
const trials: Trial[] = [5, 3, 9, 1, 7, 2].map((seed) => ({
  module,
  export: "noisyMean",
  // The larger ones end later, so that processes finish out of order.
  parameters: { seed, rows: seed * 2000 },
}));

function memory(lines: string[] = []): SweepRecord & { lines: string[] } {
  return { lines, read: () => lines, append: (line) => void lines.push(line) };
}

Deno.test("sweep() gives the same from two workers as one after the other, in the order of the trials", async () => {
  const serial = await sweep({ trials, workers: [] });
  const parallel = await sweep({ trials, workers: trialProcesses(2) });
  assert.deepEqual(parallel, serial);
  assert.deepEqual(
    serial.map((r) => (r.parameters as { seed: number }).seed),
    [5, 3, 9, 1, 7, 2],
  );
  assert.ok(serial.every((r) => r.error === undefined));
});

Deno.test("sweep() goes on where it was stopped and runs nothing twice", async () => {
  const whole = await sweep({ trials, workers: [] });
  const record = memory();
  await sweep({
    trials: trials.slice(0, 4),
    workers: trialProcesses(2),
    record,
  });
  assert.equal(record.lines.length, 4);
  // A line that was cut off when the power went, and one that is none of ours.
  record.lines[1] = record.lines[1]!.slice(0, 30);
  record.lines.push('{"other":1}', "");
  const before = record.lines.length;
  const resumed = await sweep({ trials, workers: trialProcesses(2), record });
  assert.deepEqual(resumed, whole);
  assert.equal(record.lines.length, before + 3);
  const again = await sweep({ trials, workers: trialProcesses(2), record });
  assert.deepEqual(again, whole);
  assert.equal(record.lines.length, before + 3);
});

Deno.test("sweep() does not take results of another version", async () => {
  const record = memory();
  await sweep({
    trials: trials.slice(0, 1),
    workers: [],
    record,
    version: "1",
  });
  await sweep({
    trials: trials.slice(0, 1),
    workers: [],
    record,
    version: "2",
  });
  assert.equal(record.lines.length, 2);
});

Deno.test("sweep() tells how far it is, what was known included", async () => {
  const record = memory();
  await sweep({ trials: trials.slice(0, 2), workers: [], record });
  const seen: number[] = [];
  await sweep({
    trials,
    workers: trialProcesses(2),
    record,
    progress: ({ done, total }) => {
      assert.equal(total, 6);
      seen.push(done);
    },
  });
  assert.deepEqual(seen, [3, 4, 5, 6]);
});

Deno.test("trials that are the same run once, whatever the order of their parameters", async () => {
  const record = memory();
  const results = await sweep({
    trials: [
      { module, export: "noisyMean", parameters: { seed: 1, rows: 10 } },
      { module, export: "noisyMean", parameters: { rows: 10, seed: 1 } },
    ],
    workers: trialProcesses(2),
    record,
  });
  assert.deepEqual(results[0], results[1]);
  assert.equal(record.lines.length, 1);
});

Deno.test("results are kept to the bit, also those that JSON cannot say", async () => {
  const record = memory();
  const trial = {
    module,
    export: "strange",
    parameters: { a: [1, null, "x"], $float64: NaN },
  };
  for (const count of [0, 1]) {
    const [first] = await sweep({
      trials: [trial],
      workers: trialProcesses(count),
      ...count === 0 ? { record } : {},
    });
    assert.deepEqual(first!.result, [
      { a: [1, null, "x"], $float64: NaN },
      NaN,
      -Infinity,
      -0,
      { $number: 1 },
      Float64Array.of(NaN, 2),
    ]);
  }
  assert.equal(record.lines.length, 1);
  assert.ok(!record.lines[0]!.includes("\n"));
});

for (const count of [0, 2]) {
  Deno.test(`a trial that throws is written down and tried again when resumed (processes: ${count})`, async () => {
    const record = memory();
    const options = {
      trials: [1, 2, 3].map((n) => ({
        module,
        export: "picky",
        parameters: { n },
      })),
      workers: trialProcesses(count),
      record,
    };
    const results = await sweep(options);
    assert.deepEqual(results.map((r) => r.result), [1, undefined, 3]);
    assert.equal(results[1]!.error, "Cannot run 2");
    assert.equal(record.lines.length, 3);
    assert.deepEqual(await sweep(options), results);
    assert.equal(record.lines.length, 4);
  });
}

Deno.test("what is no function, no module or no plain data is the trial's error, a bad call is the caller's", async () => {
  const [missing, module404, map] = await sweep({
    trials: [
      { module, export: "absent", parameters: null },
      { module: "file:///nowhere.ts", export: "x", parameters: null },
      { module, export: "unwritable", parameters: null },
    ],
    workers: [],
  });
  assert.match(
    missing!.error!,
    /must export a function absent: current value is undefined/,
  );
  assert.match(module404!.error!, /nowhere/);
  assert.match(map!.error!, /plain data: current value is a Map/);
  await assert.rejects(
    sweep({ trials, workers: 2 as unknown as SweepWorker[] }),
    { name: "TypeError", message: /workers must be a list .* value is 2$/ },
  );
  const bad = {
    module,
    export: "picky",
    parameters: new Date(0) as unknown as null,
  };
  await assert.rejects(sweep({ trials: [bad], workers: [] }), {
    name: "TypeError",
    message: /plain data: current value is a Date/,
  });
  assert.deepEqual(await sweep({ trials: [], workers: trialProcesses(4) }), []);
});

/** Two workers of which one does what it is told, and the other waits until it is disposed of. */
function pair(run: SweepWorker["run"]): {
  workers: SweepWorker[];
  disposed: () => number;
} {
  let disposed = 0;
  const { promise, resolve } = Promise.withResolvers<{ error: string }>();
  const worker = (run: SweepWorker["run"]): SweepWorker => ({
    run,
    [Symbol.asyncDispose]: async () => {
      disposed++;
      await Promise.resolve();
      resolve({ error: "disposed of" });
    },
  });
  return {
    workers: [worker(run), worker(() => promise)],
    disposed: () => disposed,
  };
}

const answer = () => Promise.resolve({ result: "1" });
const broken = new Error("no workers today");
const failures: [string, SweepWorker["run"], object][] = [
  ["a worker rejects", () => Promise.reject(broken), {}],
  ["the record cannot be written", answer, {
    record: { read: () => [], append: () => Promise.reject(broken) },
  }],
  ["who is told of progress throws", answer, {
    progress: () => {
      throw broken;
    },
  }],
];
for (const [what, run, options] of failures) {
  Deno.test(`sweep() ends every worker and throws where ${what}`, async () => {
    const { workers, disposed } = pair(run);
    await assert.rejects(
      sweep({ trials, workers, ...options }),
      (error) => error === broken,
    );
    assert.ok(disposed() >= 2);
  });
}

Deno.test("a sweep that is aborted keeps what has ended, writes down nothing that was cut off, and goes on from there", async () => {
  const record = memory();
  const abort = new AbortController();
  let ended = 0;
  const { workers } = pair((task) => {
    if (++ended === 3) abort.abort(broken);
    return Promise.resolve({ result: `"${task.export}"` });
  });
  await assert.rejects(
    sweep({ trials, workers, record, signal: abort.signal }),
    (error) => error === broken,
  );
  assert.equal(record.lines.length, 3);
  assert.ok(record.lines.every((line) => line.includes('"result"')));
  await assert.rejects(
    sweep({ trials, record, signal: abort.signal }),
    (error) => error === broken,
  );
  assert.equal(record.lines.length, 3);
  const resumed = await sweep({ trials, record });
  assert.ok(resumed.every(({ error }) => error === undefined));
  assert.equal(record.lines.length, trials.length);
});
