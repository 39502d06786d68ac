import { ingest, Catalog } from "volarb/catalog";
const [mode, kind, root, cat] = Deno.args as any;
const t = performance.now();
if (mode === "ingest") { const r = ingest({ data: root, catalog: cat, kinds: [kind] }); console.log(r.rowsWritten, r.defects); }
if (mode === "read") { let n = 0; for (const g of new Catalog(cat).rowGroups(kind, "BTCUSDT", (kind === "bookTicker" ? { select: ["bidPrice", "bidQuantity", "askPrice", "askQuantity", "eventTime"] } : { select: ["price", "quantity", "eventTime", "isBuyerMaker"] }) as any)) n += g.rows; console.log(n, n / (performance.now() - t) / 1000, "M rows/s"); }
if (mode === "readall") { let n = 0; for (const g of new Catalog(cat).rowGroups(kind, "BTCUSDT")) n += g.rows; console.log(n, n / (performance.now() - t) / 1000, "M rows/s"); }
if (mode === "hour") { const s = Date.UTC(2024, 0, 1, 12) * 1000; let n = 0; for (const g of new Catalog(cat).rowGroups(kind, "BTCUSDT", { start: s, end: s + 3600e6, ...(kind === "bookTicker" ? { select: ["bidPrice", "bidQuantity", "askPrice", "askQuantity", "eventTime"] } : { select: ["price", "quantity", "eventTime", "isBuyerMaker"] }) as any })) n += g.rows; console.log(n); }
console.log(mode, kind, (performance.now() - t).toFixed(0), "ms", "rss", (Deno.memoryUsage().rss / 1e6).toFixed(0), Deno.readTextFileSync("/proc/self/status").match(/VmHWM.*/)![0]);
