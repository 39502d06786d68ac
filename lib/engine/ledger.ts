import {
  type ContractSpec,
  divideRounded,
  type Fill,
  formatMoney,
  type FundingEvent,
  type LiquidationEvent,
  type PositionSide,
  type VenueAccount,
} from "../venue/mod.ts";
import {
  type LedgerAccount,
  type LedgerEntry,
  LedgerError,
} from "./ledger_error.ts";

/** What the ledger knows of a position. */
export type LedgerPosition = {
  /** Signed lots. */
  lots: number;
  /** Signed cost of the open lots, money. */
  cost: bigint;
  /** Sum of the signed lots of all fills and liquidations. */
  traded: number;
};

type Amounts = readonly (readonly [LedgerAccount, bigint])[];

const SIDES: readonly PositionSide[] = ["both", "long", "short"];

/** Rules of a contract with the place of its positions. */
type Contract = {
  readonly spec: ContractSpec;
  readonly index: number;
};

/**
 * The engine's own books: double entry, exact, and compared with the venue's after every
 * booking.
 *
 * A fill of signed notional `n` that changes the cost of the position by `c` and realises `r`
 * for a fee `f` is
 *
 * | account | amount |
 * |---|---|
 * | position | `c` |
 * | clearing | `-(n + r)` |
 * | realized | `-r` |
 * | wallet | `r - f` |
 * | fees | `f` |
 *
 * which adds up to `c - n - r = 0` only where the profit is what the cost says. The cost is
 * kept here, apart from the venue's position. After every booking
 * `wallet = start + realised - fees + funding + insurance`, each position is the sum of its
 * fills, and wallet and positions are the venue's; else the run stops.
 *
 * @see def-ledger, eq-average-cost, thm-ledger-identity, alg-ledger
 */
export class Ledger {
  /** Money at the start. */
  readonly start: bigint;
  /** Money in the wallet. */
  wallet: bigint;
  /** Profit realised, money. */
  realized = 0n;
  /** Fees paid less rebates received, money. */
  fees = 0n;
  /** Funding received less paid, money. */
  funding = 0n;
  /** What the insurance fund added, money. */
  insurance = 0n;
  /** Every entry in order. */
  readonly entries: LedgerEntry[] = [];
  readonly #contracts = new Map<string, Contract>();
  readonly #positions = new Map<string, LedgerPosition>();
  #booking = 0;

  /** Books the capital. */
  constructor(specs: readonly ContractSpec[], start: bigint, time: number) {
    this.start = this.wallet = start;
    specs.forEach((spec, index) =>
      this.#contracts.set(spec.symbol, { spec, index })
    );
    this.#book(time, "start", "", [["wallet", start], ["capital", -start]]);
  }

  /** A position; flat where nothing was traded. */
  position(symbol: string, side: PositionSide): LedgerPosition {
    const key = `${symbol}/${side}`;
    const known = this.#positions.get(key);
    if (known !== undefined) return known;
    const made = { lots: 0, cost: 0n, traded: 0 };
    this.#positions.set(key, made);
    return made;
  }

  /** Net signed lots and cost of a contract, over its legs. */
  net(symbol: string): { readonly lots: number; readonly cost: bigint } {
    let lots = 0;
    let cost = 0n;
    for (const side of SIDES) {
      const position = this.#positions.get(`${symbol}/${side}`);
      if (position === undefined) continue;
      lots += position.lots;
      cost += position.cost;
    }
    return { lots, cost };
  }

