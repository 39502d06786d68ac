import assert from "node:assert/strict";
import { runScenario, type Scenario } from "./scenario.ts";

const folder = new URL("./scenarios/", import.meta.url);

for (const { name: file } of [...Deno.readDirSync(folder)].sort(byName)) {
  const cases: Scenario[] = JSON.parse(
    Deno.readTextFileSync(new URL(file, folder)),
  );
  for (const scenario of cases) {
    Deno.test(`${file}: ${scenario.name}`, () => {
      const { events, balance, position } = runScenario(scenario);
      assert.deepEqual(events, scenario.events);
      if (scenario.balance !== undefined) {
        assert.equal(balance, scenario.balance);
      }
      if (scenario.position !== undefined) {
        assert.equal(position, scenario.position);
      }
    });
  }
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}
