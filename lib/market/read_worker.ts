/**
 * A thread of {@linkcode readColumnsParallel}: helps to read the file that it is
 * told of.
 *
 * @module
 */
import type { Kind } from "./kind.ts";
import {
  type HelperFile,
  type HelpRequest,
  ReadHelper,
} from "./read_together.ts";

/** What a worker's scope has, of which the library's own types know nothing. */
type WorkerScope = {
  onmessage: (event: { readonly data: HelperFile | HelpRequest }) => void;
};

let helper: ReadHelper<Kind> | undefined;

(globalThis as unknown as WorkerScope).onmessage = ({ data }) => {
  if ("file" in data) helper = new ReadHelper(data);
  else helper?.help(data);
};
