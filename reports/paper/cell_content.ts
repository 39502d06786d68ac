import { type TextNode, textNode } from "./text_node.ts";
import { withMinus, withPowers } from "./typography.ts";

/**
 * The text of a table's cell as nodes; `$...$` in it is math, and so are numbers
 * such as `1.4e-7`.
 *
 * @param text The text.
 * @returns `text` and `inlineMath` nodes.
 */
export function cellContent(text: string): TextNode[] {
  return text.split(/\$([^$]+)\$/).flatMap((part, i) =>
    i % 2 === 1
      ? [{ type: "inlineMath", value: part }]
      : withPowers(textNode(withMinus(part)))
  );
}
