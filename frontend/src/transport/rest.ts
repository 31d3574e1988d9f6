import type {
  BuiltTemplate,
  Catalog,
  Check,
  Command,
  DataSpec,
  DataToLearn,
  Device,
  FieldValue,
  Health,
  MetricsRows,
  NetworkSpec,
  Outline,
  PointData,
  Preview,
  RunPage,
  RunRecord,
  RunSpec,
  RunStatus,
  Template,
} from '../protocol/names';
import { asking, type Fetch } from './asking';

/** What the preview of a built-in data set depends on. */
export type PreviewArguments = Pick<PointData, 'kind'> &
  Partial<Pick<PointData, 'samples' | 'noise' | 'seed' | 'classes'>>;

/** The server over HTTP. Every call rejects with a `ProblemError`, and with an `AbortError` when it was aborted. */
export interface Rest {
  health(): Promise<Health>;
  catalog(): Promise<Catalog>;
  templates(): Promise<Template[]>;
  /** Builds a template to measure: with these options, and to fit these data, or its own when null. */
  buildTemplate(
    id: string,
    options: Readonly<Record<string, FieldValue>>,
    data: DataToLearn | null,
    signal?: AbortSignal,
  ): Promise<BuiltTemplate>;
  devices(): Promise<Device[]>;
  check(network: NetworkSpec, data: DataSpec, signal?: AbortSignal): Promise<Check>;
  /** Tells of a network what can be told, also of one that is unfinished. */
  outline(spec: RunSpec, signal?: AbortSignal): Promise<Outline>;
  preview(data: PreviewArguments, signal?: AbortSignal): Promise<Preview>;
  /** `from`: a run whose learned numbers the new one starts with; `project`: where it belongs. */
  createRun(spec: RunSpec, start?: boolean, from?: string, project?: string): Promise<RunRecord>;
  run(id: string): Promise<RunRecord>;
  runs(): Promise<RunPage>;
  deleteRun(id: string): Promise<void>;
  command(id: string, command: Command): Promise<{ run: string; step: number; status: RunStatus }>;
  metrics(id: string, since?: number): Promise<MetricsRows>;
  predict(id: string, inputs: number[][]): Promise<{ outputs: (number | null)[][] }>;
  /** Where the weights can be downloaded. */
  checkpointUrl(id: string): string;
}

/** A client of the server at `base`. */
export function createRest(base = '/api/v1', fetch: Fetch = (url, init) => globalThis.fetch(url, init)): Rest {
  const ask = asking(base, fetch);
  const run = (id: string): string => `/runs/${encodeURIComponent(id)}`;
  return {
    health: () => ask('/health'),
    catalog: () => ask('/catalog'),
    templates: () => ask('/templates'),
    buildTemplate: (id, options, data, signal) =>
      ask(`/templates/${encodeURIComponent(id)}`, { method: 'POST', body: { options, data }, signal }),
    devices: () => ask('/devices'),
    check: (network, data, signal) => ask('/networks/check', { method: 'POST', body: { network, data }, signal }),
    outline: (spec, signal) => ask('/networks/outline', { method: 'POST', body: spec, signal }),
    preview: ({ kind, ...rest }, signal) =>
      ask(`/datasets/${encodeURIComponent(kind)}/preview${query(rest)}`, { signal }),
    createRun: (spec, start = false, from, project) =>
      ask(`/runs${query({ start, weights_from: from, project })}`, { method: 'POST', body: spec }),
    run: (id) => ask(run(id)),
    runs: () => ask('/runs'),
    deleteRun: (id) => ask(run(id), { method: 'DELETE' }),
    command: (id, command) => ask(`${run(id)}/commands`, { method: 'POST', body: command }),
    metrics: (id, since = 0) => ask(`${run(id)}/metrics?since=${since}&format=json`),
    predict: (id, inputs) => ask(`${run(id)}/predict`, { method: 'POST', body: { inputs } }),
    checkpointUrl: (id) => `${base}${run(id)}/checkpoint`,
  };
}

function query(values: Record<string, number | string | boolean | undefined>): string {
  const given = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return given.length > 0 ? `?${given.join('&')}` : '';
}
