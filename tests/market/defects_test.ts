import assert from "node:assert/strict";
import { DataError, FieldError } from "volarb/errors";
import {
  checkChecksum,
  type Defect,
  DefectReport,
  DEFECTS,
  detectDefects,
  type DetectorOptions,
  type Kind,
  missingDays,
  readChunks,
  ROW,
  type RowOrder,
  sha256,
  type SourceFileOf,
} from "volarb/market";
import { fileOf } from "./files.ts";

const DAY = "2024-01-01";
const START = Date.UTC(2024, 0, 1);

/** What the detector of a file finds, and its verdicts. */
function examine<K extends Kind>(
  file: SourceFileOf<K>,
  options: DetectorOptions & { rows?: number } = {},
): {
  found: Record<string, Defect>;
  verdicts: number[];
  order: RowOrder;
  report: DefectReport;
} {
  const report = new DefectReport();
  const detector = detectDefects(file, report, options);
  const verdicts: number[] = [];
  for (const chunk of readChunks(file, { rows: options.rows ?? 3 })) {
    verdicts.push(...detector.update(chunk).subarray(0, chunk.rows));
  }
  detector.finish();
  // A few rows are a part of a day: that is said once, in a test of its own.
  const found = Object.fromEntries(
    report.defects.filter(({ kind }) => kind !== "partialDays")
      .map((defect) => [defect.kind, defect]),
  );
  return { found, verdicts, order: detector.order, report };
}

const kinds = (found: Record<string, Defect>) => Object.keys(found).sort();

/** Trades `[id, price, quantity, first, last, milliseconds of the day]`. */
function trades(rows: (number | string)[][]) {
  return fileOf(
    "aggTrades",
    rows.map(([id, price, quantity, first, last, time]) =>
      `${id},${price},${quantity},${first},${last},${
        START + Number(time)
      },true\n`
    ).join(""),
    { from: DAY },
  );
}

Deno.test("trades in order without gaps have no defect", () => {
  const rows = Array.from(
    { length: 10 },
    (_, i) => [i, 100.1, 1, i, i, i * 10],
  );
  const { found, verdicts, order } = examine(trades(rows));
  assert.deepEqual(found, {});
  assert.deepEqual(verdicts, Array(10).fill(ROW.keep));
  assert.equal(order, "ascending");
});

Deno.test("the same trade again is a duplicate, the same id with another price is wrong", () => {
  const { found, verdicts } = examine(trades([
    [1, 100.1, 1, 1, 1, 0],
    [2, 100.1, 1, 2, 2, 5],
    [2, 100.1, 1, 2, 2, 5],
    [3, 100.1, 1, 3, 3, 9],
    [1, 100.2, 1, 1, 1, 0],
    [2, 100.1, 1, 2, 2, 5],
  ]));
  assert.deepEqual(verdicts, [
    0,
    0,
    ROW.duplicate,
    0,
    ROW.quarantine,
    ROW.duplicate,
  ]);
  const { exactDuplicate, conflictingDuplicate } = found;
  assert.equal(exactDuplicate!.count, 2);
  assert.equal(exactDuplicate!.first.line, 3);
  assert.equal(exactDuplicate!.last.line, 6);
  assert.equal(conflictingDuplicate!.first.text, "id 1 again");
});

Deno.test("gaps of ids are counted with the number of missing ids", () => {
  const { found } = examine(trades([
    [1, 100, 1, 1, 1, 0],
    [2, 100, 1, 4, 4, 1],
    [7, 100, 1, 9, 9, 2],
    [9, 100, 1, 12, 13, 3],
  ]));
  assert.deepEqual(kinds(found), ["idGap", "tradeIdGap"]);
  assert.equal(found["idGap"]!.count, 2);
  assert.equal(found["idGap"]!.amount, 5);
  assert.equal(found["tradeIdGap"]!.amount, 2);
  assert.equal(found["tradeIdGap"]!.severity, "info");
});

