// Validates JSON against JSON Schema 2020-12 with an implementation that is not ours. Standard input: { "cases": [{ "schema": ..., "instance": ... }] }.
// Standard output: one array of complaints per case; a schema that is not one is a complaint too.
import addFormats from 'ajv-formats';
import Ajv2020 from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';

const { cases } = JSON.parse(readFileSync(0, 'utf8'));
const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
addFormats(ajv);
console.log(JSON.stringify(cases.map(({ schema, instance }) => {
  try {
    const check = ajv.getSchema(schema.$id) ?? ajv.compile(schema);
    return check(instance) ? [] : check.errors.map(error => `${error.instancePath || '/'} ${error.message}`);
  } catch (error) {
    return [`schema refused: ${error.message}`];
  }
})));
