import assert from "node:assert/strict";
import * as fs from "node:fs";
import { Catalog, ingest } from "volarb/catalog";
import type { Defect, DefectKind, Severity } from "volarb/market";
import { manifestsAround } from "volarb/catalog/defect_files.ts";
import { findFiles } from "volarb/market";
import { formatUtc } from "volarb/time";
import { AGG_TRADES_HEADER, csv, DataRoot, midnight } from "./data_root.ts";

const tradesOf = (day: number, span = "daily") =>
  span === "daily"
    ? `daily/aggTrades/BTCUSDT-aggTrades-2024-03-0${day}.csv`
    : "monthly/aggTrades/BTCUSDT-aggTrades-2024-03.csv";
const fundingOf = (month: string) =>
  `monthly/fundingRate/BTCUSDT-fundingRate-${month}.csv`;
const dateOf = (day: number) => `2024-03-0${day}`;

/** Trades of a day with given ids, an hour apart. */
function trades(day: number, ids: readonly number[]): string[] {
  return ids.map((id, i) =>
    `${id},100.5,1.5,${id},${id},${midnight(dateOf(day)) + i * 3_600_000},true`
  );
}

/** The settlements of a month, one every some hours. */
function funding(month: string, hours: number): string {
  const start = midnight(`${month}-01`);
  const days = new Date(Date.parse(`${month}-28T00:00:00Z`) + 4 * 86_400_000);
  const end = Date.UTC(days.getUTCFullYear(), days.getUTCMonth(), 1);
  const lines: string[] = [];
  for (let time = start; time < end; time += hours * 3_600_000) {
    lines.push(`${time},${hours},0.0001`);
  }
  return csv(lines, "calc_time,funding_interval_hours,last_funding_rate");
}

const text = (day: number, ids: readonly number[]) =>
  csv(trades(day, ids), AGG_TRADES_HEADER);

function run(
  { data, catalog }: DataRoot,
  only: { day?: number; refuse?: Severity } = {},
) {
  const { day, refuse } = only;
  return ingest({
    data,
    catalog,
    ...(day !== undefined && { from: dateOf(day), to: dateOf(day) }),
    ...(refuse && { refuse }),
  });
}

/** What `defects.json` says of a kind. */
function written({ catalog }: DataRoot, kind: DefectKind): Defect | undefined {
  const json = fs.readFileSync(`${catalog}/defects.json`, "utf8");
  const defects = JSON.parse(json) as Defect[];
  return defects.find((defect) => defect.kind === kind);
}

Deno.test("ids left out between two daily files are told, in whichever order the files come", () => {
  const orders = [[1, 2, 3], [3, 2, 1], [2, 3, 1], [undefined]];
  for (const order of orders) {
    using root = new DataRoot();
    root.write(tradesOf(1), text(1, [7, 8, 9]));
    root.write(tradesOf(2), text(2, [12, 13]));
    root.write(tradesOf(3), text(3, [14, 15]));
    for (const day of order) run(root, day === undefined ? {} : { day });
    const { severity, treatment, count, amount, first, last } = written(
      root,
      "idGap",
    )!;
    assert.deepEqual([severity, treatment], ["warning", "keep"]);
    assert.deepEqual([count, amount], [1, 2], "10 and 11");
    assert.deepEqual(first, {
      file: `futures/${tradesOf(2)}`,
      line: 0,
      time: midnight("2024-03-02") * 1000,
      text: "id 12 after 9, the last of 2024-03-01",
    });
    assert.deepEqual(last, first);
    const table = fs.readFileSync(`${root.catalog}/defects.md`, "utf8");
    assert.match(
      table,
      /\| warning \| idGap \| 1 \| 2 ids \| keep \|.*12 after 9/,
    );
    assert.deepEqual(
      new Catalog(root.catalog).defects().toJSON().find(({ kind }) =>
        kind === "idGap"
      ),
      written(root, "idGap"),
    );
  }
});

