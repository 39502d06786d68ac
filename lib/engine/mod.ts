/**
 * The event engine: streams merged by receive time, clock, bus, actors, ledger and
 * backtest.
 *
 * @module
 */
export {};
