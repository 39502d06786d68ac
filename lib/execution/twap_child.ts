import type { QuoteTick } from "../engine/mod.ts";
import type { ContractSpec, Order } from "../venue/mod.ts";
import { costOfWaiting, fillProbability } from "./cost_of_waiting.ts";
import type { RecentVolume } from "./recent_volume.ts";
import type { TwapSettings } from "./twap_parameters.ts";
import type { TwapWork } from "./twap_work.ts";

/** Least notional of a contract, ticks times lots. */
const LEAST_VALUE = new WeakMap<ContractSpec, number>();

/** Least lots of a child: the contract's, and those of the least notional at a price in ticks. */
export function leastLots(
  { reduceOnly, type, price }: Order,
  spec: ContractSpec,
  ticks: number,
): number {
  const { minQuantity } = spec;
  if (reduceOnly) return minQuantity;
  let value = LEAST_VALUE.get(spec);
  if (value === undefined) {
    value = Number(spec.minNotional) / Number(spec.tickLotMoney);
    LEAST_VALUE.set(spec, value);
  }
  const worst = type === "limit" ? Math.min(ticks, price) : ticks;
  const least = Math.ceil(value / worst);
  return least > minQuantity ? least : minQuantity;
}

/** Lots of a slice that may be sent now; 0 where what may be sent would not be legal. */
export function legalLots(
  work: TwapWork,
  { due, available, spec, volume, now }: {
    /** Lots that are due. */
    readonly due: number;
    /** Lots that neither a fill nor a child has. */
    readonly available: number;
    /** Rules of the contract. */
    readonly spec: ContractSpec;
    /** What others traded, where it is counted. */
    readonly volume: RecentVolume | undefined;
    /** The time. */
    readonly now: number;
  },
): number {
  const { order, plan, settings } = work;
  const { participation, volumeWindow, missed } = settings;
  let most = order.type === "limit"
    ? spec.maxQuantity
    : Math.min(spec.maxQuantity, spec.maxMarketQuantity);
  if (participation < Infinity) {
    const share = participation * volume!.lots(now, volumeWindow);
    const sent = work.lotsSent(now, volumeWindow);
    most = Math.min(most, Math.floor(share) - sent);
  }
  let lots = Math.min(due, available);
  // What would be too small to be sent later goes now.
  if (missed !== "drop" && available - lots < plan.least) lots = available;
  lots = Math.max(0, Math.min(lots, most));
  // An order that is too small as a whole is left to the venue to judge.
  return lots < plan.least && lots < order.quantity ? 0 : lots;
}

/** How some lots are sent now: waiting at a price, or taking up to one; `undefined` where price or spread forbid to take. */
export function childTerms(
  work: TwapWork,
  { lots, style, quote, volume, now }: {
    /** Lots of the child. */
    readonly lots: number;
    /** How a slice is sent. */
    readonly style: "cross" | TwapSettings["style"];
    /** The best prices, where there are any. */
    readonly quote: QuoteTick | undefined;
    /** What others traded, where it is counted. */
    readonly volume: RecentVolume | undefined;
    /** The time. */
    readonly now: number;
  },
): { readonly waits: boolean; readonly price: number } | undefined {
  const { order, settings } = work;
  const { sign } = order;
  const limit = order.type === "limit" ? order.price : sign * Infinity;
  if (quote === undefined) return { waits: false, price: limit };
  const { bidTicks, askTicks } = quote;
  if (
    style === "passive" ||
    (style === "adaptive" && waitingPays(work, { lots, quote, volume, now }))
  ) {
    const best = sign === 1 ? bidTicks : askTicks;
    return { waits: true, price: sign * Math.min(sign * best, sign * limit) };
  }
  const touch = sign === 1 ? askTicks : bidTicks;
  const wide = askTicks - bidTicks > settings.maxSpread;
  if (wide || sign * (touch - limit) > 0) return undefined;
  return { waits: false, price: limit };
}

/** Whether waiting at the best price costs less than crossing the spread. */
function waitingPays(
  work: TwapWork,
  { lots, quote, volume, now }: {
    /** Lots of the child. */
    readonly lots: number;
    /** The best prices. */
    readonly quote: QuoteTick;
    /** What others traded. */
    readonly volume: RecentVolume | undefined;
    /** The time. */
    readonly now: number;
  },
): boolean {
  const { order, settings } = work;
  const { bidTicks, askTicks, bidLots, askLots } = quote;
  const { volumeWindow, takerFee, makerFee, adverseSelection } = settings;
  const wait = work.wait(now);
  const middle = (bidTicks + askTicks) / 2;
  const buys = order.sign === 1;
  const against = volume!.lots(now, volumeWindow, buys ? -1 : 1);
  const moves = settings.volatility * Math.sqrt(wait / 1e6);
  const cost = costOfWaiting({
    halfSpread: Math.max(0, askTicks - bidTicks) / 2,
    takerFee: takerFee * middle,
    makerFee: makerFee * middle,
    fillProbability: fillProbability({
      queue: lots + (buys ? bidLots : askLots),
      volume: against * wait / volumeWindow,
      // From the best price of one side to that of the other.
      distance: moves > 0
        ? Math.max(0, askTicks - bidTicks) / middle / moves
        : Infinity,
    }),
    alpha: work.drift(now) * middle,
    decay: Math.LN2 / settings.halfLife,
    wait,
    adverseSelection,
  });
  return cost < 0;
}
