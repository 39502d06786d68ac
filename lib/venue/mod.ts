/**
 * The simulated exchange: orders, matching, queues, latency, fees, funding and margin.
 *
 * @module
 */
export * from "./account.ts";
export * from "./contract_spec.ts";
export * from "./fee_model.ts";
export * from "./fill.ts";
export * from "./funding_schedule.ts";
export * from "./impact_model.ts";
export * from "./latency_model.ts";
export * from "./margin.ts";
export * from "./money.ts";
export * from "./order.ts";
export * from "./order_change.ts";
export * from "./order_checks.ts";
export * from "./order_event.ts";
export * from "./order_request.ts";
export * from "./order_status.ts";
export * from "./position.ts";
export * from "./queue_model.ts";
export * from "./rate_limiter.ts";
export * from "./rejection.ts";
export * from "./simulated_exchange.ts";
export * from "./venue_bar.ts";
export * from "./venue_choices.ts";
export * from "./venue_event.ts";
export * from "./venue_options.ts";
export * from "./volume_fees.ts";
