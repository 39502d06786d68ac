import {
  contractSpec,
  displayedDepthImpact,
  feeSchedule,
  fixedTicksImpact,
  formatMoney,
  linearImpact,
  Order,
  type OrderRequest,
  powerQueue,
  riskAverseQueue,
  SimulatedExchange,
  squareRootImpact,
  tradeOnlyQueue,
  type VenueEvent,
  type VenueOptions,
} from "volarb/venue";

/**
 * A case that a reader can check with a pencil.
 *
 * One contract, X, of tick 1 and lot 1: a lot at 100 is worth 100. Fees are 2 basis points
 * for makers and 5 for takers, the balance is 10,000, margin is not asked for, and there is
 * no funding unless the case says so.
 */
export type Scenario = {
  /** What the case shows, a sentence. */
  readonly name: string;
  /** Where its numbers are from, or how they come about. */
  readonly why?: string;
  /** What differs from the setting above. */
  readonly venue?: ScenarioVenue;
  /** What happens, a line each: a time, a word, and its terms. */
  readonly steps: readonly string[];
  /** What the exchange says, a line each. */
  readonly events: readonly string[];
  /** Wallet balance at the end. */
  readonly balance?: string;
  /** Signed lots at the end. */
  readonly position?: number;
};

/** Options of a case. */
type ScenarioVenue = {
  readonly balance?: number;
  readonly maker?: number;
  readonly taker?: number;
  readonly discount?: number;
  readonly queue?: "riskAverse" | "tradeOnly" | "power1";
  readonly impact?: "oneTick" | "displayedDepth" | "linear" | "squareRoot";
  readonly margin?: VenueOptions["margin"];
  readonly contract?: Parameters<typeof contractSpec>[1];
  readonly options?: Partial<VenueOptions>;
};

const QUEUES = {
  riskAverse: riskAverseQueue(),
  tradeOnly: tradeOnlyQueue(),
  power1: powerQueue(1),
};
const IMPACTS = {
  oneTick: fixedTicksImpact(1),
  displayedDepth: displayedDepthImpact(),
  linear: linearImpact({ ticks: 1, reference: 4 }),
  squareRoot: squareRootImpact({ ticks: 1, reference: 4 }),
};
const HOUR = 3_600_000_000;

/** Runs a case and gives what its expectations are compared with. */
export function runScenario(
  scenario: Scenario,
): { events: string[]; balance: string; position: number } {
  const events: VenueEvent[] = [];
  const exchange = new SimulatedExchange({
    ...options(scenario.venue ?? {}),
    emit: (event) => events.push(event),
  });
  for (const step of scenario.steps) take(exchange, step);
  exchange.account.check();
  return {
    events: events.map(lineOf),
    balance: money(exchange.account.balance),
    position: exchange.account.positions.reduce((sum, p) => sum + p.lots, 0),
  };
}

function options(
  {
    balance = 10_000,
    maker = 0.0002,
    taker = 0.0005,
    discount = 0,
    queue = "riskAverse",
    impact = "displayedDepth",
    margin = { mode: "none" },
    contract = {},
    options = {},
  }: ScenarioVenue,
): Omit<VenueOptions, "emit"> {
  const unit = { integer: 1, scale: 0 };
  const spec = contractSpec("X", {
    tick: unit,
    lot: unit,
    minNotional: 5,
    brackets: [],
    funding: [],
    ...contract,
  });
  return {
    specs: [spec],
    balance,
    fees: feeSchedule({
      periods: [{ from: -Infinity, maker, taker }],
      discount,
    }),
    queue: QUEUES[queue],
    impact: IMPACTS[impact],
    margin,
    ...options,
  };
}

/** A number; `h` behind it makes hours of it, `-` is missing. */
function number(text: string | undefined): number {
  if (text === "-") return NaN;
  const value = text?.endsWith("h")
    ? Number(text.slice(0, -1)) * HOUR
    : Number(text);
  if (text === undefined || (Number.isNaN(value) && text !== "NaN")) {
    throw new SyntaxError(`Cannot read a step: ${text} is no number`);
  }
  return value;
}

function pair(text: string | undefined): [number, number] {
  if (text === "-") return [NaN, 0];
  const [price, lots] = text!.split("x");
  return [number(price), number(lots)];
}

