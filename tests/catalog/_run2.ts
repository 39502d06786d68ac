import * as inspector from "node:inspector";
import { ingest } from "/work/main/lib/catalog/ingest.ts";
const s = new inspector.Session(); s.connect(); const post = (m: string, p?: any) => new Promise<any>((r, j) => s.post(m as any, p, (e: any, v: any) => e ? j(e) : r(v)));
await post("Profiler.enable"); await post("Profiler.start");
const t = performance.now(); ingest({ data: Deno.args[0], catalog: Deno.args[1], kinds: (Deno.args[2]?.split(",") as any) ?? undefined! }); console.log(performance.now() - t);
const { profile } = await post("Profiler.stop"); const self = new Map<string, number>(); const dt = profile.timeDeltas; const byId = new Map(profile.nodes.map((n: any) => [n.id, n]));
profile.samples.forEach((id: number, i: number) => { const n: any = byId.get(id); const k = n.callFrame.functionName + " " + n.callFrame.url.split("/").slice(-2).join("/") + ":" + n.callFrame.lineNumber; self.set(k, (self.get(k) ?? 0) + dt[i]); });
for (const [k, v] of [...self].sort((a, b) => b[1] - a[1]).slice(0, 25)) console.log((v / 1000).toFixed(0).padStart(7), k);