  /** Books a fill. */
  fill(time: number, fill: Fill): void {
    const { symbol, side, price, quantity, commission, realized } = fill;
    const position = this.position(symbol, fill.positionSide);
    const { tickLotMoney } = this.#contracts.get(symbol)!.spec;
    const signed = side === "buy" ? quantity : -quantity;
    const change = trade(position, signed, price, tickLotMoney);
    const notional = BigInt(price) * BigInt(signed) * tickLotMoney;
    this.wallet += realized - commission;
    this.realized += realized;
    this.fees += commission;
    this.#book(time, `fill ${fill.tradeId}`, symbol, [
      ["position", change],
      ["clearing", -(notional + realized)],
      ["realized", -realized],
      ["wallet", realized - commission],
      ["fees", commission],
    ]);
    this.#agree("wallet", this.wallet, fill.balance);
    this.#agree(`position of ${symbol}`, position.lots, fill.position);
  }

  /** Books a funding payment. */
  fund(event: FundingEvent): void {
    const { amount, symbol, time } = event;
    this.wallet += amount;
    this.funding += amount;
    this.#book(time, `funding of ${event.settlementTime}`, symbol, [
      ["wallet", amount],
      ["funding", -amount],
    ]);
    this.#agree("wallet", this.wallet, event.balance);
  }

  /** Books a position that the venue closed. */
  liquidate(event: LiquidationEvent): void {
    const { symbol, time, realized, fee, insurance } = event;
    const position = this.position(symbol, event.positionSide);
    const { position: lots, left } = event;
    this.#agree(`position of ${symbol}`, position.lots, lots + left);
    const cost = divideRounded(
      position.cost * BigInt(Math.abs(lots)),
      BigInt(Math.abs(position.lots)),
    );
    position.traded -= lots;
    position.lots -= lots;
    position.cost -= cost;
    this.wallet += realized - fee + insurance;
    this.realized += realized;
    this.fees += fee;
    this.insurance += insurance;
    this.#book(time, `liquidation of ${lots}`, symbol, [
      ["position", -cost],
      // What was paid for it: its cost and the profit.
      ["clearing", cost],
      ["realized", -realized],
      ["wallet", realized - fee + insurance],
      ["fees", fee],
      ["insurance", -insurance],
    ]);
    this.#agree("wallet", this.wallet, event.balance);
  }

  /**
   * Holds the books to their identities, and to the venue's.
   *
   * @throws {LedgerError} If one is broken.
   */
  check(account: VenueAccount): void {
    const { start, realized, fees, funding, insurance } = this;
    const due = start + realized - fees + funding + insurance;
    if (this.wallet !== due) {
      this.#broken(
        "the wallet must be start + realised - fees + funding + insurance",
        this.wallet,
        due,
      );
    }
    this.#agree("wallet", this.wallet, account.balance);
    this.#agree("realised profit", realized, account.realized);
    this.#agree("fees", fees, account.fees);
    this.#agree("funding", funding, account.funding);
    for (const [key, { lots, traded, cost }] of this.#positions) {
      if (lots !== traded) {
        this.#broken(
          `position ${key} must be the sum of its fills`,
          lots,
          traded,
        );
      }
      const [symbol, side] = key.split("/") as [string, PositionSide];
      const { index } = this.#contracts.get(symbol)!;
      const venue = account.position(index, side);
      this.#agree(`position of ${symbol}`, lots, venue.lots);
      this.#agree(`cost of ${symbol}`, cost, venue.cost);
    }
  }

  #book(
    time: number,
    reference: string,
    symbol: string,
    amounts: Amounts,
  ): void {
    const booking = this.#booking++;
    let sum = 0n;
    for (const [account, amount] of amounts) {
      if (amount === 0n) continue;
      sum += amount;
      this.entries.push({ booking, time, reference, symbol, account, amount });
    }
    if (sum !== 0n) {
      this.#broken("the entries of a booking must add up to 0", sum, 0n);
    }
  }

  #agree(what: string, ours: bigint | number, venues: bigint | number): void {
    if (ours === venues) return;
    this.#broken(`the ${what} must be the venue's`, ours, venues);
  }

  #broken(rule: string, found: bigint | number, due: bigint | number): never {
    const text = (value: bigint | number) =>
      typeof value === "bigint" ? formatMoney(value) : String(value);
    const last = this.#booking - 1;
    const first = this.entries.findLastIndex(({ booking }) => booking < last);
    throw new LedgerError(rule, {
      found: `${text(found)} against ${text(due)}`,
      entries: this.entries.slice(first + 1),
    });
  }
}

/**
 * Takes signed lots into a position; gives the change of its cost.
 *
 * What leaves takes its share of the cost, rounded once; what opens adds its notional.
 */
function trade(
  position: LedgerPosition,
  signed: number,
  ticks: number,
  tickLotMoney: bigint,
): bigint {
  const before = position.cost;
  const { lots } = position;
  position.traded += signed;
  let opening = signed;
  if (lots !== 0 && Math.sign(signed) !== Math.sign(lots)) {
    const leaving = Math.min(Math.abs(signed), Math.abs(lots));
    position.cost -= divideRounded(
      position.cost * BigInt(leaving),
      BigInt(Math.abs(lots)),
    );
    opening = signed + Math.sign(lots) * leaving;
  }
  position.cost += BigInt(ticks) * BigInt(opening) * tickLotMoney;
  position.lots = lots + signed;
  return position.cost - before;
}
