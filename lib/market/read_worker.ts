/**
 * A thread of a {@linkcode ReaderPool}: helps to read the files that it is told of.
 *
 * @module
 */
import type { Kind } from "./kind.ts";
import { type HelperMessage, ReadHelper } from "./read_together.ts";

/** What a worker's scope has, of which the library's own types know nothing. */
type WorkerScope = {
  onmessage: (event: { readonly data: HelperMessage }) => void;
  readonly postMessage: (message: "ready") => void;
};

const scope = globalThis as unknown as WorkerScope;

let helper: ReadHelper<Kind> | undefined;

scope.onmessage = ({ data }) => {
  try {
    if (data === "done") helper?.close();
    else if ("file" in data) helper = new ReadHelper(data);
    else helper?.help(data);
  } catch {
    // The others read what this thread cannot, and say why; an error would end it.
  }
};
scope.postMessage("ready");
