import type { SymbolColumns } from "./column_source.ts";
import type { MarketSource } from "./market_source.ts";
import {
  type AnyStreamColumns,
  STREAM_COLUMNS,
  type StreamFamily,
} from "./tick_columns.ts";

/** Columns of each symbol. */
export type MarketsInMemory = { readonly [symbol: string]: SymbolColumns };

/**
 * All records of a source in memory, as columns of their own.
 *
 * @param source The source.
 * @returns The columns of each symbol, for `columnSource`.
 *
 * @example There and back
 * ```ts
 * import assert from "node:assert/strict";
 * import { columnSource, loadColumns } from "volarb/engine";
 *
 * const one = Float64Array.of(1);
 * const markets = {
 *   X: { mark: { eventTime: one, receiveTime: one, price: one } },
 * };
 * assert.deepEqual(loadColumns(columnSource(markets)), markets);
 * ```
 */
export function loadColumns(source: MarketSource): MarketsInMemory {
  return Object.fromEntries(
    source.symbols.map((symbol) => [
      symbol,
      Object.fromEntries(
        source.families(symbol)
          .map((family) => [family, loadStream(source, family, symbol)]),
      ),
    ]),
  ) as MarketsInMemory;
}

function loadStream(
  source: MarketSource,
  family: StreamFamily,
  symbol: string,
): AnyStreamColumns {
  const reader = source.open(family, symbol);
  const blocks: { rows: number; columns: AnyStreamColumns }[] = [];
  for (;;) {
    const block = reader.next();
    if (block === undefined) break;
    blocks.push(block as unknown as typeof blocks[number]);
  }
  reader.close?.();
  return Object.fromEntries(
    STREAM_COLUMNS[family].map((name) => [
      name,
      joined(
        blocks.map(({ rows, columns }) => columns[name]!.subarray(0, rows)),
      ),
    ]),
  ) as unknown as AnyStreamColumns;
}

type Part = Float64Array | Int32Array | Uint8Array;

/** Parts one after the other; doubles if any part is of doubles. */
function joined(parts: readonly Part[]): Part {
  const [first] = parts;
  if (first === undefined) return new Float64Array(0);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const wide = parts.some((part) => part instanceof Float64Array);
  const all = wide
    ? new Float64Array(length)
    : first instanceof Int32Array
    ? new Int32Array(length)
    : new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
