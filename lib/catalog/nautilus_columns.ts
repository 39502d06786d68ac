import type { SchemaElement } from "hyparquet";
import {
  type ColumnsOf,
  type Kind,
  receiveTime,
  type ReceiveTimeOptions,
  type Scaled,
} from "../market/mod.ts";
import { MINUTE } from "../time/mod.ts";

/** Families that NautilusTrader has a type for. */
export type NautilusKind =
  | "aggTrades"
  | "bookTicker"
  | "klines_1m"
  | "fundingRate";

/** A column of a file of NautilusTrader. */
export type NautilusColumn = {
  /** Its name and type. */
  readonly element: SchemaElement;
  /** A value per row. */
  readonly values: (number | bigint | string | Uint8Array)[];
};

/** Raw units in one: NautilusTrader's prices are integers of 128 bits in 1e-16. */
const FIXED_PLACES = 16;
const NANOSECONDS = 1000n;

/**
 * Columns of a row group under their names there.
 *
 * @param kind The family.
 * @param columns Those of the catalog.
 * @param rows How many rows of them count.
 * @param delays When a client could have seen a row.
 * @returns The columns; the last is `ts_init`.
 */
export function nautilusColumns(
  kind: NautilusKind,
  columns: ColumnsOf<Kind>,
  rows: number,
  delays: ReceiveTimeOptions,
): NautilusColumn[] {
  return [
    ...ownColumns(kind, columns, rows),
    ...stampsOf(kind, columns, rows, delays),
  ];
}

/** When a row happened and when it could be seen; a bar happens at its close. */
function stampsOf(
  kind: NautilusKind,
  columns: ColumnsOf<Kind>,
  rows: number,
  delays: ReceiveTimeOptions,
): NautilusColumn[] {
  const isBar = kind === "klines_1m";
  const name = isBar ? "openTime" : "eventTime";
  const time = (columns as unknown as Record<string, Float64Array>)[name]!;
  const rowTimes = time.subarray(0, rows);
  const happened = isBar ? rowTimes.map((t) => t + MINUTE) : rowTimes;
  return [
    stamp("ts_event", happened),
    stamp("ts_init", receiveTime(kind, rowTimes, delaysOf(delays))),
  ];
}

function ownColumns(
  kind: NautilusKind,
  columns: ColumnsOf<Kind>,
  rows: number,
): NautilusColumn[] {
  const scaled = columns as unknown as Record<string, Scaled>;
  const fixed = (name: string, source = name): NautilusColumn =>
    fixedPoint(name, scaled[source]!, rows);
  switch (kind) {
    case "bookTicker":
      return [
        fixed("bid_price", "bidPrice"),
        fixed("ask_price", "askPrice"),
        fixed("bid_size", "bidQuantity"),
        fixed("ask_size", "askQuantity"),
      ];
    case "aggTrades": {
      const trades = columns as ColumnsOf<"aggTrades">;
      const ids = trades.aggTradeId.subarray(0, rows);
      return [
        fixed("price"),
        fixed("size", "quantity"),
        aggressorSide(trades.isBuyerMaker.subarray(0, rows)),
        text("trade_id", Array.from(ids, String)),
      ];
    }
    case "klines_1m":
      return ["open", "high", "low", "close", "volume"].map((name) =>
        fixed(name)
      );
    case "fundingRate":
      return fundingColumns(columns as ColumnsOf<"fundingRate">, rows);
  }
}

function aggressorSide(isBuyerMaker: Uint8Array): NautilusColumn {
  // 1 is its BUYER, 2 its SELLER.
  const values = Array.from(isBuyerMaker, (maker) => 1 + maker);
  return { element: unsigned("aggressor_side", 8), values };
}

function fundingColumns(
  { rate, intervalHours }: ColumnsOf<"fundingRate">,
  rows: number,
): NautilusColumn[] {
  return [
    {
      element: {
        name: "rate",
        type: "BYTE_ARRAY",
        repetition_type: "REQUIRED",
      },
      values: Array.from(
        rate.subarray(0, rows),
        (r) => new TextEncoder().encode(JSON.stringify(plainDecimal(r))),
      ),
    },
    {
      element: unsigned("interval", 16),
      values: Array.from(
        intervalHours.subarray(0, rows),
        (hours) => hours * 60,
      ),
    },
  ];
}

function delaysOf(
  { feedDelay, metricsLabel }: ReceiveTimeOptions,
): ReceiveTimeOptions {
  return {
    ...(feedDelay !== undefined && { feedDelay }),
    ...(metricsLabel !== undefined && { metricsLabel }),
  };
}

/** Integers of 128 bits in 1e-16, little-endian, from exact decimals. */
function fixedPoint(
  name: string,
  { integers, scale }: Scaled,
  rows: number,
): NautilusColumn {
  const bytes = new Uint8Array(16 * rows);
  const words = new DataView(bytes.buffer);
  const power = 10n ** BigInt(FIXED_PLACES - scale);
  const values = Array.from({ length: rows }, (_, i) => {
    const raw = BigInt(integers[i]!) * power;
    words.setBigUint64(16 * i, BigInt.asUintN(64, raw), true);
    words.setBigInt64(16 * i + 8, raw >> 64n, true);
    return bytes.subarray(16 * i, 16 * i + 16);
  });
  return {
    element: {
      name,
      type: "FIXED_LEN_BYTE_ARRAY",
      type_length: 16,
      repetition_type: "REQUIRED",
    },
    values,
  };
}

function stamp(name: string, microseconds: Float64Array): NautilusColumn {
  return {
    element: {
      name,
      type: "INT64",
      repetition_type: "REQUIRED",
      converted_type: "UINT_64",
    },
    values: Array.from(microseconds, (t) => BigInt(t) * NANOSECONDS),
  };
}

function unsigned(name: string, bitWidth: 8 | 16): SchemaElement {
  return {
    name,
    type: "INT32",
    repetition_type: "REQUIRED",
    converted_type: `UINT_${bitWidth}`,
  };
}

function text(name: string, values: string[]): NautilusColumn {
  return {
    element: {
      name,
      type: "BYTE_ARRAY",
      repetition_type: "REQUIRED",
      converted_type: "UTF8",
      logical_type: { type: "STRING" },
    },
    values,
  };
}

/** A rate as decimal text; rates have at most eight places. */
function plainDecimal(value: number): string {
  return value.toFixed(8);
}