Deno.test("rows late by a millisecond are sortable, rows late by hours are refused", () => {
  const near = [0, 10, 20, 19, 30, 40, 50].map((t, i) => [i, 100, 1, i, i, t]);
  const slight = examine(trades(near));
  assert.deepEqual(kinds(slight.found), ["outOfOrder"]);
  assert.equal(slight.order, "sortable");
  assert.equal(slight.found["outOfOrder"]!.count, 1);
  assert.equal(slight.found["outOfOrder"]!.first.line, 4);
  assert.equal(slight.found["outOfOrder"]!.treatment, "repair");
  const far = near.map((row) => [...row]);
  far[0]![5] = 7_200_000;
  far.forEach((row) => row[5] = 7_200_000 + Number(row[5]));
  far[5]![5] = 0;
  const broken = examine(trades(far));
  assert.equal(broken.order, "broken");
  assert.equal(broken.found["farOutOfOrder"]!.treatment, "refuse");
  assert.ok(broken.report.refused);
});

Deno.test("two sorted halves shuffled row by row are sortable", () => {
  const rows = Array.from({ length: 20 }, (_, i) => {
    const half = i % 2, step = i >> 1;
    return [
      half * 1000 + step,
      100,
      1,
      half * 1000 + step,
      half * 1000 + step,
      half * 43_200_000 + step,
    ];
  });
  const { found, order } = examine(trades(rows));
  assert.equal(order, "sortable");
  assert.equal(found["interleaved"]!.count, 9);
  assert.equal(found["farOutOfOrder"], undefined);
});

// lem-gaps
Deno.test("gaps of ids are those that remain once rows out of order are in their place", () => {
  // By a millisecond, within one, and halves row by row: no id lacks.
  const late = [1, 2, 4, 3, 5, 6].map((id) => [id, 100, 1, id, id, id]);
  const same = [1, 3, 2, 4, 6, 5].map((id) => [id, 100, 1, id, id, 0]);
  const halves = Array.from({ length: 40 }, (_, i) => {
    const id = i % 2 * 20 + (i >> 1);
    return [id, 100, 1, id, id, i % 2 * 43_200_000 + (i >> 1)];
  });
  assert.deepEqual(kinds(examine(trades(late)).found), ["outOfOrder"]);
  assert.deepEqual(kinds(examine(trades(same)).found), []);
  assert.deepEqual(kinds(examine(trades(halves)).found), ["interleaved"]);
  // Without the ids 7 and 30 two lack, wherever they were.
  const holed = halves.filter(([id]) => id !== 7 && id !== 30);
  const { idGap } = examine(trades(holed)).found;
  assert.equal(idGap!.amount, 2);
  assert.equal(idGap!.first.text, "2 of 40, which come in disorder");
});

Deno.test("a row of another day is left out and says nothing of the others", () => {
  const rows = [0, 10, 20, 30, 40].map((t, i) => [i, 100, 1, i, i, t]);
  for (const time of [1e10, -1e10]) {
    rows[2]![5] = time;
    const { found, verdicts, order } = examine(trades(rows));
    assert.deepEqual(kinds(found), ["outsideDay"]);
    assert.deepEqual(verdicts, [0, 0, ROW.quarantine, 0, 0]);
    assert.equal(order, "ascending");
  }
});

Deno.test("trades and quotes that cover a part of their days only say so", () => {
  const part = (file: SourceFileOf<Kind>) =>
    examine(file).report.defects.find(({ kind }) => kind === "partialDays");
  /** Every ten seconds from one hour to another. */
  const hours = (from: number, to: number) =>
    Array.from(
      { length: (to - from) * 360 },
      (_, i) => i * 10_000 + from * 3.6e6,
    );
  const tradesOf = (from: number, to: number) =>
    trades(hours(from, to).map((t, i) => [i, 100, 1, i, i, t]));
  const quotesOf = (from: number, to: number) =>
    quotes(hours(from, to).map((t, i) => [i, 100, 1, 101, 1, t]));
  for (const day of [tradesOf, quotesOf]) {
    assert.equal(part(day(0, 24)), undefined);
    const stopped = part(day(0, 13.5))!;
    assert.equal(stopped.amount, 10.5 * 3600 + 10);
    assert.equal(
      stopped.first.text,
      "2024-01-01T00:00:00Z to 2024-01-01T13:29:50Z",
    );
    assert.equal(stopped.severity, "warning");
    assert.equal(part(day(2, 24))!.amount, 2 * 3600 + 10);
  }
  // One trade an hour is no day that begins late.
  const quiet = Array.from(
    { length: 24 },
    (_, i) => [i, 9, 1, i, i, i * 3.6e6],
  );
  assert.equal(part(trades(quiet)), undefined);
});

