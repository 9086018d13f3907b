import { delicateIds } from '../fixtures/documents.js';
import { john } from '../fixtures/users.js';
import { behaviour } from './behaviour.js';

for (const [id, userId, sentence] of [
  ['reference/is-SU-and-the-id', 'john-doe', 'a reference to a user is SU: and its id'],
  ['reference/keeps-every-allowed-character', 'AZaz09_-', 'a reference keeps every character an id may hold, as it is'],
  ['reference/keeps-an-id-of-digits', '12345', 'a reference to an id of digits is text like any other'],
] as const) {
  behaviour(id, 'reference', sentence, async ({ sdk, expect }) => {
    for (const client of sdk.withEach(userId)) {
      await expect(client.reference(userId)).toGiveReference(`SU:${userId}`);
    }
  });
}

behaviour(
  'reference/keeps-every-valid-id',
  'reference',
  'a reference holds the id as it is, whatever letters, digits, dashes and underscores that is',
  async ({ sdk, expect }) => {
    for (const client of sdk.withEach(john.id)) {
      for (const id of delicateIds) await expect(client.reference(id)).toGiveReference(`SU:${id}`);
    }
  },
);

behaviour(
  'reference/needs-no-request',
  'reference',
  'making a reference sends nothing',
  async ({ sdk, mock, expect }) => {
    for (const client of sdk.withEach(john.id)) await expect(client.reference(john.id)).toSucceed();
    await expect(mock).toHaveAnswered();
  },
);

behaviour(
  'reference/of-a-deleted-user-stays-the-same',
  'reference',
  'a reference reads the same before a user is created and after it is deleted',
  async ({ sdk, expect }) => {
    const before = await sdk.reference(john.id);
    await expect(sdk.create(john.id, john.data)).toSucceed();
    await expect(sdk.delete(john.id)).toSucceed();
    const after = await sdk.reference(john.id);
    await expect(before).toGiveReference(`SU:${john.id}`);
    await expect(after).toGiveReference(`SU:${john.id}`);
  },
);
