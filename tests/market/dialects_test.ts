import assert from "node:assert/strict";
import { FieldError } from "volarb/errors";
import {
  type ColumnsOf,
  DefectReport,
  type Kind,
  KINDS,
  readColumns,
  type Scaled,
  SCHEMAS,
  toDecimals,
} from "volarb/market";
import { fileOf } from "./files.ts";

/** One column as plain numbers. */
function values(column: Scaled | Float64Array | Uint8Array): number[] {
  return "scale" in column ? [...toDecimals(column)] : [...column];
}

/** All columns of a text as plain numbers. */
function read<K extends Kind>(kind: K, text: string, symbol = "BTCUSDT") {
  const defects = new DefectReport();
  const { rows, ...columns } = readColumns(fileOf(kind, text, { symbol }), {
    defects,
  });
  return {
    rows: Number(rows),
    columns: Object.fromEntries(
      Object.entries(columns as unknown as ColumnsOf<Kind>)
        .map(([name, column]) => [name, values(column)]),
    ),
    defects: defects.defects.map(({ kind }) => kind),
  };
}

const TRADE = {
  aggTradeId: [3383271130],
  price: [65014.6],
  quantity: [0.03],
  firstTradeId: [7900100566],
  lastTradeId: [7900100566],
  eventTime: [1784073600069000],
  isBuyerMaker: [1],
};
const ROW = "3383271130,65014.6,0.03,7900100566,7900100566,1784073600069,true";
const VENUE =
  "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker";
const SPECIFICATION =
  "TradeId,Price,Quantity,First TradeId,Last TradeId,Timestamp,IsBuyerMaker";

Deno.test("aggTrades read the same with the venue's header, the specification's, and none", () => {
  for (
    const [header, defects] of [
      [`${VENUE}\n`, []],
      [`${SPECIFICATION}\n`, ["otherNames"]],
      ["", ["missingHeader"]],
    ] as const
  ) {
    const found = read("aggTrades", `${header}${ROW}\n`);
    assert.deepEqual(found.columns, TRADE, header);
    assert.deepEqual(found.defects, defects);
  }
});

Deno.test("aggTrades read the same with a byte order mark, CR LF, quoted or spaced names and another order of columns", () => {
  const texts = [
    `\u{FEFF}${VENUE}\n${ROW}\n`,
    `\u{FEFF}${ROW}\n`,
    `${VENUE}\r\n${ROW}\r\n`,
    `${ROW}\r\n`,
    `${VENUE}\n${ROW}`,
    `${VENUE}\r\n${ROW}\r`,
    `${VENUE}\n${ROW}\n\n\n`,
    `"Agg Trade ID","Price","Qty","First ID","Last ID","Time","Is Buyer Maker"\n${ROW}\n`,
    "is_buyer_maker,transact_time,price,quantity,agg_trade_id,last_trade_id,first_trade_id\n" +
    "true,1784073600069,65014.6,0.03,3383271130,7900100566,7900100566\n",
  ];
  for (const text of texts) {
    assert.deepEqual(read("aggTrades", text).columns, TRADE, text);
  }
});

Deno.test("aggTrades of the spot market have microseconds, eight decimals, capitals and an eighth column", () => {
  const text =
    "3360474210,93548.81000000,0.00076000,4359422155,4359422156,1735689600076143,True,True\n" +
    "3360474211,93548.80000000,0.01024000,4359422157,4359422157,1735689600089000,False,True\n";
  const { columns, defects } = read("aggTrades", text);
  assert.deepEqual(columns["price"], [93548.81, 93548.8]);
  assert.deepEqual(columns["quantity"], [0.00076, 0.01024]);
  assert.deepEqual(columns["eventTime"], [1735689600076143, 1735689600089000]);
  assert.deepEqual(columns["isBuyerMaker"], [1, 0]);
  assert.deepEqual(defects, ["missingHeader", "extraColumns", "microseconds"]);
});

Deno.test("a boolean is a maker in every spelling of the venue, also mixed", () => {
  const row = ROW.replace(",true", ",");
  const spellings = [
    "true",
    "True",
    "TRUE",
    "1",
    "false",
    "False",
    "FALSE",
    "0",
  ];
  for (const first of spellings) {
    const text = [first, ...spellings].map((word) => `${row}${word}\n`).join(
      "",
    );
    const { columns } = read("aggTrades", text);
    assert.deepEqual(columns["isBuyerMaker"]!.slice(1), [
      1,
      1,
      1,
      1,
      0,
      0,
      0,
      0,
    ]);
  }
});