Deno.test("stray prices are told without a stated tick, by what the others show", () => {
  const rows = Array.from({ length: 5000 }, (_, i) => [
    i,
    `${100 + i % 7}.${i % 10}`,
    1,
    i,
    i,
    i,
  ]);
  assert.deepEqual(kinds(examine(trades(rows)).found), []);
  rows[1234]![1] = "100.123";
  rows[2345]![1] = "100.17";
  const { offTick } = examine(trades(rows)).found;
  assert.equal(offTick!.count, 2);
  assert.deepEqual([offTick!.first.line, offTick!.last.line], [1235, 2346]);
  assert.equal(
    offTick!.first.text,
    "finer than 0.1, the tick that the other prices show",
  );
  // A hundredth of the prices is a tick of its own.
  for (let i = 0; i < 5000; i += 100) rows[i]![1] = "100.25";
  assert.equal(examine(trades(rows)).found["offTick"]!.count, 1);
  const bids = rows.map(([id, bid, , , , time]) => [
    id!,
    bid!,
    1,
    "200.5",
    1,
    time!,
  ]);
  assert.equal(examine(quotes(bids)).found["offTick"]!.count, 1);
});

Deno.test("impossible trades are left out: price, quantity, ids, day", () => {
  const { found, verdicts } = examine(trades([
    [1, "0", 1, 1, 1, 0],
    [2, "-5.5", 1, 2, 2, 1],
    [3, 100, 0, 3, 3, 2],
    [4, 100, 1, 5, 4, 3],
    [5, 100, 1, 5, 5, 86_400_000],
  ]));
  assert.deepEqual(verdicts, Array(5).fill(ROW.quarantine));
  assert.equal(found["nonPositivePrice"]!.count, 2);
  assert.equal(found["nonPositivePrice"]!.last.text, "-5.5");
  assert.ok(
    ["nonPositiveQuantity", "tradeIdsReversed", "outsideDay"].every((kind) =>
      kind in found
    ),
  );
});

Deno.test("a price off the tick is reported where the tick is known", () => {
  const file = trades([
    [1, "100.10", 1, 1, 1, 0],
    [2, "100.15", 1, 2, 2, 1],
  ]);
  assert.deepEqual(examine(file).found, {});
  const { found, verdicts } = examine(file, { tick: { integer: 1, scale: 1 } });
  assert.equal(found["offTick"]!.first.text, "100.15");
  assert.deepEqual(verdicts, [0, 0]);
});

Deno.test("a minute without a trade is reported with its seconds", () => {
  const { found } = examine(trades([
    [1, 100, 1, 1, 1, 0],
    [2, 100, 1, 2, 2, 61_500],
  ]));
  assert.equal(found["tradeGap"]!.amount, 61.5);
});

/** Quotes `[id, bid, bidQuantity, ask, askQuantity, milliseconds of the day]`. */
function quotes(rows: (number | string)[][]) {
  return fileOf(
    "bookTicker",
    rows.map(([id, bid, bidQuantity, ask, askQuantity, time]) =>
      `${id},${bid},${bidQuantity},${ask},${askQuantity},${
        START + Number(time)
      },${START + Number(time)}\n`
    ).join(""),
    { from: DAY },
  );
}

Deno.test("crossed quotes are left out, locked ones are kept and reported", () => {
  const { found, verdicts } = examine(quotes([
    [1, "100.1", 1, "100.2", 1, 0],
    [2, "100.3", 1, "100.2", 1, 1],
    [3, "100.20", 1, "100.2", 1, 2],
    [4, "100.1", 0, "100.2", 1, 3],
    [5, "0", 1, "100.2", 1, 4],
  ]));
  assert.deepEqual(verdicts, [
    0,
    ROW.quarantine,
    0,
    ROW.quarantine,
    ROW.quarantine,
  ]);
  assert.deepEqual(kinds(found), [
    "crossedQuote",
    "lockedQuote",
    "nonPositivePrice",
    "nonPositiveQuantity",
  ]);
  assert.equal(found["crossedQuote"]!.first.text, "bid 100.3, ask 100.2");
});

Deno.test("bid and ask are compared in one unit, whatever their scales", () => {
  const { found } = examine(quotes([
    [1, "99.95", 1, "100", 1, 0],
    [2, "100", 1, "101", 1, 1],
  ]));
  assert.deepEqual(found, {});
});

