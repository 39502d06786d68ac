import type { Setup } from "./naive_setup.ts";

/** A position: of a market, or of one leg of it. */
export type NaivePosition = {
  /** Index of the market. */
  m: number;
  /** 0 for the only one and the long leg, 1 for the short leg. */
  leg: 0 | 1;
  lots: number;
  cost: bigint;
  /** What is set aside for it in isolated mode. */
  margin: bigint;
};

/** What margin asks of an order. */
export type Demand = {
  m: number;
  side: 1 | -1;
  /** Whether it has no limit. */
  market: boolean;
  price: number;
  /** Lots that are not filled. */
  open: number;
  closes: boolean;
};

/** What the account is joined to. */
export type AccountParts = {
  now: () => number;
  /** Twice the price that values a market, in units of 1e-8: of mark, middle, last. */
  twicePrice: (m: number) => bigint | undefined;
  /** Twice what an order without a limit would pay, in units of 1e-8. */
  twiceBest: (m: number, side: 1 | -1) => bigint | undefined;
  /** Orders that may be filled, without those that wait for a trigger. */
  demands: (m: number) => Demand[];
  /** Ends all orders of a market. */
  endOrders: (m: number) => void;
  /** Sends news to the client. */
  tell: (text: string, hear?: () => void) => void;
  /** The client hears that lots of a position are gone. */
  lost: (one: NaivePosition, lots: number) => void;
  /** Notes what the wallet got. */
  note: (text: string, amount: bigint) => void;
};

/** A number rounded half away from zero. */
export const divide = (a: bigint, b: bigint): bigint =>
  (a < 0n ? -1n : 1n) * (((a < 0n ? -a : a) * 2n + b) / (2n * b));

const size = (a: bigint) => a < 0n ? -a : a;

/** A unit of money has so many parts that every value is whole; margins are compared to the nearest unit. */
const FINE = 2n * 10n ** 3n * 10n ** 4n;

