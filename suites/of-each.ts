import { behaviour, type Behaviour, type Given, type Id } from './behaviour.js';
import { type ApiCall, inWords } from './calls.js';

/**
 * Declares the same of several calls, each as a behaviour of its own.
 * @param ids By call. `ofEach<ApiCall>` takes no table that lacks a call.
 * @param sentence Of a call, as `inWords` says it.
 */
export function ofEach<Call extends ApiCall>(
  ids: Record<Call, Id>,
  rule: Behaviour['rule'] | ((call: Call) => Behaviour['rule']),
  sentence: (words: string, call: Call) => string,
  run: (given: Given, call: Call) => Promise<void>,
): void {
  for (const [call, id] of Object.entries(ids) as [Call, Id][]) {
    const rested = typeof rule === 'string' ? rule : rule(call);
    behaviour(id, rested, sentence(inWords(call), call), (given) => run(given, call));
  }
}
