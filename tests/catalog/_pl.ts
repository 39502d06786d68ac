import pl from "nodejs-polars"; import { Catalog } from "volarb/catalog"; import { toDecimals } from "volarb/market";
const c = new Catalog("/tmp/catalog/cat1");
for (const [k, s] of [["bookTicker", "ETHUSDT"], ["aggTrades", "BTCUSDT"], ["klines_1m", "BTCUSDT"], ["klines_1m", "LINKUSDT"], ["fundingRate", "ENAUSDT"]] as const) {
  const cols: any = c.columns(k, s); const df = c.scan(k, s).collectSync(); console.log(k, df.schema, df.height, cols.rows);
  for (const n of df.columns) { let ser = df.getColumn(n); const ours = cols[n].integers ? toDecimals(cols[n]) : cols[n]; if (ser.dtype.toString().includes("Datetime")) ser = ser.cast(pl.Int64); if (n === "isBuyerMaker") ser = ser.cast(pl.UInt8);
    const nulls = ser.nullCount(); const f = df.select(pl.col(n).cast(n === "isBuyerMaker" ? pl.UInt8 : pl.Int64).cast(pl.Float64).fillNull(pl.lit(NaN))); let arr: any = nulls ? (ser.dtype.toString().includes("Float") ? df.select(pl.col(n).fillNull(pl.lit(NaN))).getColumn(n).toTypedArray() : f.getColumn(n).toTypedArray()) : ser.toTypedArray();
    let bad = 0; for (let i = 0; i < arr.length; i++) if (!Object.is(Number(arr[i]), ours[i])) bad++; console.log(n, ser.dtype.toString(), "nulls", nulls, "bad", bad, arr.length === ours.length, arr[0], ours[0]); }
}
const t0 = Date.UTC(2024, 6, 19, 0, 1) * 1000; console.log(c.scan("bookTicker", "BTCUSDT", { start: t0, end: t0 + 1e6 }).collectSync().height, c.columns("bookTicker", "BTCUSDT", { start: t0, end: t0 + 1e6 }).rows, [...c.rowGroups("bookTicker", "BTCUSDT", { start: t0, end: t0 + 1e6 })].map(x => x.rows));
console.log(c.scan("bookTicker", "BTCUSDT", { start: t0, end: t0 + 1e6 }).select("bidPrice").describeOptimizedPlan());
