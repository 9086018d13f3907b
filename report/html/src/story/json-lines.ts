/** One line of indented JSON, and the member it shows: `body.data.name`. */
export interface JsonLine {
  text: string;
  path: string;
}

/** Indented JSON line by line, or `null` when the text is no JSON: then it is shown as it was sent. */
export function jsonLines(text: string, root: string): JsonLine[] | null {
  try {
    return linesOf(JSON.parse(text), root, '', '', '');
  } catch {
    return null;
  }
}

function linesOf(value: unknown, path: string, indent: string, before: string, after: string): JsonLine[] {
  const entries: [string, unknown, string][] = Array.isArray(value)
    ? value.map((item, index) => [`${path}.${index}`, item, ''])
    : typeof value === 'object' && value !== null
      ? Object.entries(value).map(([name, member]) => [`${path}.${name}`, member, `${JSON.stringify(name)}: `])
      : [];
  if (entries.length === 0) return [{ text: `${indent}${before}${JSON.stringify(value)}${after}`, path }];
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return [
    { text: `${indent}${before}${open}`, path },
    ...entries.flatMap(([inner, member, name], index) =>
      linesOf(member, inner, `${indent}  `, name, index < entries.length - 1 ? ',' : ''),
    ),
    // The closing bracket belongs to the value but not to its mark: one mark a finding.
    { text: `${indent}${close}${after}`, path: '' },
  ];
}
