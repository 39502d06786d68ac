import { pathToFileURL } from "node:url";
import { ROOT, splitLines } from "./nbformat.ts";
import type { Output } from "./nbformat.ts";
import type { Message } from "./wire.ts";

/** Media types whose text is kept in one piece: bytes in base64. */
const BYTES = /^(image\/(?!svg)|audio\/|video\/|application\/(pdf|octet))/;

/** A stream while its pieces are put together. */
type Stream = Output & { text: string };

/**
 * What a cell has shown, as its notebook keeps it: pieces of a stream joined,
 * updated displays replaced, texts in lines, no path of this machine in a
 * traceback.
 *
 * @param messages What the kernel has sent.
 * @param count When the cell ran, from 1.
 * @returns The outputs in order.
 */
export function toOutputs(
  messages: readonly Message[],
  count: number,
): Output[] {
  const outputs: Output[] = [];
  const displays = new Map<string, Output>();
  let clears = false;
  for (const { type, content } of messages) {
    if (type === "clear_output" && content.wait) clears = true;
    if (type === "clear_output" && !content.wait) outputs.length = 0;
    if (type === "clear_output") continue;
    if (clears) outputs.length = 0;
    clears = false;
    const id: string | undefined = content.transient?.display_id;
    if (type === "update_display_data") {
      const display = displays.get(id ?? "");
      if (display !== undefined) display.data = bundle(content.data);
    } else if (type === "stream") {
      addText(outputs, content.name, content.text);
    } else {
      const output = toOutput(type, content, count);
      if (id !== undefined) displays.set(id, output);
      outputs.push(output);
    }
  }
  return outputs.map((output) =>
    typeof output.text === "string"
      ? { ...output, text: splitLines(output.text) }
      : output
  );
}

function addText(outputs: Output[], name: string, text: string): void {
  const last = outputs.at(-1) as Stream | undefined;
  if (last?.output_type === "stream" && last.name === name) last.text += text;
  else outputs.push({ output_type: "stream", name, text });
}

function toOutput(
  type: string,
  content: Record<string, unknown>,
  count: number,
): Output {
  if (type === "error") {
    return toError(
      String(content.ename),
      String(content.evalue),
      content.traceback as string[],
    );
  }
  return {
    output_type: type,
    data: bundle(content.data as Record<string, unknown>),
    metadata: content.metadata ?? {},
    ...(type === "execute_result" ? { execution_count: count } : {}),
  };
}

/**
 * An exception, as a notebook keeps it.
 *
 * @param name The exception's name.
 * @param message Its message.
 * @param traceback The lines of its stack.
 * @returns The output; paths below the project's root are relative to it.
 */
export function toError(
  name: string,
  message: string,
  traceback: readonly string[],
): Output {
  return {
    output_type: "error",
    ename: name,
    evalue: message,
    traceback: traceback.map((line) =>
      line.replaceAll(`${pathToFileURL(ROOT).href}/`, "")
    ),
  };
}

function bundle(data: Record<string, unknown> = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).map(([type, value]) => [
      type,
      typeof value === "string" && !BYTES.test(type)
        ? splitLines(value)
        : value,
    ]),
  );
}