Deno.test("blank trade ids are NaN, whether in all rows or in one", () => {
  // Genuine rows of a file whose trade ids are missing.
  const blank = "1206419187,1666.8,26.062,,,1675329600138,false\n" +
    "1206419188,1666.81,0.006,,,1675329600139,true\n";
  for (
    const text of [`${VENUE}\n${blank}`, `${ROW}\n${blank}`, `${blank}${ROW}\n`]
  ) {
    const { columns } = read("aggTrades", text);
    for (const name of ["firstTradeId", "lastTradeId"]) {
      assert.equal(columns[name]!.filter(Number.isNaN).length, 2, text);
    }
    assert.ok(columns["aggTradeId"]!.includes(1206419188));
  }
});

Deno.test("bars read with twelve columns, with is_closed, and with six", () => {
  const row =
    "1618677420000,50010.8,50044.2,49950.6,50012.0,1.250,1618677479999,62499.6882,114,0.931,46550.3759,0";
  const header =
    "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore";
  const full = {
    openTime: [1618677420000000],
    open: [50010.8],
    high: [50044.2],
    low: [49950.6],
    close: [50012],
    volume: [1.25],
    closeTime: [1618677479999000],
    quoteVolume: [62499.6882],
    count: [114],
    takerBuyVolume: [0.931],
    takerBuyQuoteVolume: [46550.3759],
  };
  assert.deepEqual(read("klines_1m", `${header}\n${row}\n`).columns, full);
  assert.deepEqual(read("klines_1m", `${row}\n`).columns, full);
  assert.deepEqual(
    read("klines_1m", `${header},is_closed\n${row},false\n`).columns,
    full,
  );
  const six = read(
    "klines_1m",
    "open_time,open,high,low,close,volume\n1749081600000,2606.62,2607.36,2605.81,2607.08,2006.921\n",
  );
  assert.deepEqual(six.columns["close"], [2607.08]);
  assert.deepEqual(six.columns["volume"], [2006.921]);
  for (const name of ["closeTime", "quoteVolume", "count", "takerBuyVolume"]) {
    assert.deepEqual(six.columns[name], [NaN], name);
  }
  assert.deepEqual(six.defects, ["absentColumns"]);
});

Deno.test("bars of the spot market have no header and eight decimals", () => {
  const { columns, defects } = read(
    "klines_1m",
    "1637971200000,0.00002853,0.00002854,0.00002851,0.00002854,36304.20000000,1637971259999,1.03547608,79,19523.00000000,0.55694227,0\n",
    "ADABTC",
  );
  assert.deepEqual(columns["high"], [0.00002854]);
  assert.deepEqual(columns["volume"], [36304.2]);
  assert.deepEqual(columns["takerBuyQuoteVolume"], [0.55694227]);
  assert.deepEqual(defects, ["missingHeader"]);
});

Deno.test("bars of the mark price and of the premium read as bars, the premium below zero too", () => {
  const mark = read(
    "markPriceKlines_1m",
    "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n" +
      "1704067200000,42283.58000000,42283.58000000,42264.30000000,42264.93333333,0,1704067259999,0,60,0,0,0\n",
  );
  assert.deepEqual(mark.columns["close"], [42264.93333333]);
  const premium = read(
    "premiumIndexKlines_1m",
    "1704067200000,0.00035472,0.00051289,-0.00035472,-0.00000001,0,1704067259999,0,12,0,0,0\n" +
      "1704067260000,-0.00035472,0.00000000,-0.10000000,-0.00000000,0,1704067319999,0,12,0,0,0\n",
  );
  assert.deepEqual(premium.columns["low"], [-0.00035472, -0.1]);
  assert.deepEqual(premium.columns["close"], [-0.00000001, 0]);
});

Deno.test("quotes read with eight decimals and with two", () => {
  const header =
    "update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time\n";
  const eight = read(
    "bookTicker",
    `${header}2948552298577,25115.90000000,13.09700000,25116.00000000,1.23000000,1686787200009,1686787200015\n`,
  );
  assert.deepEqual(eight.columns, {
    updateId: [2948552298577],
    bidPrice: [25115.9],
    bidQuantity: [13.097],
    askPrice: [25116],
    askQuantity: [1.23],
    transactionTime: [1686787200009000],
    eventTime: [1686787200015000],
  });
  const two = read(
    "bookTicker",
    "2710249422918,28155.10,0.060,28155.20,3.793,1680652800089,1680652800093\n",
  );
  assert.deepEqual(two.columns["askPrice"], [28155.2]);
  assert.deepEqual(two.columns["bidQuantity"], [0.06]);
});

