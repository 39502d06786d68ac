// deno-lint-ignore-file no-console
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Catalog, ingest } from "volarb/catalog";
import {
  auditCausality,
  catalogColumns,
  type DecisionClock,
  effectiveSpreadFeature,
  type Feature,
  featureFrame,
  FeatureStream,
  marketColumns,
  quotedSpreadFeature,
} from "volarb/features";
import { median } from "volarb/stats";
import { allFeatures } from "./all_features.ts";

const data = fileURLToPath(
  new URL("../../../shared/data/raw", import.meta.url),
);
const present = existsSync(data);
if (!present) {
  console.log("features on real sessions are not tested: no ../shared/data");
}

/** What a test is given. */
type Session = { readonly catalog: Catalog; readonly features: Feature[] };

/** The two days of a real session in a catalog, and the features that they allow. */
function inSession(body: (session: Session) => void): void {
  const root = Deno.makeTempDirSync();
  try {
    ingest({
      data,
      catalog: root,
      symbols: ["BTCUSDT"],
      kinds: ["aggTrades", "bookTicker", "klines_1m"],
      from: "2024-07-18",
      to: "2024-07-19",
    });
    const features = allFeatures(2000).filter(({ inputs }) =>
      inputs.every((name) => /^(bars|trades|quotes)\./.test(name))
    );
    body({ catalog: new Catalog(root), features });
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

Deno.test({
  name: "a real session streamed record by record gives the frame's rows",
  ignore: !present,
  fn: () =>
    inSession(({ catalog, features }) => {
      const clock: DecisionClock = { kind: "volume", volume: 5 };
      const { frame } = featureFrame(catalog, {
        symbol: "BTCUSDT",
        features,
        clock,
      });
      const { bars, trades, quotes } = catalogColumns(catalog, "BTCUSDT");
      const stream = new FeatureStream({ features, clock });
      const rows: number[][] = [];
      const onRow = () => rows.push([...stream.row]);
      const [b, t, q] = [bars, trades, quotes].map((c) => c.receiveTime);
      // Bars, then quotes, then the clock's trades where times are equal.
      for (let i = 0, j = 0, k = 0; j < t!.length;) {
        const quoteTime = q![k] ?? Infinity;
        if ((b![i] ?? Infinity) <= Math.min(quoteTime, t![j]!)) {
          stream.updateRows("bars", bars, i, ++i, onRow);
        } else if (quoteTime <= t![j]!) {
          stream.updateRows("quotes", quotes, k, ++k, onRow);
        } else stream.updateRows("trades", trades, j, ++j, onRow);
      }
      assert.equal(rows.length, frame.height);
      assert.ok(rows.length > 100);
      features.forEach(({ name }, i) => {
        const column = frame.getColumn(name).toTypedArray() as Float64Array;
        column.forEach((x, row) =>
          assert.ok(Object.is(rows[row]![i], x), `${name} in row ${row}`)
        );
      });
    }),
});

Deno.test({
  name:
    "on a real session no feature of ticks looks ahead, and trades pay about the quoted spread",
  ignore: !present,
  fn: () =>
    inSession(({ catalog, features }) => {
      const market = catalogColumns(catalog, "BTCUSDT");
      const { bars, trades, quotes } = market;
      for (const feature of features) {
        const report = auditCausality(
          feature,
          { bars, trades, quotes },
          { cuts: 1 },
        );
        assert.deepEqual(report.violations, [], feature.name);
      }
      const read = (feature: Feature) =>
        feature.compute(marketColumns({ trades, quotes })).values
          .filter((x) => x === x);
      const paid = median(read(effectiveSpreadFeature()));
      const quoted = median(read(quotedSpreadFeature()));
      assert.ok(
        Math.abs(quoted - 0.1) < 1e-9 && Math.abs(paid - quoted) < 1e-9,
      );
    }),
});
