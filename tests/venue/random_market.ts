import * as fc from "fast-check";
import {
  type ContractSpec,
  contractSpec,
  displayedDepthImpact,
  noFees,
  Order,
  type OrderRequest,
  riskAverseQueue,
  SimulatedExchange,
  type VenueEvent,
  type VenueOptions,
} from "volarb/venue";

/** A record or a command of a random run; what the numbers mean depends on the kind. */
export type Step = {
  readonly kind: "quote" | "trade" | "submit" | "cancel" | "modify" | "mark";
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
};

const small = fc.integer({ min: 0, max: 9 });

function sequences(weights: Partial<Record<Step["kind"], number>>) {
  const kinds = Object.entries(weights).flatMap(([kind, weight]) =>
    new Array<Step["kind"]>(weight).fill(kind as Step["kind"])
  );
  return fc.array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      a: small,
      b: small,
      c: small,
      d: small,
    }),
    { minLength: 20, maxLength: 160, size: "max" },
  );
}

/** Random records and commands. */
export const steps: fc.Arbitrary<Step[]> = sequences({
  quote: 8,
  trade: 5,
  submit: 5,
  cancel: 1,
  modify: 1,
  mark: 1,
});

/** Quotes and trades alone. */
export const records: fc.Arbitrary<Step[]> = sequences({ quote: 2, trade: 1 });

/** The rules of a contract of tick and lot 1. */
export function unitContract(
  symbol = "X",
  change: Parameters<typeof contractSpec>[1] = {},
): ContractSpec {
  const unit = { integer: 1, scale: 0 };
  return contractSpec(symbol, {
    tick: unit,
    lot: unit,
    minNotional: 0,
    brackets: [],
    funding: [],
    ...change,
  });
}

/** An exchange of one such contract without fees and margin, and what it says. */
export function openExchange(
  options: Partial<VenueOptions> = {},
): { exchange: SimulatedExchange; events: VenueEvent[] } {
  const events: VenueEvent[] = [];
  const exchange = new SimulatedExchange({
    specs: [unitContract()],
    balance: 1_000_000,
    fees: noFees(),
    queue: riskAverseQueue(),
    impact: displayedDepthImpact(),
    margin: { mode: "none" },
    rateLimits: [],
    emit: (event) => events.push(event),
    ...options,
  });
  return { exchange, events };
}

/** How a run is seen: prices turned about a price, or as they are. */
export type View = {
  /** Sum of a price and its mirror image; nothing for no mirror. */
  readonly mirror?: number;
  /** Whether orders name a leg of hedge mode. */
  readonly legs?: boolean;
};

/** The best prices as a random run moves them. */
export class Walk {
  /** Best bid, ticks. */
  bid = 1000;
  /** Best ask, ticks. */
  ask = 1001;

  /** The next best prices: steps of at most two ticks, spreads of one to three. */
  next({ a, b }: Step): void {
    this.bid += [0, 0, 0, 0, 1, -1, 1, -1, 2, -2][a]!;
    this.ask = this.bid + [1, 1, 1, 1, 1, 1, 2, 2, 3, 1][b]!;
  }
}

/** A run of one contract; one microsecond a step. */
export class Player {
  readonly #exchange: SimulatedExchange;
  readonly #mirror: number;
  readonly #legs: boolean;
  readonly #symbol: string;
  readonly #walk = new Walk();
  readonly #names: string[] = [];
  readonly #i: number;
  #time: number;

  constructor(
    exchange: SimulatedExchange,
    { mirror = NaN, legs = false }: View = {},
    { symbol = "X", time = 0 } = {},
  ) {
    this.#exchange = exchange;
    this.#mirror = mirror;
    this.#legs = legs;
    this.#symbol = symbol;
    this.#i = exchange.indexOf(symbol);
    this.#time = time;
  }

  /** Plays a step at the next microsecond. */
  play(step: Step, time = this.#time + 1): void {
    this.#time = time;
    const exchange = this.#exchange;
    const { kind, a, b, c, d } = step;
    const mirrored = this.#mirror === this.#mirror;
    switch (kind) {
      case "quote": {
        this.#walk.next(step);
        const { bid, ask } = this.#walk;
        const [buy, sell] = [1 + 2 * c, 1 + 2 * d];
        return mirrored
          ? exchange.quote(
            this.#i,
            time,
            this.#price(ask),
            sell,
            this.#price(bid),
            buy,
          )
          : exchange.quote(this.#i, time, bid, buy, ask, sell);
      }
      case "trade": {
        const buys = a < 5;
        // Some trades go through the best price.
        const through = b > 7 ? b - 7 : 0;
        const ticks = buys
          ? this.#walk.ask + through
          : this.#walk.bid - through;
        const aggressor = buys === mirrored ? -1 : 1;
        return exchange.trade(
          this.#i,
          time,
          this.#price(ticks),
          1 + c,
          aggressor,
        );
      }
      case "mark":
        return exchange.mark(
          this.#i,
          time,
          this.#price(this.#walk.bid) *
            this.#exchange.specs[this.#i]!.tickSize,
        );
      case "submit":
        return exchange.submit(new Order(this.#request(step)), time);
      case "cancel": {
        const name = this.#names[a * 7 % Math.max(this.#names.length, 1)];
        return exchange.cancel(name ?? "none", time);
      }
      case "modify": {
        const name = this.#names[a * 7 % Math.max(this.#names.length, 1)];
        const change = b < 5
          ? { quantity: 1 + c }
          : { price: this.#price(this.#walk.bid + c - 4) };
        return exchange.modify(name ?? "none", change, time);
      }
    }
  }

  #price(ticks: number): number {
    return this.#mirror === this.#mirror ? this.#mirror - ticks : ticks;
  }

  #request({ a, b, c, d }: Step): OrderRequest {
    const clientOrderId = `${this.#symbol}${this.#names.length}`;
    this.#names.push(clientOrderId);
    const buys = (a < 5) !== (this.#mirror === this.#mirror);
    const base = {
      clientOrderId,
      symbol: this.#symbol,
      side: buys ? "buy" : "sell",
      quantity: 1 + c,
      positionSide: !this.#legs ? "both" : d < 5 ? "long" : "short",
    } as const;
    const away = this.#price(this.#walk.bid + d - 4);
    switch (b) {
      case 0:
      case 1:
        return { ...base, type: "market" };
      case 2:
        return { ...base, type: "limit", price: away, timeInForce: "IOC" };
      case 3:
        return { ...base, type: "limit", price: away, timeInForce: "FOK" };
      case 4:
        return { ...base, type: "limit", price: away, postOnly: true };
      case 5:
        return { ...base, type: "market", reduceOnly: !this.#legs };
      case 6:
        return { ...base, type: "stopMarket", triggerPrice: away };
      case 7:
        return {
          ...base,
          type: "trailingStopMarket",
          trailing: { type: "ticks", ticks: 1 + d },
        };
      default:
        return { ...base, type: "limit", price: away };
    }
  }
}
