import { Catalog, ingest } from "volarb/catalog";
import {
  catalogColumns,
  FAMILIES,
  type MarketRecords,
  type RecordFamilies,
} from "volarb/features";
import { planOf, SAMPLE_FLAGS, writeSample } from "../../data/simulate.ts";

/** A catalog of a small simulated market for the length of a test. */
export class SimulatedCatalog implements Disposable {
  readonly #folder: string = Deno.makeTempDirSync();
  readonly catalog: Catalog = new Catalog(`${this.#folder}/catalog`);

  /** Two days of BTCUSDT with every family, trades and quotes on both unless told. */
  constructor({ events = 12_000, days = 2, tickDays = 2, seed = 1 } = {}) {
    writeSample(
      `${this.#folder}/data`,
      planOf({
        ...SAMPLE_FLAGS,
        symbols: "BTCUSDT",
        seed: `${seed}`,
        days: `${days}`,
        "tick-days": `${tickDays}`,
        "events-per-day": `${events}`,
        format: "csv",
        "carry-klines": true,
      }),
    );
    ingest({ data: `${this.#folder}/data`, catalog: this.catalog.root });
  }

  /** All records in memory. */
  records(): Required<Omit<MarketRecords, "until">> {
    const market = catalogColumns(this.catalog, "BTCUSDT");
    return Object.fromEntries(
      FAMILIES.map((family) => [family, market[family]]),
    ) as RecordFamilies;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#folder, { recursive: true });
  }
}