Deno.test("a pause of quotes is a gap, but not at a funding second", () => {
  const eight = 8 * 3_600_000;
  // A quote each 100 ms before the pauses.
  const times = Array.from({ length: 50 }, (_, i) => eight - 5400 + i * 100);
  times.push(eight + 2_400, eight + 30_000, eight + 32_900);
  const { found } = examine(
    quotes(times.map((t, i) => [i, 100, 1, 101, 1, t])),
  );
  assert.deepEqual(kinds(found), ["quoteGap"]);
  assert.equal(found["quoteGap"]!.count, 1);
  assert.equal(found["quoteGap"]!.first.line, 52);
  assert.equal(found["quoteGap"]!.amount, 27.6);
});

Deno.test("quotes far apart throughout have no gaps", () => {
  const rows = Array.from(
    { length: 50 },
    (_, i) => [i, 100, 1, 101, 1, i * 3000],
  );
  assert.deepEqual(examine(quotes(rows)).found, {});
});

Deno.test("repeated quotes are found by update id", () => {
  const { found, verdicts } = examine(quotes([
    [5, 100, 1, 101, 1, 0],
    [5, 100, 1, 101, 1, 0],
    [9, 100, 1, 101, 1, 1],
    [5, 100, 2, 101, 1, 0],
  ]));
  assert.deepEqual(verdicts, [0, ROW.duplicate, 0, ROW.quarantine]);
  assert.deepEqual(kinds(found), ["conflictingDuplicate", "exactDuplicate"]);
});

/** A bar of a minute of the day. */
function bar(
  minute: number,
  fields: Record<string, string | number> = {},
): string {
  const open = START + minute * 60_000;
  const f = {
    open: 10,
    high: 12,
    low: 9,
    close: 11,
    volume: 5,
    closeTime: open + 59_999,
    value: 50,
    bought: 2,
    ...fields,
  };
  return `${open},${f.open},${f.high},${f.low},${f.close},${f.volume},${f.closeTime},${f.value},3,${f.bought},20,0\n`;
}
const bars = (...lines: string[]) =>
  fileOf("klines_1m", lines.join(""), { from: DAY });
const wholeDay = (change: (minute: number) => string | undefined = bar) =>
  bars(
    ...Array.from({ length: 1440 }, (_, minute) => change(minute) ?? ""),
  );

Deno.test("a whole day of bars has no defect", () => {
  assert.deepEqual(examine(wholeDay()).found, {});
});

Deno.test("missing minutes and missing rows are counted", () => {
  const { found } = examine(
    wholeDay((m) => m === 7 || (m >= 100 && m < 103) ? undefined : bar(m)),
  );
  assert.equal(found["missingMinutes"]!.count, 2);
  assert.equal(found["missingMinutes"]!.amount, 4);
  assert.equal(
    found["missingMinutes"]!.first.text,
    "after 2024-01-01T00:06:00Z",
  );
  assert.equal(found["rowShortfall"]!.amount, 4);
  assert.equal(found["rowShortfall"]!.first.text, "1436 of 1440 minutes");
});

Deno.test("an outage shows as flat bars without volume", () => {
  const flat = {
    ...{ open: 10, high: 10, low: 10, close: 10 },
    ...{ volume: 0, value: 0, bought: 0 },
  };
  const { found } = examine(
    wholeDay((m) => bar(m, (m >= 50 && m < 60) || m >= 1430 ? flat : {})),
  );
  assert.deepEqual(kinds(found), ["outageBars"]);
  assert.equal(found["outageBars"]!.count, 2);
  assert.equal(found["outageBars"]!.amount, 20);
  assert.equal(found["outageBars"]!.first.line, 51);
  // One quiet minute is none.
  assert.deepEqual(
    examine(wholeDay((m) => bar(m, m === 9 ? flat : {}))).found,
    {},
  );
});

