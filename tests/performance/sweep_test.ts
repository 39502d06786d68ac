import assert from "node:assert/strict";
import { sweep, type SweepRecord, type Trial } from "volarb/performance";

const module = import.meta.resolve("./sweep_trials.ts");
const trials: Trial[] = [5, 3, 9, 1, 7, 2].map((seed) => ({
  module,
  export: "noisyMean",
  // The larger ones end later, so that threads finish out of order.
  parameters: { seed, rows: seed * 2000 },
}));

function memory(lines: string[] = []): SweepRecord & { lines: string[] } {
  return { lines, read: () => lines, append: (line) => void lines.push(line) };
}

Deno.test("sweep() gives the same from two workers as one after the other, in the order of the trials", async () => {
  const serial = await sweep({ trials, workers: 0 });
  const parallel = await sweep({ trials, workers: 2 });
  assert.deepEqual(parallel, serial);
  assert.deepEqual(
    serial.map((r) => (r.parameters as { seed: number }).seed),
    [5, 3, 9, 1, 7, 2],
  );
  assert.ok(serial.every((r) => r.error === undefined));
});

Deno.test("sweep() goes on where it was stopped and runs nothing twice", async () => {
  const whole = await sweep({ trials, workers: 0 });
  const record = memory();
  await sweep({ trials: trials.slice(0, 4), workers: 2, record });
  assert.equal(record.lines.length, 4);
  // A line that was cut off when the power went, and one that is none of ours.
  record.lines[1] = record.lines[1]!.slice(0, 30);
  record.lines.push('{"other":1}', "");
  const before = record.lines.length;
  const resumed = await sweep({ trials, workers: 2, record });
  assert.deepEqual(resumed, whole);
  assert.equal(record.lines.length, before + 3);
  const again = await sweep({ trials, workers: 2, record });
  assert.deepEqual(again, whole);
  assert.equal(record.lines.length, before + 3);
});

Deno.test("sweep() does not take results of another version", async () => {
  const record = memory();
  await sweep({ trials: trials.slice(0, 1), workers: 0, record, version: "1" });
  await sweep({ trials: trials.slice(0, 1), workers: 0, record, version: "2" });
  assert.equal(record.lines.length, 2);
});

Deno.test("sweep() tells how far it is, what was known included", async () => {
  const record = memory();
  await sweep({ trials: trials.slice(0, 2), workers: 0, record });
  const seen: number[] = [];
  await sweep({
    trials,
    workers: 2,
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
    workers: 2,
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
  for (const workers of [0, 1]) {
    const [first] = await sweep({ trials: [trial], workers, record });
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

for (const workers of [0, 2]) {
  Deno.test(`a trial that throws is written down and tried again when resumed (workers: ${workers})`, async () => {
    const record = memory();
    const options = {
      trials: [1, 2, 3].map((n) => ({
        module,
        export: "picky",
        parameters: { n },
      })),
      workers,
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

Deno.test("a worker that dies fails its trial, and the others go on in a new one", async () => {
  const results = await sweep({
    trials: [
      { module, export: "deadly", parameters: null },
      { module, export: "picky", parameters: { n: 3 } },
    ],
    workers: 1,
  });
  assert.match(results[0]!.error!, /the worker died: .*gone/);
  assert.equal(results[1]!.result, 3);
});

Deno.test("what is no function, no module or no plain data is the trial's error, a bad call is the caller's", async () => {
  const [missing, module404, map] = await sweep({
    trials: [
      { module, export: "absent", parameters: null },
      { module: "file:///nowhere.ts", export: "x", parameters: null },
      { module, export: "unwritable", parameters: null },
    ],
    workers: 0,
  });
  assert.match(
    missing!.error!,
    /must export a function absent: current value is undefined/,
  );
  assert.match(module404!.error!, /nowhere/);
  assert.match(map!.error!, /plain data: current value is a Map/);
  await assert.rejects(sweep({ trials, workers: -1 }), {
    name: "RangeError",
    message: /workers/,
  });
  const bad = {
    module,
    export: "picky",
    parameters: new Date(0) as unknown as null,
  };
  await assert.rejects(sweep({ trials: [bad], workers: 0 }), {
    name: "TypeError",
    message: /plain data: current value is a Date/,
  });
  assert.deepEqual(await sweep({ trials: [], workers: 4 }), []);
});
