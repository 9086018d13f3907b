import { giving, inUsers, naming, type Operator, textOf } from '../operator.js';

const changes: Record<string, [what: string, change: (id: string) => string]> = {
  'lower-cases-ids': ['writes ids in lower case', (id) => id.toLowerCase()],
  'upper-cases-ids': ['writes ids in upper case', (id) => id.toUpperCase()],
  'trims-ids': ['trims ids', (id) => id.trim()],
  'cleans-ids': ['drops what an id may not hold', (id) => id.replaceAll(/[^\w-]/g, '')],
  'ids-to-numbers': ['takes ids for numbers', (id) => (/^[\d.e]+$/i.test(id) ? String(Number(id)) : id)],
  'cuts-ids': ['cuts ids at 255 characters', (id) => id.slice(0, 255)],
  'cuts-ids-at-64': ['cuts ids at 64 characters', (id) => id.slice(0, 64)],
  'dashes-to-underscores': ['writes underscores for dashes', (id) => id.replaceAll('-', '_')],
  'underscores-to-dashes': ['writes dashes for underscores', (id) => id.replaceAll('_', '-')],
  'drops-leading-dashes': ['drops leading dashes', (id) => id.replace(/^-+(?=.)/, '')],
  'slugs-ids': ['collapses dashes', (id) => id.replaceAll(/--+/g, '-').replace(/^-|-$/g, '') || id],
  'null-ids': ['takes the id null for none', (id) => (id === 'null' || id === 'undefined' ? '' : id)],
  'decodes-ids': ['decodes percent signs in ids', safeDecode],
  'strips-prefixes': [
    'drops user from the beginning of ids',
    (id) => (id.startsWith('user') && id !== 'user' ? id.slice(4) : id),
  ],
};

export const idOperators: readonly Operator[] = Object.entries(changes).flatMap(([id, [what, change]]) => [
  {
    ...{ id, defect: `${what} that it is given`, place: 'argument' as const, rules: ['userId'], calls: naming },
    hooks: () => ({ args: (args) => ({ ...args, userId: change(args.userId) }) }),
  },
  ...(['trims-ids', 'cleans-ids', 'decodes-ids', 'strips-prefixes'].includes(id)
    ? []
    : [
        {
          ...{ id, defect: `${what} that it gives`, place: 'answer' as const, rules: ['userId'] },
          calls: [...giving, 'enrichedActivities'],
          hooks: () => ({
            value: (value) => inUsers(value, (user) => ({ ...user, id: change(textOf(user.id)) })),
          }),
        } satisfies Operator,
      ]),
]);

function safeDecode(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

const references: [id: string, defect: string, change: (reference: string) => string][] = [
  ['other-prefix', 'gives another prefix', (text) => text.replace('SU:', 'user:')],
  ['no-prefix', 'gives the id alone', (text) => text.slice(3)],
  ['doubled-prefix', 'gives the prefix twice', (text) => `SU:${text}`],
  ['lower-reference', 'gives the id in lower case', (text) => `SU:${text.slice(3).toLowerCase()}`],
  ['escaped-reference', 'escapes dashes and underscores', (text) => text.replaceAll('-', '%2D')],
  ['cut-reference', 'cuts ids at 64 characters', (text) => text.slice(0, 67)],
  [
    'number-reference',
    'takes ids for numbers',
    (text) => (/^SU:\d+$/.test(text) ? `SU:${Number(text.slice(3))}` : text),
  ],
];

export const referenceOperators: readonly Operator[] = [
  ...references.map(([id, defect, change]): Operator => ({
    ...{ id, defect, place: 'answer', rules: ['reference'], calls: ['reference'] },
    hooks: () => ({
      value: (value) => (value && 'reference' in value ? { reference: change(textOf(value.reference)) } : value),
    }),
  })),
  {
    ...{ id: 'asks-for-the-reference', defect: 'asks the API first', place: 'call' },
    ...{ rules: ['reference', 'retries'], calls: ['reference'] },
    hooks: () => ({
      call: async (args, run, { plain }) => {
        await plain.get(args).catch(() => undefined);
        return run(args);
      },
    }),
  },
  {
    ...{ id: 'first-reference', defect: 'gives the reference it gave first', place: 'call', rules: ['reference'] },
    calls: ['reference'],
    hooks: () => {
      let first: string | undefined;
      return { args: (args) => ({ ...args, userId: (first ??= args.userId) }) };
    },
  },
];