Deno.test("a gap between two files adds to the gaps within them", () => {
  using root = new DataRoot();
  root.write(tradesOf(1), text(1, [1, 3]));
  root.write(tradesOf(2), text(2, [10, 12]));
  const report = run(root);
  const found = written(root, "idGap")!;
  assert.deepEqual([found.count, found.amount], [3, 1 + 1 + 6]);
  const told = report.defects.defects.find(({ kind }) => kind === "idGap")!;
  assert.deepEqual([told.count, told.amount], [3, 8]);
});

Deno.test("a day that is ingested again closes a gap or opens one", () => {
  using root = new DataRoot();
  root.write(tradesOf(1), text(1, [7, 8, 9]));
  root.write(tradesOf(2), text(2, [12, 13]));
  run(root);
  assert.equal(written(root, "idGap")!.amount, 2);
  root.write(tradesOf(2), text(2, [10, 11, 12, 13]));
  const mended = run(root, { day: 2 });
  assert.equal(mended.filesRead, 1);
  assert.equal(written(root, "idGap"), undefined);
  root.write(tradesOf(1), text(1, [5, 6]));
  const opened = run(root, { day: 1 });
  assert.equal(written(root, "idGap")!.amount, 3);
  const [told] = opened.defects.defects.filter(({ kind }) => kind === "idGap");
  assert.equal(told!.first.text, "id 10 after 6, the last of 2024-03-01");
  assert.equal(told!.first.file, `futures/${tradesOf(2)}`);
});

Deno.test("the last id of a day is its largest, also where it does not come last", () => {
  using root = new DataRoot();
  root.write(tradesOf(1), text(1, [7, 9, 8]));
  root.write(tradesOf(2), text(2, [11, 10, 12]));
  run(root);
  assert.equal(written(root, "idGap"), undefined);
});

Deno.test("ids that start again or follow at once, and days that lack between, are no gap of ids", () => {
  using root = new DataRoot();
  root.write(tradesOf(1), text(1, [7, 8, 9]));
  root.write(tradesOf(2), text(2, [10]));
  root.write(tradesOf(3), text(3, [1, 2]));
  root.write(tradesOf(5), text(5, [900]));
  run(root);
  assert.equal(written(root, "idGap"), undefined);
  assert.equal(written(root, "missingDays")!.amount, 1);
});

Deno.test("a gap at midnight within a monthly file is told once, and beside a daily file too", () => {
  using root = new DataRoot();
  root.write(
    tradesOf(0, "monthly"),
    csv([...trades(1, [1, 2]), ...trades(2, [4, 5])], AGG_TRADES_HEADER),
  );
  run(root);
  assert.deepEqual(
    [written(root, "idGap")!.count, written(root, "idGap")!.amount],
    [1, 1],
  );
  root.write(tradesOf(3), text(3, [9]));
  run(root);
  assert.deepEqual(
    [written(root, "idGap")!.count, written(root, "idGap")!.amount],
    [2, 1 + 3],
  );
});

Deno.test("a funding interval that changes between two months is told at the first row of the later one", () => {
  for (const months of [["2024-03", "2024-04"], ["2024-04", "2024-03"]]) {
    using root = new DataRoot();
    for (const month of months) {
      root.write(
        fundingOf(month),
        funding(month, month === "2024-03" ? 8 : 4),
      );
      run(root);
    }
    const found = written(root, "fundingIntervalChange")!;
    assert.deepEqual([found.severity, found.treatment], ["info", "keep"]);
    assert.equal(found.count, 1);
    assert.deepEqual(found.first, {
      file: `futures/${fundingOf("2024-04")}`,
      line: 0,
      time: midnight("2024-04-01") * 1000,
      text: "8 h to 4 h, the last of 2024-03-31",
    });
    assert.equal(formatUtc(found.first.time), "2024-04-01T00:00:00Z");
    assert.equal(written(root, "fundingSpacing"), undefined);
  }
});

Deno.test("months of one interval, and months that state none, have no change between them", () => {
  using root = new DataRoot();
  root.write(fundingOf("2024-03"), funding("2024-03", 8));
  root.write(fundingOf("2024-04"), funding("2024-04", 8));
  const unstated = funding("2024-05", 4).split("\n")
    .map((line) => line.replace(/,[^,]*,/, ","));
  root.write(fundingOf("2024-05"), unstated.join("\n"));
  run(root);
  assert.equal(written(root, "fundingIntervalChange"), undefined);
});

