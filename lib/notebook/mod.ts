/**
 * What a chapter shows: tables, figures, prose with numbers, headline numbers,
 * the data it stands on, and the processes that search for it.
 *
 * Importing this module in the first cell also makes the Deno kernel end a cell
 * only after its outputs have been sent, so that `jupyter nbconvert --execute`
 * and JupyterLab show every one of them.
 *
 * A cell shows the value of its last expression:
 *
 * ```ts ignore
 * import { edition, figure, Plot, record, show } from "volarb/notebook";
 *
 * const { catalog } = edition();
 * const bars = catalog.bars("BTCUSDT");
 * show({ close: bars.close }, { id: "tbl-bars", caption: "Bars of a minute." });
 * ```
 *
 * @module
 */
import "./start.ts";

export * from "./displayable.ts";
export * from "./display_all.ts";
export * from "./edition.ts";
export * from "./drawn.ts";
export * from "./figure.ts";
export type { TableCell, TableColumns, TableFrame } from "./frame.ts";
export * from "./format_number.ts";
export * from "./md.ts";
export * from "./page.ts";
export * from "./plot.ts";
export * from "./record.ts";
export * from "./show.ts";
export * from "./trial_processes.ts";
export * from "./truth.ts";
