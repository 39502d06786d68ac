import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { symbolParameters } from "volarb/simulate";
import { planOf, SAMPLE_FLAGS, writeSample } from "../../data/simulate.ts";

const FLAGS = {
  ...SAMPLE_FLAGS,
  days: "2",
  symbols: "BTCUSDT",
  "tick-days": "1",
  "events-per-day": "2000",
};

/** A folder for the length of a test. */
function inFolder(body: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    body(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** SHA-256 of every file below a folder by its path. */
function hashes(root: string, below = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of Deno.readDirSync(`${root}${below}`)) {
    const path = `${below}/${entry.name}`;
    if (entry.isDirectory) Object.assign(found, hashes(root, path));
    else {
      found[path] = createHash("sha256").update(
        Deno.readFileSync(`${root}${path}`),
      ).digest("hex");
    }
  }
  return found;
}

Deno.test("planOf() turns the default flags into twenty days with two of ticks", () => {
  const plan = planOf(SAMPLE_FLAGS);
  assert.equal(plan.from, "2024-01-01");
  assert.equal(plan.to, "2024-01-20");
  assert.equal(plan.ticksFrom, "2024-01-19");
  assert.deepEqual(Object.keys(plan.contracts), ["BTCUSDT", "ETHUSDT"]);
  const { flow, quotes } = plan.contracts.BTCUSDT!;
  assert.equal(flow.tradesPerDay + quotes.quotesPerDay, 100_000);
  assert.deepEqual(plan.contracts.BTCUSDT, symbolParameters("BTCUSDT"));
});

Deno.test("planOf() has no ticks where none are asked for, and at most all days", () => {
  assert.equal(planOf({ ...FLAGS, "tick-days": "0" }).ticksFrom, "2024-01-03");
  assert.equal(planOf({ ...FLAGS, "tick-days": "9" }).ticksFrom, "2024-01-01");
});

Deno.test("planOf() names the flag that cannot be used", () => {
  const bad = {
    days: "0",
    symbols: "btc/../usdt",
    seed: "-1",
    start: "2024-02-30",
    "tick-days": "two",
    "events-per-day": "0",
    "quotes-per-trade": "0.5",
    format: "gzip",
  };
  for (const [name, value] of Object.entries(bad)) {
    assert.throws(
      () => planOf({ ...FLAGS, [name]: value }),
      (error: Error) =>
        error instanceof RangeError && error.message.includes(`--${name}`) &&
        error.message.includes(value),
      name,
    );
  }
  assert.throws(() => planOf({ ...FLAGS, symbols: "," }), /--symbols/);
  assert.throws(() => planOf({ ...FLAGS, days: "999999999999999" }), {
    name: "RangeError",
    message: /--days as the days from .* must end before 9999-12-31/,
  });
});

Deno.test("writeSample() writes the same bytes again, and nothing where all is there", () => {
  inFolder((folder) => {
    const plan = planOf(FLAGS);
    const report = writeSample(`${folder}/a/b`, plan);
    assert.deepEqual([report.written, report.files], [true, 9]);
    const first = hashes(`${folder}/a/b`);
    assert.equal(Object.keys(first).length, 10, "the marker as well");
    writeSample(`${folder}/c`, plan);
    assert.deepEqual(hashes(`${folder}/c`), first);

    const marker = `${folder}/a/b/simulated.json`;
    const before = Deno.statSync(marker).mtime?.getTime();
    assert.deepEqual(writeSample(`${folder}/a/b`, plan), {
      ...report,
      written: false,
    });
    assert.equal(Deno.statSync(marker).mtime?.getTime(), before);
  });
});

Deno.test("writeSample() mends a file that is missing, cut short or left half-way", () => {
  inFolder((folder) => {
    const plan = planOf({ ...FLAGS, days: "1" });
    writeSample(folder, plan);
    const whole = hashes(folder);
    const klines =
      `${folder}/futures/daily/klines_1m/BTCUSDT-1m-2024-01-01.zip`;
    Deno.removeSync(klines);
    assert.ok(writeSample(folder, plan).written);
    assert.deepEqual(hashes(folder), whole);
    Deno.truncateSync(klines, 100);
    assert.ok(writeSample(folder, plan).written);
    assert.deepEqual(hashes(folder), whole);
    // As after a kill: the marker says incomplete, a temporary file is left.
    const marker = `${folder}/simulated.json`;
    Deno.writeTextFileSync(
      marker,
      Deno.readTextFileSync(marker).replace("true", "false"),
    );
    Deno.renameSync(klines, `${klines}.tmp`);
    assert.ok(writeSample(folder, plan).written);
    assert.deepEqual(hashes(folder), whole);
  });
});

Deno.test("writeSample() takes the files of another plan away", () => {
  inFolder((folder) => {
    writeSample(folder, planOf(FLAGS));
    writeSample(folder, planOf({ ...FLAGS, symbols: "ETHUSDT", days: "1" }));
    const paths = Object.keys(hashes(folder));
    assert.equal(paths.length, 7);
    assert.ok(!paths.some((path) => path.includes("BTCUSDT")));
  });
});

Deno.test("writeSample() refuses a folder that may hold real data, and a file", () => {
  inFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/mine.csv`, "1\n");
    const plan = planOf(FLAGS);
    assert.throws(
      () => writeSample(folder, plan),
      /only an empty folder or one with simulated.json may be written to: found mine.csv/,
    );
    assert.throws(() => writeSample(`${folder}/mine.csv`, plan), {
      name: "DataError",
    });
    assert.deepEqual([...Deno.readDirSync(folder)].map((e) => e.name), [
      "mine.csv",
    ]);
  });
});

Deno.test("writeSample() takes nothing away that its marker should not name", () => {
  inFolder((folder) => {
    const outside = `${folder}/precious.csv`;
    Deno.writeTextFileSync(outside, "1\n");
    Deno.mkdirSync(`${folder}/sample`);
    for (
      const marker of [
        '{"files":{"futures/../../precious.csv":2}}',
        '{"files":{"/etc/hosts":2}}',
        '{"files":7}',
        "not json",
      ]
    ) {
      Deno.writeTextFileSync(`${folder}/sample/simulated.json`, marker);
      assert.throws(() => writeSample(`${folder}/sample`, planOf(FLAGS)), {
        name: "DataError",
      });
    }
    assert.equal(Deno.readTextFileSync(outside), "1\n");
  });
});