Deno.test("what lies between two files is refused by its severity, and the days stay", () => {
  using root = new DataRoot();
  root.write(tradesOf(1), text(1, [7, 8, 9]));
  root.write(tradesOf(2), text(2, [12, 13]));
  run(root, { refuse: "error" });
  // These few trades do not fill their days, which is a warning of each file.
  fs.rmSync(root.catalog, { recursive: true });
  const whole = (day: number, first: number) =>
    text(day, Array.from({ length: 24 }, (_, i) => first + i));
  const late = (day: number, id: number) =>
    `${id},100.5,1.5,${id},${id},${midnight(dateOf(day)) + 86_399_000},true\n`;
  root.write(tradesOf(1), whole(1, 1) + late(1, 25));
  root.write(tradesOf(2), whole(2, 27) + late(2, 51));
  const refused = {
    name: "DataError",
    message: `Cannot ingest futures/${
      tradesOf(2)
    }: it has the defect idGap (ids left out between two rows, of one file or of two in a row), id 27 after 25, the last of 2024-03-01`,
  };
  for (let again = 0; again < 2; again++) {
    assert.throws(() => run(root, { refuse: "warning" }), refused);
    assert.deepEqual(
      new Catalog(root.catalog).dates("aggTrades", "BTCUSDT"),
      [dateOf(1), dateOf(2)],
    );
    assert.equal(written(root, "idGap")!.amount, 1);
  }
  run(root, { refuse: "error" });
  run(root);
});

/** Makes a day one of an earlier or later version, which said nothing of its ends. */
function setVersion({ catalog }: DataRoot, day: string, version: number): void {
  const folder = `${catalog}/${day}`;
  const part = fs.readFileSync(`${folder}/part.parquet`, "latin1");
  assert.equal(part.split('"schemaVersion": 2').length, 2);
  fs.writeFileSync(
    `${folder}/part.parquet`,
    part.replace('"schemaVersion": 2', `"schemaVersion": ${version}`),
    "latin1",
  );
  const { ids: _ids, intervals: _intervals, ...rest } = JSON.parse(
    fs.readFileSync(`${folder}/manifest.json`, "utf8"),
  );
  fs.writeFileSync(
    `${folder}/manifest.json`,
    JSON.stringify({ ...rest, schemaVersion: version }),
  );
}

const tradesDay = (day: number) =>
  `kind=aggTrades/symbol=BTCUSDT/date=${dateOf(day)}`;

Deno.test("days of the version before are read, compared by their rows, and made anew by the next ingest of their files", () => {
  using root = new DataRoot();
  root.write(tradesOf(1), text(1, [7, 9, 8]));
  root.write(tradesOf(2), text(2, [13, 12]));
  root.write(tradesOf(3), text(3, [15]));
  root.write(fundingOf("2024-03"), funding("2024-03", 8));
  root.write(fundingOf("2024-04"), funding("2024-04", 4));
  run(root);
  const said = fs.readFileSync(`${root.catalog}/defects.json`, "utf8");
  const catalog = new Catalog(root.catalog);
  const now = catalog.manifest("aggTrades", "BTCUSDT", dateOf(1))!;
  for (const day of [1, 2]) setVersion(root, tradesDay(day), 1);
  for (const date of ["2024-03-31", "2024-04-01"]) {
    setVersion(root, `kind=fundingRate/symbol=BTCUSDT/date=${date}`, 1);
  }
  const before = catalog.manifest("aggTrades", "BTCUSDT", dateOf(1))!;
  assert.equal(before.schemaVersion, 1);
  assert.deepEqual(
    [...catalog.columns("aggTrades", "BTCUSDT").aggTradeId],
    [7, 9, 8, 13, 12, 15],
  );
  assert.deepEqual(
    `${JSON.stringify(catalog.defects(), null, 2)}\n`,
    said,
    "read from the parts",
  );
  assert.equal(run(root, { day: 1 }).filesRead, 1);
  assert.deepEqual(catalog.manifest("aggTrades", "BTCUSDT", dateOf(1)), now);
  assert.equal(run(root).filesRead, 3, "a day of trades and two months");
  assert.equal(run(root).filesRead, 0);
  assert.equal(fs.readFileSync(`${root.catalog}/defects.json`, "utf8"), said);
});

