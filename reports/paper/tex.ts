import katex from "katex";
import type { Failures } from "./failures.ts";
import { below, linesBefore, type Place } from "./place.ts";

const rendered = new Map<string, string>();

/**
 * TeX as HTML with MathML beside it for those who listen.
 *
 * @param tex The formula.
 * @param style Whether it stands in a line or by itself.
 * @param place Where it stands.
 * @param failures Notes what KaTeX does not understand, or only leniently.
 * @returns HTML.
 */
export function renderTex(
  tex: string,
  style: "inline" | "display",
  place: Place,
  failures: Failures,
): string {
  const known = rendered.get(style + tex);
  if (known !== undefined) return known;
  try {
    const html = katex.renderToString(tex, {
      displayMode: style === "display",
      strict: "error",
      throwOnError: true,
      output: "htmlAndMathml",
      trust: false,
    });
    rendered.set(style + tex, html);
    return html;
  } catch (error) {
    const { message, position } = error as Error & { position?: number };
    const fault = message.replace(/^KaTeX parse error:\s*/, "")
      .replace(/ at position \d+:.*$/s, "").replace(/\s*\[\w+\]$/, "");
    const before = typeof position === "number"
      ? linesBefore(tex, position)
      : 0;
    // The first line of a display equation is the line of its $$.
    failures.add(
      below(place, before + (style === "display" ? 1 : 0)),
      `bad TeX: ${fault} in ${tex.split("\n")[before]!.trim()}`,
    );
    return "";
  }
}