function take(exchange: SimulatedExchange, step: string): void {
  const [at, word, ...terms] = step.split(/\s+/);
  const time = number(at);
  switch (word) {
    case "quote":
      return exchange.quote(0, time, ...pair(terms[0]), ...pair(terms[1]));
    case "trade":
      return exchange.trade(
        0,
        time,
        ...pair(terms[0]),
        terms[1] === "buy" ? 1 : -1,
      );
    case "mark":
      return exchange.mark(0, time, number(terms[0]));
    case "funding":
      return exchange.fundingRate(
        0,
        time,
        number(terms[0]),
        terms[1] === undefined ? NaN : number(terms[1]) / HOUR,
      );
    case "bar": {
      const [openTime, open, high, low, close, volume] = terms.map(number);
      return exchange.bar(0, {
        openTime: openTime!,
        closeTime: time,
        open: open!,
        high: high!,
        low: low!,
        close: close!,
        volume: volume!,
      });
    }
    case "submit":
      return exchange.submit(new Order(request(terms)), time);
    case "modify":
      return exchange.modify(terms[0]!, change(terms.slice(1)), time);
    case "cancel":
      return exchange.cancel(terms[0]!, time);
    case "advance":
      return exchange.advance(time);
    default:
      throw new SyntaxError(`Cannot read a step: ${step}`);
  }
}

function change(words: string[]): Record<string, number> {
  const terms: Record<string, number> = {};
  for (let k = 0; k < words.length; k += 2) {
    const name = words[k] === "trigger" ? "triggerPrice" : words[k]!;
    terms[name] = number(words[k + 1]);
  }
  return terms;
}

/** `ID side type quantity`, then words with or without a value. */
function request(
  [clientOrderId, side, type, quantity, ...words]: string[],
): OrderRequest {
  const terms: Record<string, unknown> = {
    clientOrderId,
    symbol: "X",
    side,
    type,
    quantity: number(quantity),
  };
  let tie: Record<string, unknown> | undefined;
  const queue = [...words];
  while (queue.length > 0) {
    const word = queue.shift()!;
    if (word.startsWith("@")) terms.price = number(word.slice(1));
    else if (word === "trigger") terms.triggerPrice = number(queue.shift());
    else if (word === "by") terms.triggerType = queue.shift();
    else if (["GTC", "IOC", "FOK"].includes(word)) terms.timeInForce = word;
    else if (word === "GTD") {
      terms.timeInForce = word;
      terms.expireTime = number(queue.shift());
    } else if (word === "postOnly" || word === "reduceOnly") terms[word] = true;
    else if (word === "long" || word === "short") terms.positionSide = word;
    else if (["OTO", "OCO", "OUO"].includes(word)) {
      tie = { ...tie, type: word, linked: queue.shift()!.split(",") };
    } else if (word === "parent") tie = { ...tie, parent: queue.shift() };
    else if (word === "trail") {
      const unit = queue.shift()!;
      terms.trailing = { type: unit, [unit]: number(queue.shift()) };
    } else if (word === "activation") {
      terms.activationPrice = number(queue.shift());
    } else if (word === "limitOffset") terms[word] = number(queue.shift());
    else if (word === "symbol") terms.symbol = queue.shift();
    else throw new SyntaxError(`Cannot read a word of an order: ${word}`);
  }
  if (tie !== undefined) terms.contingency = tie;
  return terms as OrderRequest;
}

function money(amount: bigint): string {
  return formatMoney(amount).replace(/\.?0+$/, "");
}

/** An event as a line: time, order, what happened. */
function lineOf(event: VenueEvent): string {
  const time = event.time >= HOUR && event.time % HOUR === 0
    ? `${event.time / HOUR}h`
    : String(event.time);
  switch (event.type) {
    case "filled": {
      const { quantity, price, liquidity, commission, realized, position } =
        event.fill;
      const profit = realized === 0n ? "" : ` profit ${money(realized)}`;
      return `${time} ${event.clientOrderId} filled ${quantity} @ ${price} ${liquidity} fee ${
        money(commission)
      }${profit} position ${position}`;
    }
    case "funding":
      return `${time} funding ${event.rate} at ${event.price} ${event.priceSource} position ${event.position} amount ${
        money(event.amount)
      }`;
    case "liquidation":
      return `${time} liquidation ${event.position} at ${event.price} profit ${
        money(event.realized)
      } fee ${money(event.fee)} insurance ${money(event.insurance)}`;
    case "marginCall":
      return `${time} marginCall ${event.ratio.toFixed(4)}`;
    case "updated":
      return `${time} ${event.clientOrderId} updated ${event.quantity}${
        Number.isNaN(event.price) ? "" : ` @ ${event.price}`
      }${
        Number.isNaN(event.triggerPrice) ? "" : ` trigger ${event.triggerPrice}`
      }`;
    default: {
      const code = "code" in event && event.code !== undefined
        ? ` ${event.code}`
        : "";
      return `${time} ${event.clientOrderId} ${event.type}${code}`;
    }
  }
}
