import { AggTradeDefects } from "./agg_trade_defects.ts";
import { BookTickerDefects } from "./book_ticker_defects.ts";
import type { DefectReport } from "./defect_report.ts";
import { FundingDefects } from "./funding_defects.ts";
import type { Kind } from "./kind.ts";
import { KlineDefects, type KlineKind } from "./kline_defects.ts";
import { MetricsDefects } from "./metrics_defects.ts";
import type { DefectDetector } from "./row_defects.ts";
import type { SourceFileOf } from "./source_file.ts";
import type { Tick } from "./tick.ts";

/** What a detector may be told about the instrument. */
export type DetectorOptions = {
  /** Smallest step of the price, `integer / 10 ** scale`; prices off it are reported. */
  readonly tick?: Tick;
  /** Smallest step of quantities; a file of whole ones is reported where it is below one. */
  readonly lot?: Tick;
};

/**
 * The detector of a file's family.
 *
 * Feed it every block of the file in order, act on its verdicts, and call
 * `finish` at the end. It keeps a bounded memory of the rows it saw: a duplicate of
 * one of the last million trades or quotes is found, and one of the last 131,072
 * that came after a larger id.
 *
 * @param file The file whose blocks will come.
 * @param report Where defects are counted.
 * @param options What is known of the instrument.
 * @returns The detector.
 *
 * @example A crossed quote is left out
 * ```ts
 * import assert from "node:assert/strict";
 * import { DefectReport, detectDefects, readChunks, ROW } from "volarb/market";
 *
 * const path = Deno.makeTempFileSync();
 * Deno.writeTextFileSync(
 *   path,
 *   "1,100.1,2,100.0,3,1684195200000,1684195200002\n",
 * );
 * const file = {
 *   path,
 *   relativePath: "BTCUSDT-bookTicker-2023-05-16.csv",
 *   kind: "bookTicker",
 *   symbol: "BTCUSDT",
 *   from: "2023-05-16",
 *   to: "2023-05-16",
 *   span: "daily",
 *   format: "csv",
 * } as const;
 * const report = new DefectReport();
 * const detector = detectDefects(file, report);
 * for (const chunk of readChunks(file, { defects: report })) {
 *   assert.equal(detector.update(chunk)[0], ROW.quarantine);
 * }
 * detector.finish();
 * assert.deepEqual(
 *   report.defects.map((defect) => defect.kind),
 *   ["missingHeader", "crossedQuote", "partialDays"],
 * );
 * Deno.removeSync(path);
 * ```
 */
export function detectDefects<K extends Kind>(
  file: SourceFileOf<K>,
  report: DefectReport,
  options: DetectorOptions = {},
): DefectDetector<K> {
  return newDetector(file, report, options) as unknown as DefectDetector<K>;
}

function newDetector(
  file: SourceFileOf<Kind>,
  report: DefectReport,
  options: DetectorOptions,
): unknown {
  switch (file.kind) {
    case "aggTrades":
      return new AggTradeDefects(file, report, options);
    case "bookTicker":
      return new BookTickerDefects(file, report, options);
    case "fundingRate":
      return new FundingDefects(file, report);
    case "metrics":
      return new MetricsDefects(file, report);
    default:
      return new KlineDefects<KlineKind>(file, report, options);
  }
}
