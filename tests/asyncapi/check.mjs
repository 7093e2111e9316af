// Reads the document that is named and prints what the official parser says of it, as JSON.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [, , modules, file] = process.argv;
const { Parser } = createRequire(`${modules}/`)("@asyncapi/parser");
const { document, diagnostics } = await new Parser().parse(readFileSync(file, "utf8"));
const channels = document ? document.allChannels().all().map((channel) => channel.address()) : [];
console.log(JSON.stringify({ channels, diagnostics }));
