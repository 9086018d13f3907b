/** What all suites of one vitest worker share: the API, and a driver for each SDK, from the first file to the last. */
import { inject } from 'vitest';

import type { Listener } from '../mock/http/listen.js';
import type { Launch } from '../runners/driver-process.js';
import type { Hello, Timeouts } from '../runners/protocol/messages.js';
import { createSupervisor, type Supervisor } from '../runners/supervisor.js';
import { loadContract } from '../spec/contract.js';
import type { Ending, Observation } from './observation.js';
import { type Impostor, startImpostor } from './impostor.js';
import { type Api, endingOf } from './observe.js';

/** One SDK, ready to run. */
export interface SdkUnderTest {
  id: string;
  launch: Launch;
  timeouts?: Partial<Timeouts>;
  /** Ids of the behaviours to run on it, in any order. */
  behaviours: string[];
}

/** A real deployment, instead of the mock. */
export interface TargetAddress {
  url: string;
  app: { key: string; secret: string };
}

/** An ending that became known after its behaviour had ended. */
export interface LateEnding {
  sdk: string;
  behaviour: string;
  round: number;
  ending: Ending;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Without `behaviours`, all that are declared. */
    sdks: (Omit<SdkUnderTest, 'behaviours'> & Partial<SdkUnderTest>)[];
    /** How often each behaviour runs on each SDK. */
    repeat: number;
    /** What generated documents come from; the default's when absent. */
    seed: number | undefined;
    target: TargetAddress | null;
    /** How many files of suites are run: after the last, drivers and API are stopped. */
    files: number;
  }
  interface TaskMeta {
    /** Of a test: what was seen, and on which SDK. */
    observation?: Observation;
    sdk?: string;
    hello?: Hello;
    /** Of the last file. */
    late?: LateEnding[];
  }
}

/** Stands between a behaviour's id and its round; no id has it. */
const roundMark = '#';

const late: LateEnding[] = [];
let filesDone = 0;

const starting = startApi(inject('target'));

/** Each has an impostor of its own, so that it is known whose connections those are. */
const impostors = new Map<string, Promise<Impostor>>(inject('sdks').map(({ id }) => [id, startImpostor()]));

/** Their drivers start while the API does. Where a part of a run has no behaviour of an SDK, none does. */
const supervisors = new Map<string, Supervisor>(
  inject('sdks').flatMap((sdk) => (sdk.behaviours?.length === 0 ? [] : [[sdk.id, superviseFor(sdk)] as const])),
);

const api = await starting;

/** The API, and whatever else there is, as an SDK meets it. */
export const apiFor = async (sdk: string): Promise<Api> => ({ ...api, impostor: await impostors.get(sdk)! });

export const supervisorOf = (sdk: string): Supervisor => supervisors.get(sdk)!;

export const labelOf = (behaviour: string, round: number): string => `${behaviour}${roundMark}${round}`;

/** Counts a file as run. After the last one it stops everything, and tells what became known late; until then nothing. */
export async function endFile(): Promise<LateEnding[] | undefined> {
  filesDone += 1;
  if (filesDone !== inject('files')) return undefined;
  await Promise.all([...supervisors.values()].map((supervisor) => supervisor.close()));
  await Promise.all([api, ...(await Promise.all(impostors.values()))].map((server) => server.close()));
  return late;
}

function superviseFor({ id, launch, timeouts }: Omit<SdkUnderTest, 'behaviours'>): Supervisor {
  const reach = Promise.all([starting, impostors.get(id)!]);
  // Whoever waits for the API is told why it does not start.
  reach.catch(() => undefined);
  return createSupervisor(
    { ...launch, reach },
    {
      timeouts,
      onLate(label, failure) {
        const [behaviour = '', round] = label.split(roundMark);
        late.push({ sdk: id, behaviour, round: Number(round), ending: endingOf(failure, []) });
      },
    },
  );
}

async function startApi(target: TargetAddress | null): Promise<Omit<Api, 'impostor'> & Listener> {
  const { limits } = loadContract();
  const seed = inject('seed');
  if (!target) {
    const { startMock } = await import('../mock/mock.js');
    const mock = await startMock();
    return { ...mock, baseUrl: mock.url, limits, seed };
  }
  const { startTarget } = await import('../mock/target/index.js');
  const front = await startTarget({ ...target, url: new URL(target.url) });
  return { ...front, baseUrl: front.url, limits, seed };
}