Deno.test("bars of the mark price among bars of trades are named and left out", () => {
  // As the venue writes them: counts of index prices, no volume and no turnover.
  const mark = (minute: number) =>
    bar(minute, { volume: 0, bought: 0 }).replace(
      /,50,3,0,20,0\n$/,
      ",0,60,0,0,0\n",
    );
  const { found, verdicts } = examine(
    bars(bar(0), mark(1), bar(2), mark(3)),
  );
  assert.deepEqual(kinds(found), ["rowShortfall", "volumeMismatch"]);
  assert.equal(found["volumeMismatch"]!.count, 2);
  assert.deepEqual(verdicts, [0, ROW.quarantine, 0, ROW.quarantine]);
  // The other way round: trades in a file of mark prices.
  const traded = examine(
    fileOf("markPriceKlines_1m", mark(0) + bar(1) + mark(2), { from: DAY }),
  );
  assert.equal(traded.found["volumeMismatch"]!.count, 1);
  assert.deepEqual(traded.verdicts, [0, ROW.quarantine, 0]);
});

Deno.test("bars that cannot be are left out", () => {
  const cases: [Record<string, string | number>, string][] = [
    [{ high: 10.5 }, "brokenEnvelope"],
    [{ low: 10.5 }, "brokenEnvelope"],
    [{ low: 0 }, "nonPositivePrice"],
    [{ bought: 6 }, "takerAboveTotal"],
    [{ volume: "-5", bought: "-6" }, "takerAboveTotal"],
    [{ closeTime: START - 1 }, "closeBeforeOpen"],
    [{ volume: "0", bought: "0" }, "volumeMismatch"],
    [{ value: 44.9 }, "valueMismatch"],
    [{ value: 60.1 }, "valueMismatch"],
    [{
      ...{ open: 10, high: 10, low: 10, close: 10 },
      ...{ volume: 0, bought: 0 },
    }, "valueMismatch"],
  ];
  for (const [fields, kind] of cases) {
    const { found, verdicts } = examine(bars(bar(0), bar(1, fields)));
    assert.deepEqual(kinds(found), [kind, "rowShortfall"].sort());
    assert.deepEqual(verdicts, [0, ROW.quarantine]);
  }
  const off = examine(bars(bar(0, { closeTime: START + 60_000 })));
  assert.deepEqual(kinds(off.found), ["closeTimeOff", "rowShortfall"]);
});

Deno.test("the mean price of a bar may be its low, its high and anything between, and need not be stated", () => {
  for (const value of [45, 60, 52.123456]) {
    const { found } = examine(bars(bar(0, { value })));
    assert.deepEqual(kinds(found), ["rowShortfall"]);
  }
  const short = bar(0).split(",").slice(0, 6).join(",");
  assert.deepEqual(kinds(examine(bars(`${short}\n`)).found), ["rowShortfall"]);
});

// 1,234 contracts of 100 USD at 42,000 are 2.938095 BTC: the layout of a file of
// coin-margined bars, where the column of the value holds the coin.
Deno.test("bars of a coin-margined contract under another name are told and left out, each of them", () => {
  const coins = (m: number) =>
    bar(m, {
      ...{ open: 42000, high: 42010, low: 41990, close: 42005 },
      ...{ volume: 1234, value: 2.93809523, bought: 600 },
    });
  const { found, verdicts } = examine(bars(coins(0), bar(1), coins(2)));
  assert.deepEqual(kinds(found), ["rowShortfall", "valueMismatch"]);
  assert.equal(
    found["valueMismatch"]!.first.text,
    "value 2.93809523 of volume 1234",
  );
  assert.deepEqual(verdicts, [ROW.quarantine, 0, ROW.quarantine]);
});

/** A lot of a thousandth, as that of BTCUSDT. */
const LOT = { integer: 1, scale: 3 };

/** Rows of a family whose quantities are given by the number of the row. */
const families = {
  aggTrades: (count: number, quantity: (i: number) => string) =>
    trades(
      Array.from({ length: count }, (_, i) => [i, 100, quantity(i), i, i, i]),
    ),
  bookTicker: (count: number, quantity: (i: number) => string) =>
    quotes(
      Array.from(
        { length: count / 2 },
        (_, i) => [i, 100, quantity(2 * i), 101, quantity(2 * i + 1), i],
      ),
    ),
  "klines_1m": (count: number, quantity: (i: number) => string) =>
    bars(
      ...Array.from({ length: count }, (_, i) =>
        bar(i, { volume: quantity(i), value: 10 * Number(quantity(i)) })),
    ),
};

