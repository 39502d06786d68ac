import type { Displayable } from "./displayable.ts";
import { jupyter, kernelInterface } from "./kernel_interface.ts";

/**
 * Shows several things under one cell, in their order.
 *
 * @param items What is shown.
 * @throws {TypeError} Outside of a notebook.
 *
 * @example Two figures of one cell
 * ```ts ignore
 * displayAll(
 *   figure("fig-price", "The price.", { marks: [Plot.lineY(close)] }),
 *   figure("fig-variance", "The variance.", { marks: [Plot.lineY(variance)] }),
 * );
 * ```
 */
export function displayAll(...items: readonly Displayable[]): void {
  if (kernelInterface() === undefined) {
    throw new TypeError(
      "Cannot show anything as this must run in a notebook: there is no kernel",
    );
  }
  const { broadcast } = jupyter();
  for (const { forms } of items) {
    void broadcast("display_data", {
      data: forms,
      metadata: {},
      transient: {},
    });
  }
}