Deno.test("a day of a version to come is not read with a scale that is guessed, and is made anew", () => {
  using root = new DataRoot();
  const path = "daily/klines_1m/BTCUSDT-1m-2024-03-01.csv";
  root.write(
    path,
    csv([`${midnight(dateOf(1))},100.5,101.5,99.5,100.5,1.25`]),
  );
  run(root);
  const catalog = new Catalog(root.catalog);
  assert.equal(catalog.bars("BTCUSDT").volume[0], 1.25);
  const day = `kind=klines_1m/symbol=BTCUSDT/date=${dateOf(1)}`;
  setVersion(root, day, 3);
  assert.throws(() => catalog.bars("BTCUSDT"), {
    name: "DataError",
    message:
      `Cannot read ${root.catalog}/${day}/part.parquet as its version of the catalog is not known here: ingest its file again`,
  });
  assert.equal(run(root).filesRead, 1);
  assert.equal(catalog.bars("BTCUSDT").volume[0], 1.25);
});

Deno.test("a manifest says what its day is compared by: least and largest id, first and last interval, where there are any", () => {
  using root = new DataRoot();
  root.write(tradesOf(1), text(1, [7, 9, 8]));
  const day = midnight(dateOf(1));
  root.write(
    fundingOf("2024-03"),
    csv(
      [`${day},8,0.0001`, `${day + 28_800_000},4,0.0001`],
      "calc_time,funding_interval_hours,last_funding_rate",
    ),
  );
  root.write(
    fundingOf("2024-04"),
    csv(
      [`${midnight("2024-04-01")},0.0001`],
      "calc_time,last_funding_rate",
    ),
  );
  run(root);
  const catalog = new Catalog(root.catalog);
  const endsOf = (kind: "aggTrades" | "fundingRate", date: string) => {
    const { ids, intervals } = catalog.manifest(kind, "BTCUSDT", date)!;
    return { ids, intervals };
  };
  assert.deepEqual(endsOf("aggTrades", dateOf(1)), {
    ids: { first: 7, last: 9 },
    intervals: undefined,
  });
  assert.deepEqual(endsOf("fundingRate", dateOf(1)), {
    ids: undefined,
    intervals: { first: 8, last: 4 },
  });
  assert.deepEqual(endsOf("fundingRate", "2024-04-01"), {
    ids: undefined,
    intervals: undefined,
  });
});

Deno.test("comparing a day reads the manifests of the days beside it and no part", () => {
  using root = new DataRoot();
  for (const day of [1, 2, 3, 5, 6, 8]) {
    root.write(tradesOf(day), text(day, [day * 10]));
  }
  run(root);
  const around = (from: number, to: number) => {
    const files = findFiles(root.data, { from: dateOf(from), to: dateOf(to) });
    return manifestsAround(root.catalog, files)
      .map(({ date }) => Number(date.slice(-1)));
  };
  assert.deepEqual(around(1, 1), [1, 2]);
  assert.deepEqual(around(5, 5), [3, 5, 6]);
  assert.deepEqual(around(8, 8), [6, 8]);
  assert.deepEqual(around(2, 5), [1, 2, 3, 5, 6]);
  fs.rmSync(`${root.catalog}/${tradesDay(5)}`, { recursive: true });
  assert.deepEqual(around(5, 5), [3, 6], "a day that the catalog lacks");
  // Parts whose bytes are gone: what is said of the ids does not depend on them.
  const gap = written(root, "idGap");
  for (const day of [1, 3]) {
    fs.truncateSync(`${root.catalog}/${tradesDay(day)}/part.parquet`, 4);
  }
  const { defects } = run(root, { day: 2 }).defects;
  assert.deepEqual(
    defects.filter(({ kind }) => kind === "idGap").map(({ amount }) => amount),
    [9 + 9],
  );
  assert.equal(gap!.amount, 27);
});