Deno.test("a file of whole quantities of an instrument of a finer lot is refused: they are contracts", () => {
  const least = {
    aggTrades: 1000,
    bookTicker: 2000,
    "klines_1m": 100,
  } as const;
  for (const kind of ["aggTrades", "bookTicker", "klines_1m"] as const) {
    const file = (count: number, other = -1, text = "4.5") =>
      families[kind](count, (i) => i === other ? text : "4");
    const told = (...[count, other, text]: Parameters<typeof file>) =>
      examine(file(count, other, text), { lot: LOT, rows: 64 })
        .report.defects.find(({ kind }) => kind === "wholeQuantities");
    const count = least[kind];
    const found = told(count)!;
    assert.equal(found.treatment, "refuse");
    assert.equal(found.amount, count);
    assert.equal(
      found.first.text,
      `${count} quantities, of a lot of 0.001`,
    );
    assert.equal(told(count - 2), undefined, "too few to tell");
    assert.equal(told(count, 0), undefined);
    assert.equal(told(count, count - 1), undefined, "the last is a fraction");
    assert.equal(told(count, 7, "4.0")!.amount, count, "zeros are no fraction");
    // Without a lot, or with one of whole numbers, nothing is unusual.
    for (const lot of [undefined, { integer: 1, scale: 0 }]) {
      const { found } = examine(file(count), lot ? { lot } : {});
      assert.equal(found["wholeQuantities"], undefined);
    }
  }
});

Deno.test("a bar again, a bar of another day, and a bar between minutes are told", () => {
  const shifted = bar(1).replace(
    String(START + 60_000),
    String(START + 61_000),
  );
  const { found, verdicts } = examine(
    bars(bar(0), bar(0), bar(0, { high: 13 }), shifted, bar(1440)),
  );
  assert.deepEqual(verdicts, [
    0,
    ROW.duplicate,
    ROW.quarantine,
    0,
    ROW.quarantine,
  ]);
  for (
    const kind of [
      "exactDuplicate",
      "conflictingDuplicate",
      "offGrid",
      "outsideDay",
    ]
  ) {
    assert.equal(found[kind]!.count, 1, kind);
  }
});

Deno.test("the premium may be below zero and has no volume", () => {
  const line = bar(0, {
    open: "-0.1",
    high: 0,
    low: "-0.2",
    close: "-0.1",
    volume: 0,
    bought: 0,
  });
  const file = fileOf("premiumIndexKlines_1m", line, { from: DAY });
  assert.deepEqual(kinds(examine(file).found), ["rowShortfall"]);
});

Deno.test("six-column bars are examined without what they lack", () => {
  const file = bars(
    `${START},10,12,9,11,5\n`,
    `${START + 60_000},10,9,9,11,5\n`,
  );
  const { found } = examine(file);
  assert.deepEqual(kinds(found), ["brokenEnvelope", "rowShortfall"]);
});

/** Metrics of five-minute stamps, labelled by the end of their window. */
function metrics(stamps: number[], cells = "1,2,3,4,5,6") {
  return fileOf(
    "metrics",
    stamps.map((k) => {
      const time = new Date(START + k * 300_000).toISOString();
      return `${time.slice(0, 10)} ${time.slice(11, 19)},BTCUSDT,${cells}\n`;
    }).join(""),
    { from: DAY },
  );
}
const stamps = Array.from({ length: 288 }, (_, k) => k + 1);

Deno.test("a day of metrics has 288 stamps, labelled by the end or by the start", () => {
  assert.deepEqual(examine(metrics(stamps)).found, {});
  assert.deepEqual(examine(metrics(stamps.map((k) => k - 1))).found, {});
});

Deno.test("a day with 283 of 288 stamps tells which are missing", () => {
  const { found } = examine(
    metrics(stamps.filter((k) => ![7, 8, 9, 100, 200].includes(k))),
  );
  assert.equal(found["missingStamps"]!.count, 3);
  assert.equal(found["missingStamps"]!.amount, 5);
  assert.equal(
    found["missingStamps"]!.first.text,
    "after 2024-01-01T00:30:00Z",
  );
  assert.match(found["rowShortfall"]!.first.text, /^283 of 288 stamps/);
});

Deno.test("a day of metrics that ends at 13:30 says so", () => {
  const { found } = examine(metrics(stamps.filter((k) => k <= 13.5 * 12)));
  assert.equal(
    found["rowShortfall"]!.first.text,
    "162 of 288 stamps, the last at 2024-01-01T13:30:00Z",
  );
  assert.equal(found["rowShortfall"]!.amount, 126);
});

