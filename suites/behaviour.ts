import type { CallName, Credential } from '../runners/protocol/messages.js';
import type { BehaviourContext } from './context.js';

/** One thing that must hold for every SDK. */
export interface Behaviour {
  /** `suite/kebab-name`; never changes and is never used again for something else. */
  id: string;
  suite: string;
  /** What must hold, in the present tense. */
  sentence: string;
  /** Key of `x-rules` in `openapi.yaml`: the sentence of the contract it rests on. */
  rule: string;
  /** The version of the suites that it came with; absent: it has been there from the first. */
  since?: string;
  /** The calls it needs; an SDK without one of them is *not applicable*. */
  calls: readonly CallName[];
  /** The only credential it can be shown with; absent when either will do. */
  credential?: Credential;
  run: (context: BehaviourContext) => Promise<void>;
}

export interface Suite {
  name: string;
  behaviours: Behaviour[];
}

/** A behaviour without its id, which `suite` gives. */
export type Definition = Omit<Behaviour, 'id' | 'suite'>;

/** Names the behaviours of one suite; the key is the second half of the id. */
export function suite(name: string, definitions: Record<string, Definition>): Suite {
  return {
    name,
    behaviours: Object.entries(definitions).map(([key, definition]) => ({
      id: `${name}/${key}`,
      suite: name,
      ...definition,
    })),
  };
}
