// One request a line: how a peer on Node is asked, and how it measures itself. See line.py.
import { createInterface } from "node:readline";

export async function serve({ issue, verify }) {
  let people = null;
  let made = [];
  for await (const line of createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line);
    if (people === null) {
      people = asked;
      continue;
    }
    const facts = Array.from({ length: asked.n }, (_, n) => structuredClone(people[n % people.length]));
    if (asked.do === "issue" || made.length !== asked.n) made = [];
    if (asked.do === "verify" && made.length === 0) {
      for (const each of facts) made.push(await issue(each));
    }
    const cpu = process.cpuUsage();
    const began = performance.now();
    if (asked.do === "issue") for (const each of facts) made.push(await issue(each));
    else for (const each of made) await verify(each);
    const seconds = (performance.now() - began) / 1000;
    const spent = process.cpuUsage(cpu);
    if (made.length !== asked.n) throw new Error("not as many as were asked for");
    const answer = {
      seconds,
      cpu: (spent.user + spent.system) / 1e6,
      peak_mib: process.resourceUsage().maxRSS / 1024,
    };
    console.log(JSON.stringify(answer));
  }
}
