import { Random } from "volarb/random";
import {
  brownianBars,
  closeToClose,
  garmanKlass,
  parkinson,
  rogersSatchell,
  yangZhang,
} from "volarb/volatility";

const bars = brownianBars(new Random(1), {
  bars: 1_000_000,
  steps: 4,
  variance: 1e-6,
});
const window = 60;

Deno.bench("closeToClose() over 1M bars", () => {
  closeToClose(bars, { window });
});
Deno.bench("parkinson() over 1M bars", () => {
  parkinson(bars, { window });
});
Deno.bench("garmanKlass() over 1M bars", () => {
  garmanKlass(bars, { window });
});
Deno.bench("rogersSatchell() over 1M bars", () => {
  rogersSatchell(bars, { window });
});
Deno.bench("yangZhang() over 1M continuous bars", () => {
  yangZhang(bars, { window, overnight: "none" });
});
Deno.bench("yangZhang() over 1M bars with overnight returns", () => {
  yangZhang(bars, { window, overnight: "bars" });
});
