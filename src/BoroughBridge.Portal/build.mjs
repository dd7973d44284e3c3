// Copies GOV.UK Frontend into wwwroot/govuk, with the system font for GDS Transport and without the royal arms: neither is ours to use.
import { mkdirSync, readFileSync, writeFileSync, copyFileSync } from "node:fs";

const from = "node_modules/govuk-frontend/dist/govuk";
const to = "wwwroot/govuk";
mkdirSync(to, { recursive: true });

const css = readFileSync(`${from}/govuk-frontend.min.css`, "utf8")
  .replace(/@font-face\{[^}]*\}/g, "")
  .replace(/GDS Transport,arial,sans-serif/g, 'system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif')
  .replace(/url\(\/assets\/images\/govuk-crest\.svg\)/g, "none")
  .replace(/\/\*# sourceMappingURL=.*?\*\//g, "");
if (css.includes("GDS Transport") || css.includes("/assets/")) throw new Error("govuk-frontend has changed: look at what build.mjs replaces");
writeFileSync(`${to}/govuk-frontend.min.css`, css);

const js = readFileSync(`${from}/govuk-frontend.min.js`, "utf8").replace(/\/\/# sourceMappingURL=.*$/m, "");
writeFileSync(`${to}/govuk-frontend.min.js`, js);
copyFileSync("node_modules/govuk-frontend/package.json", `${to}/package.json`);
