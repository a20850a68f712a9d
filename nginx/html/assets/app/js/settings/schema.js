// The API's description of itself, read for the forms of settings: fetched once, references followed.

import { get } from '../api.js';

let fetched;

/** The schema of what a path takes by PATCH or PUT, with its references in place; null when the path is not described. */
export async function schemaOf(path) {
  fetched ??= get('/api/schema').catch((error) => { fetched = undefined; throw error; });
  const document = await fetched;
  const operations = document.paths[path] ?? document.paths[path.replace('/api/v1', '')];
  const operation = operations?.patch ?? operations?.put;
  const schema = operation?.requestBody?.content?.['application/json']?.schema;
  return schema ? resolved(schema, document, 0) : null;
}

const deepest = 8;

function resolved(schema, document, depth) {
  if (depth > deepest) return {};
  if (schema.$ref) {
    const found = schema.$ref.replace(/^#\//, '').split('/').reduce((part, name) => part?.[name], document);
    return found ? resolved(found, document, depth + 1) : {};
  }
  const choice = (schema.anyOf ?? schema.oneOf)?.filter((each) => each.type !== 'null');
  if (choice?.length === 1) return { ...resolved(choice[0], document, depth + 1), isNullable: true };
  const copy = { ...schema };
  if (Array.isArray(copy.type)) {
    copy.isNullable = copy.type.includes('null');
    copy.type = copy.type.find((each) => each !== 'null');
  }
  if (copy.properties) copy.properties = Object.fromEntries(Object.entries(copy.properties).map(([name, each]) => [name, resolved(each, document, depth + 1)]));
  if (copy.items) copy.items = resolved(copy.items, document, depth + 1);
  return copy;
}
