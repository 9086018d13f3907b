/** Mutants that no behaviour has to catch, by name, each with the reason why no application could notice. */
export const survivors: Readonly<Record<string, string>> = {};