/** Wallet, positions and margin, in whole numbers. */
export function naiveAccount(setup: Setup, parts: AccountParts) {
  const { markets, margin } = setup;
  const { leverage, mode } = margin;
  const account = { wallet: BigInt(setup.balance) * 100_000_000n };
  const positions = markets.flatMap((_, m): NaivePosition[] =>
    (setup.hedge ? [0, 1] as const : [0] as const)
      .map((leg) => ({ m, leg, lots: 0, cost: 0n, margin: 0n }))
  );
  const position = (m: number, leg: 0 | 1) =>
    positions.find((one) => one.m === m && one.leg === leg)!;
  const called = new Set<NaivePosition | "wallet">();
  const money = (m: number, ticks: number, lots: number) =>
    BigInt(ticks) * BigInt(lots) *
    10n ** BigInt(8 - markets[m]!.tickScale - markets[m]!.lotScale);
  const lotsIn = (m: number) => 10n ** BigInt(markets[m]!.lotScale);

  /** A fill; gives the profit. */
  const fill = (one: NaivePosition, signed: number, ticks: number) => {
    const { m, lots, cost } = one;
    const shut = lots * signed < 0
      ? Math.min(Math.abs(lots), Math.abs(signed))
      : 0;
    const sign = signed > 0 ? 1 : -1;
    const part = (whole: bigint) =>
      shut === 0 ? 0n : divide(whole * BigInt(shut), BigInt(Math.abs(lots)));
    const share = part(cost);
    one.margin -= part(one.margin);
    const opened = money(m, ticks, signed - sign * shut);
    one.cost += opened - share;
    one.lots += signed;
    if (mode === "isolated") {
      one.margin += divide(size(opened), BigInt(leverage));
    }
    return money(m, ticks, -sign * shut) - share;
  };

  /** What a position is worth, in fine units. */
  const worth = ({ m, lots }: NaivePosition): bigint | undefined => {
    const price = parts.twicePrice(m);
    return lots === 0
      ? 0n
      : price === undefined
      ? undefined
      : BigInt(lots) * price * FINE / 2n / lotsIn(m);
  };
  const bracket = (m: number, notional: bigint) => {
    const { brackets } = markets[m]!;
    const at = brackets.findIndex(({ cap }) =>
      notional <= BigInt(cap) * 100_000_000n * FINE
    );
    return at < 0 ? brackets.length - 1 : at;
  };
  const maintenance = (one: NaivePosition, value: bigint) => {
    const found = markets[one.m]!.brackets[bracket(one.m, size(value))];
    return found === undefined ? 0n : size(value) / 10_000n *
        BigInt(found.rate) - BigInt(found.amount) * 100_000_000n * FINE;
  };
  /** Balance and maintenance of positions that share a margin; nothing without a price. */
  const state = (cash: bigint, shared: NaivePosition[]) => {
    let balance = cash * FINE;
    let needed = 0n;
    for (const one of shared) {
      if (one.lots === 0) continue;
      const value = worth(one);
      if (value === undefined) return undefined;
      balance += value - one.cost * FINE;
      needed += maintenance(one, value);
    }
    return { balance, needed };
  };
  type State = ReturnType<typeof state>;
  const lost = (now: State) =>
    now !== undefined && 2n * (now.needed - now.balance) >= -FINE &&
    (now.needed > 0n || 2n * now.balance <= FINE);
  const warn = (who: NaivePosition | "wallet", now: State) => {
    const near = now !== undefined && now.balance > 0n &&
      2n * (now.needed * 10n - now.balance * 8n) >= -10n * FINE;
    if (near && !called.has(who)) parts.tell("marginCall");
    if (near) called.add(who);
    else called.delete(who);
  };
  /** Brings a position down to the bracket below. */
  const reduce = (one: NaivePosition) => {
    const { m, lots } = one;
    const { brackets, liquidationFee } = markets[m]!;
    const price = parts.twicePrice(m)! / 2n;
    const value = (lots: bigint) => divide(price * lots, lotsIn(m));
    const held = BigInt(Math.abs(lots));
    const below = brackets[bracket(m, value(held) * FINE) - 1];
    const kept = below === undefined
      ? 0n
      : BigInt(below.cap) * 100_000_000n * lotsIn(m) / price;
    const gone = held - kept;
    const notional = value(gone);
    const fee = divide(notional * BigInt(liquidationFee), 10_000n);
    const share = divide(one.cost * gone, held);
    const profit = (lots > 0 ? notional : -notional) - share;
    const signed = Math.sign(lots) * Number(gone);
    one.lots -= signed;
    one.cost -= share;
    const left = (mode === "isolated" ? one.margin : account.wallet) + profit;
    const taken = left <= 0n ? 0n : fee < left ? fee : left;
    let fund = mode === "isolated" && one.lots === 0 && left < 0n ? -left : 0n;
    if (mode === "isolated") one.margin = one.lots === 0 ? 0n : left - taken;
    account.wallet += profit - taken + fund;
    const flat = positions.every(({ lots }) => lots === 0);
    if (mode === "cross" && flat && account.wallet < 0n) {
      fund -= account.wallet;
      account.wallet = 0n;
    }
    parts.note("liquidation", profit - taken + fund);
    parts.tell(
      `liquidation ${signed} fee ${taken} fund ${fund}`,
      () => parts.lost(one, signed),
    );
  };
  /** Judges what has happened. */
  const judge = () => {
    if (mode === "cross") {
      const now = () => state(account.wallet, positions);
      const open = () => positions.some(({ lots }) => lots !== 0);
      if (open() && lost(now())) markets.forEach((_, m) => parts.endOrders(m));
      while (open() && lost(now())) {
        const heaviest = positions.filter(({ lots }) => lots !== 0)
          .map((one) => ({ one, asks: maintenance(one, worth(one)!) }))
          .reduce((a, b) => b.asks > a.asks ? b : a).one;
        reduce(heaviest);
      }
      warn("wallet", now());
    }
    if (mode !== "isolated") return;
    for (const one of positions) {
      const now = () => state(one.margin, [one]);
      if (one.lots !== 0 && lost(now())) parts.endOrders(one.m);
      while (one.lots !== 0 && lost(now())) reduce(one);
      if (one.lots === 0) called.delete(one);
      else warn(one, now());
    }
  };

  /** What an order asks for, in fine units. */
  const asked = ({ m, side, market, price, open }: Demand) => {
    const { tickScale } = markets[m]!;
    const twice = market
      ? parts.twiceBest(m, side)
      : BigInt(2 * price) * 10n ** BigInt(8 - tickScale);
    return twice === undefined
      ? undefined
      : twice * BigInt(open) * FINE / 2n / lotsIn(m);
  };
  /** What a market's position may become. */
  const exposure = (m: number, demands: Demand[]): bigint | undefined => {
    let net = 0n;
    let held = 0n;
    const wanted = { 1: 0n, [-1]: 0n };
    for (const one of positions.filter((one) => one.m === m)) {
      const value = worth(one);
      if (value === undefined) return undefined;
      net += value;
      held += size(value);
    }
    for (const demand of demands) {
      if (demand.closes) continue;
      const value = asked(demand);
      if (value === undefined) return undefined;
      wanted[demand.side] += value;
    }
    const most = (a: bigint, b: bigint) => a > b ? a : b;
    return setup.hedge
      ? held + wanted[1] + wanted[-1]
      : most(most(net + wanted[1], wanted[-1] - net), 0n);
  };
  /** Whether an order may not come in; whether that could not be said. */
  const refuses = (demand: Demand): boolean | "unknown" => {
    if (mode === "none" || demand.closes) return false;
    if (asked(demand) === undefined) return "unknown";
    const all = markets.map((_, m) =>
      exposure(m, [
        ...parts.demands(m),
        ...m === demand.m ? [demand] : [],
      ])
    );
    const { brackets } = markets[demand.m]!;
    const cap = brackets.filter(({ most }) => most >= leverage).at(-1)?.cap ??
      0;
    const own = all[demand.m];
    const beyond = brackets.length > 0 && own !== undefined &&
      2n * (own - BigInt(cap) * 100_000_000n * FINE) >= FINE;
    const cash = mode === "isolated"
      ? account.wallet * FINE
      : state(account.wallet, positions)?.balance;
    const known = cash !== undefined && all.every((one) => one !== undefined);
    const sum = all.reduce<bigint>((sum, one) => sum + (one ?? 0n), 0n);
    return beyond ||
      (known &&
        2n * (cash * BigInt(leverage) - sum) < -FINE * BigInt(leverage));
  };
  return { account, positions, position, money, fill, judge, refuses };
}
