import {
  closeToClose,
  garmanKlass,
  parkinson,
  rogersSatchell,
  yangZhang,
  yangZhangWeight,
} from "volarb/volatility";
import { mean } from "volarb/stats";
import { assertClose } from "../close.ts";
import { readTable } from "../known/table.ts";
import { fiveBars } from "./bars.ts";

const { columns } = readTable("five_bars");
const one = (x: number) => Float64Array.of(x);

Deno.test("parkinson() gives the five bars of the table (eq-parkinson)", () => {
  assertClose(parkinson(fiveBars), columns.parkinson!, 1e-13);
  assertClose(one(mean(parkinson(fiveBars))), [9.171232871e-4], 1e-9);
});

Deno.test("garmanKlass() gives the five bars in both forms (eq-garman-klass)", () => {
  assertClose(garmanKlass(fiveBars), columns.garmanKlass!, 1e-13);
  const optimal = garmanKlass(fiveBars, { form: "optimal" });
  assertClose(optimal, columns.garmanKlassOptimal!, 1e-13);
  // With 0.511, 0.019 and 0.383, as printed, it is 1e-4 more.
  assertClose(one(mean(optimal)), [9.209686653e-4], 1.1e-4);
});

Deno.test("rogersSatchell() gives the five bars of the table (eq-rogers-satchell)", () => {
  assertClose(rogersSatchell(fiveBars), columns.rogersSatchell!, 1e-13);
  assertClose(
    rogersSatchell(fiveBars, { window: 5 }).slice(-1),
    [8.372121405e-4],
    1e-9,
  );
});

Deno.test("closeToClose() gives four returns about their mean and about zero", () => {
  const sample = closeToClose(fiveBars, { window: 4 });
  const zero = closeToClose(fiveBars, { window: 4, mean: "zero" });
  assertClose(sample.slice(-1), [1.30067040267046108e-3], 1e-13);
  assertClose(zero.slice(-1), [1.03120276505385962e-3], 1e-13);
});

Deno.test("yangZhang() gives bars 2 to 5, which open where the last closed (eq-yang-zhang)", () => {
  assertClose(one(yangZhangWeight(4)), [0.113082039911308205], 1e-15);
  for (const overnight of ["bars", "none"] as const) {
    const variance = yangZhang(fiveBars, { window: 4, overnight });
    assertClose(variance.slice(-1), [9.44787019130660915e-4], 1e-13);
  }
});