Deno.test("blank cells, repeated and stray stamps of metrics are told", () => {
  const blank = examine(metrics(stamps, "1,2,,,5,"));
  assert.equal(blank.found["blankCells"]!.count, 288);
  assert.equal(blank.found["blankCells"]!.amount, 3 * 288);
  const again = examine(metrics([...stamps, 288]));
  assert.deepEqual(kinds(again.found), ["exactDuplicate"]);
  assert.equal(again.verdicts[288], ROW.duplicate);
  const stray = examine(metrics([1, 2.5, 290]));
  assert.ok("offGrid" in stray.found && "outsideDay" in stray.found);
});

/** Settlements `[hour of the month, stated hours, rate]`, of January or of its first days. */
function funding(rows: [number, number, number][], to = "2024-01-31") {
  return fileOf(
    "fundingRate",
    rows.map(([hour, hours, rate]) =>
      `${START + hour * 3_600_000 + 8},${hours},${rate}\n`
    ).join(""),
    { from: "2024-01-01", to },
  );
}

Deno.test("a change of the funding interval is told, and a spacing that breaks it", () => {
  assert.deepEqual(
    examine(funding([[0, 8, 0.0001], [8, 8, 0.0001], [16, 8, 0.0002]], DAY))
      .found,
    {},
  );
  const { found } = examine(
    funding([[0, 8, 1], [8, 8, 2], [12, 4, 3], [16, 4, 4], [24, 4, 5]]),
  );
  assert.deepEqual(kinds(found), [
    "fundingIntervalChange",
    "fundingSpacing",
    "rowShortfall",
  ]);
  assert.equal(found["fundingIntervalChange"]!.first.text, "8 h to 4 h");
  assert.equal(
    found["fundingSpacing"]!.first.text,
    "8 h after the last, stated 4 h",
  );
});

Deno.test("a month of funding that begins late or ends early lacks settlements", () => {
  const month = (from: number, to: number) => {
    const rows = Array.from(
      { length: (to - from) * 3 },
      (_, i) => `${START + from * 86.4e6 + i * 28.8e6 + 3},8,0.0001\n`,
    );
    const options = { from: DAY, to: "2024-01-31" };
    return examine(fileOf("fundingRate", rows.join(""), options)).found;
  };
  assert.deepEqual(month(0, 31), {});
  assert.equal(month(2, 31)["rowShortfall"]!.amount, 6);
  assert.equal(month(1, 30)["rowShortfall"]!.amount, 6);
});

Deno.test("minutes and stamps that come in disorder lack only those that do not come", () => {
  const minutes = [0, 2, 1, 3, 5, 4].map((minute) => {
    const open = START + minute * 60_000;
    return `${open},1,2,1,2,3,${open + 59_999},5,6,1,2,0\n`;
  });
  const bars = examine(fileOf("klines_1m", minutes.join(""), { from: DAY }));
  assert.deepEqual(kinds(bars.found), ["outOfOrder", "rowShortfall"]);
  assert.equal(bars.found["rowShortfall"]!.amount, 1434);
  const holed = minutes.filter((_, i) => i !== 3);
  const { missingMinutes } = examine(
    fileOf("klines_1m", holed.join(""), { from: DAY }),
  ).found;
  assert.equal(missingMinutes!.amount, 1);
  assert.equal(missingMinutes!.first.text, "1 of 6, which come in disorder");
});

Deno.test("repeated settlements are told by their rate", () => {
  const { found, verdicts } = examine(
    funding([[0, 8, 0.1], [0, 8, 0.1], [8, 8, 0.1], [8, 8, 0.2]]),
  );
  delete found["rowShortfall"];
  assert.deepEqual(kinds(found), ["conflictingDuplicate", "exactDuplicate"]);
  assert.deepEqual(verdicts, [0, ROW.duplicate, 0, ROW.quarantine]);
});

Deno.test("a file without rows says so", () => {
  const file = fileOf("fundingRate", "calc_time,last_funding_rate\n");
  assert.deepEqual(kinds(examine(file).found), ["noRows"]);
});