Deno.test("funding rates read with and without a header", () => {
  const row = "1746072000008,4,-0.00006308\n";
  const columns = {
    eventTime: [1746072000008000],
    intervalHours: [4],
    rate: [-0.00006308],
  };
  const header = "calc_time,funding_interval_hours,last_funding_rate\n";
  assert.deepEqual(read("fundingRate", header + row).columns, columns);
  assert.deepEqual(read("fundingRate", row).columns, columns);
});

Deno.test("metrics read with sixteen decimals and blank cells", () => {
  const header =
    "create_time,symbol,sum_open_interest,sum_open_interest_value,count_toptrader_long_short_ratio,sum_toptrader_long_short_ratio,count_long_short_ratio,sum_taker_long_short_vol_ratio\n";
  const { columns } = read(
    "metrics",
    header +
      "2026-07-15 00:00:00,BTCUSDT,105550.9850000000000000,6858675634.7062540000000000,1.28623339,1.47112400,1.19972635,1.55827200\n" +
      "2026-07-15 00:05:00,BTCUSDT,105550.9850000000000000,6858675634.7062540000000000,,,,\n",
  );
  assert.deepEqual(columns, {
    createTime: [
      Date.UTC(2026, 6, 15) * 1000,
      Date.UTC(2026, 6, 15, 0, 5) * 1000,
    ],
    openInterest: [105550.985, 105550.985],
    openInterestValue: [6858675634.706254, 6858675634.706254],
    topTraderAccountRatio: [1.28623339, NaN],
    topTraderPositionRatio: [1.471124, NaN],
    accountRatio: [1.19972635, NaN],
    takerVolumeRatio: [1.558272, NaN],
  });
});

Deno.test("a scale is the number of significant decimals of the column", () => {
  const file = fileOf(
    "bookTicker",
    "1,25115.90000000,13.09700000,25116.00000000,1.23000000,1686787200009,1686787200015\n",
  );
  const { bidPrice, bidQuantity, askPrice, askQuantity } = readColumns(file);
  assert.deepEqual(
    [bidPrice, bidQuantity, askPrice, askQuantity].map(({ scale }) => scale),
    [1, 3, 0, 2],
  );
  assert.equal(bidPrice.integers[0], 251159);
});

/** A row of each family and its times in milliseconds by position. */
const ROWS: Record<Kind, string> = {
  aggTrades: ROW,
  "klines_1m":
    "1746403200000,94300.1,94310,94290,94300,12.5,1746403259999,1178750.1,812,6.2,584660.0,0",
  bookTicker:
    "2948552298577,25115.90000000,13.09700000,25116.00000000,1.23000000,1686787200009,1686787200015",
  fundingRate: "1746072000008,8,0.00010000",
  metrics:
    "2024-01-01 00:05:00,BTCUSDT,88741.2100000000000000,3902534523.0823000000000000,1.67012345,1.29012345,2.10012345,0.83012345",
  "markPriceKlines_1m":
    "1591256460000,9653.29201333,9654.56401333,9653.07367333,9653.07367333,0,1591256519999,0,60,0,0,0",
  "premiumIndexKlines_1m":
    "1691603820000,-0.00042931,-0.00023641,-0.00059406,-0.00043659,0,1691603879999,0,12,0,0,0",
};

Deno.test("every family reads the same with the venue's header and without", () => {
  for (const kind of KINDS) {
    const row = ROWS[kind];
    const header = SCHEMAS[kind].fields.map(({ venueName }) => venueName)
      .concat(SCHEMAS[kind].extras.slice(0, 1))
      .slice(0, row.split(",").length).join(",");
    const named = read(kind, `${header}\n${row}\n`);
    const bare = read(kind, `${row}\n`);
    assert.equal(named.rows, 1);
    assert.deepEqual(named.columns, bare.columns, kind);
    assert.deepEqual(named.defects, []);
    assert.deepEqual(bare.defects, ["missingHeader"]);
  }
});

// eq-parse-time
Deno.test("times are in milliseconds or microseconds, told from the file; other units are refused", () => {
  for (const kind of KINDS) {
    if (kind === "metrics") continue;
    const scaled = (digits: string) =>
      ROWS[kind].replaceAll(/\b(1[5-7]\d{11})\b/g, `$1${digits}`) + "\n";
    const milli = read(kind, scaled("")), micro = read(kind, scaled("000"));
    assert.deepEqual(micro.columns, milli.columns, kind);
    assert.deepEqual(micro.defects, ["missingHeader", "microseconds"]);
    for (const other of ["000000", "0", "00000"]) {
      assert.throws(
        () => read(kind, scaled(other)),
        /a time has 13 digits \(ms\) or 16 digits \(us\)/,
        `${kind} ${other}`,
      );
    }
    // The unit of the first row is that of all.
    assert.throws(() => read(kind, scaled("") + scaled("000")), FieldError);
  }
});
