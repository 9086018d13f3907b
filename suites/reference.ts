import { john } from '../fixtures/users.js';
import { suite } from './behaviour.js';
import type { BehaviourContext } from './context.js';

export const reference = suite('reference', {
  'is-SU-and-the-id': refersTo('john-doe', 'a reference to a user is SU: and its id'),
  'keeps-every-allowed-character': refersTo('AZaz09_-', 'a reference keeps every character an id may hold, as it is'),
  'keeps-an-id-of-digits': refersTo('12345', 'a reference to an id of digits is text like any other'),
  'needs-no-request': {
    sentence: 'making a reference sends nothing',
    rule: 'reference',
    calls: ['reference'],
    async run({ client, check, exchanges }) {
      check.succeeds(await (await client()).reference(john.id));
      check.wire(await exchanges(), []);
    },
  },
  'of-a-deleted-user-stays-the-same': {
    sentence: 'a reference reads the same before a user is created and after it is deleted',
    rule: 'reference',
    calls: ['reference', 'create', 'delete'],
    async run({ client, check }) {
      const sdk = await client();
      const before = await sdk.reference(john.id);
      check.succeeds(await sdk.create(john.id, john.data));
      check.succeeds(await sdk.delete(john.id));
      const after = await sdk.reference(john.id);
      check.equal('the reference is another', before.outcome, { ok: { reference: `SU:${john.id}` } }, before.step);
      check.equal('the reference changed', after.outcome, before.outcome, after.step);
    },
  },
});

function refersTo(id: string, sentence: string) {
  return {
    sentence,
    rule: 'reference',
    calls: ['reference' as const],
    async run({ client, check }: BehaviourContext) {
      const result = await (await client()).reference(id);
      check.equal('the reference is another', result.outcome, { ok: { reference: `SU:${id}` } }, result.step);
    },
  };
}