Deno.test("verdicts and report do not depend on the size of blocks", () => {
  const rows = Array.from({ length: 60 }, (_, i) => {
    const id = i % 13 === 0 ? 5 : i;
    return [id, i % 17 === 0 ? 0 : 100, 1, id, id, i % 11 === 0 ? i : i * 10];
  });
  const whole = examine(trades(rows), { rows: 1000 });
  for (const size of [1, 2, 7]) {
    const parts = examine(trades(rows), { rows: size });
    assert.deepEqual(parts.verdicts, whole.verdicts);
    assert.deepEqual(parts.found, whole.found);
  }
});

Deno.test("days without a file are told by family and symbol", () => {
  const file = (symbol: string, from: string, to = from) =>
    fileOf("metrics", "", { symbol, from, to });
  const report = new DefectReport();
  const missing = missingDays([
    file("BTCUSDT", "2024-01-01"),
    file("BTCUSDT", "2024-01-03"),
    file("BTCUSDT", "2024-01-06"),
    file("ETHUSDT", "2024-01-01", "2024-01-31"),
    file("ETHUSDT", "2024-02-01"),
  ], report);
  assert.deepEqual([...missing], [[
    "metrics/BTCUSDT",
    ["2024-01-02", "2024-01-04", "2024-01-05"],
  ]]);
  assert.equal(report.defects[0]!.count, 2);
  assert.equal(report.defects[0]!.amount, 3);
});

Deno.test("a .CHECKSUM beside the file is compared", () => {
  const file = fileOf("metrics", "abc");
  const hash = sha256(file);
  assert.equal(
    hash,
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
  const report = new DefectReport();
  assert.equal(checkChecksum(file, hash, report), undefined);
  const write = (text: string) =>
    Deno.writeTextFileSync(`${file.path}.CHECKSUM`, text);
  write(`${hash.toUpperCase()}  BTCUSDT-metrics-2024-01-01.zip\n`);
  assert.equal(checkChecksum(file, hash, report), true);
  assert.equal(report.defects.length, 0);
  write(`${"0".repeat(64)}  BTCUSDT-metrics-2024-01-01.zip\n`);
  assert.equal(checkChecksum(file, hash, report), false);
  write("not found");
  assert.equal(checkChecksum(file, hash, report), false);
  assert.equal(report.defects[0]!.kind, "checksumMismatch");
  assert.equal(report.defects[0]!.count, 2);
  assert.ok(report.refused);
});

Deno.test("a report survives JSON, adds up, and reads as a table", () => {
  const place = (line: number, time = NaN) => ({
    file: "a|b.csv",
    line,
    time,
    text: "x\ny",
  });
  const report = new DefectReport();
  report.add("idGap", place(3, 0), 4);
  report.add("crossedQuote", place(5));
  report.add("idGap", place(9, 1e6), 2);
  const again = DefectReport.from(JSON.parse(JSON.stringify(report)));
  assert.deepEqual(again.defects, report.defects);
  again.addAll(report);
  assert.equal(again.defects[0]!.count, 4);
  assert.equal(again.defects[0]!.amount, 12);
  assert.ok(report.reaches("error") && !new DefectReport().reaches("info"));
  const lines = report.toTable().split("\n");
  assert.match(
    lines[2]!,
    /^\| error \| crossedQuote \| 1 \| {2}\| quarantine \|/,
  );
  assert.match(lines[3]!, /a\|b\.csv:3 1970-01-01T00:00:00Z x y/);
});

Deno.test("the error that ended a reading is part of the report", () => {
  const file = fileOf("metrics", "");
  const report = new DefectReport();
  report.addError(
    file,
    new FieldError("a rule", {
      file: "a.csv",
      line: 7,
      column: "price",
      text: "?",
    }),
  );
  report.addError(file, new DataError("Cannot read a.csv: it is empty"));
  assert.deepEqual(report.defects.map((d) => [d.kind, d.first.line]), [
    ["malformedField", 7],
    ["unreadableFile", 0],
  ]);
  assert.equal(report.defects[0]!.first.text, "price: ?");
});

Deno.test("every defect has a treatment that fits its severity", () => {
  for (
    const [kind, { severity, treatment, meaning }] of Object.entries(DEFECTS)
  ) {
    assert.ok(meaning.length > 0);
    if (treatment === "refuse") assert.equal(severity, "error", kind);
    if (severity === "info") assert.ok(treatment !== "quarantine", kind);
  }
});
