// Examples of the API that run as they stand, for the address that the page itself came from.

export interface Example {
  readonly language: 'curl' | 'JavaScript' | 'Python';
  readonly code: string;
}

/** `base`: the address of the API, with a slash at its end. `picture.jpg` lies where they are run. */
export const examplesFor = (base: string): readonly Example[] => [
  {
    language: 'curl',
    code: `curl -sS -H 'content-type: application/octet-stream' --data-binary @picture.jpg ${base}v1/readings`,
  },
  {
    language: 'JavaScript',
    code: `// Node 20 or later
import { readFile } from 'node:fs/promises';

const answer = await fetch('${base}v1/readings', {
  method: 'POST',
  headers: { 'content-type': 'application/octet-stream' },
  body: await readFile('picture.jpg'),
});
if (!answer.ok) throw new Error(await answer.text());
const { readings: [reading] } = await answer.json();
console.log(reading.value, reading.status, reading.confidence);`,
  },
  {
    language: 'Python',
    code: `# Python 3, nothing to install
import json, urllib.request

with open("picture.jpg", "rb") as picture:
    request = urllib.request.Request(
        "${base}v1/readings",
        data=picture.read(),
        headers={"content-type": "application/octet-stream"},
    )
with urllib.request.urlopen(request) as answer:
    [reading] = json.load(answer)["readings"]
print(reading["value"], reading["status"], reading["confidence"])`,
  },
];
