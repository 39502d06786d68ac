import assert from "node:assert/strict";
import { buildDraft, figure, markdown, shown, WORDS } from "./draft.ts";

const VALUES = "application/vnd.volarb.values+json";

Deno.test("placeholders get the recorded digits in text, math, captions, outputs and the abstract", async () => {
  using draft = await buildDraft({
    notebooks: {
      "11_volatility": [
        markdown(
          "# Title",
          "",
          "**{{11_volatility.ratio}}**, $x = {{11_volatility.ratio}}$",
        ),
        {
          ...shown({ [VALUES]: { ratio: "6.10" } }),
          metadata: { tags: ["hide"] },
        },
        shown(figure("fig-a", "At {{11_volatility.ratio}}.")),
        shown({ "text/markdown": "Again {{ 11_volatility.ratio }}." }),
        shown({ [VALUES]: { later: "1.20e-7" } }),
      ],
      "12_flow": [markdown("# Flow", "", "{{11_volatility.later}}")],
    },
    whitepaper: WORDS.replace("Short.", '"Ratio {{11_volatility.ratio}}."'),
  });
  assert.deepEqual(draft.faults, []);
  const text = draft.read("11_volatility.md");
  assert.match(text, /\*\*6\.10\*\*, \$x = 6\.10\$/);
  assert.match(text, /At 6\.10\./);
  assert.match(text, /Again 6\.10\./);
  assert.match(draft.read("12_flow.md"), /\$1\.20 \\times 10\^\{-7\}\$/);
  assert.match(draft.read("whitepaper.html"), /Ratio 6\.10\./);
  assert.equal(
    draft.read("11_volatility.json"),
    '{\n  "ratio": "6.10",\n  "later": "1.20e-7"\n}\n',
  );
  assert.equal(draft.read("12_flow.json"), "{}\n");
});
