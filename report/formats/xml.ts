/**
 * Just enough to write XML. A kept library took 260 ms for the 10,000 cases of a large run, half of the time that there is
 * for all its reports; this takes 20. What is written is held to its schema by a test, hostile text included.
 */

/** Attributes in their order; one that is undefined is left out. */
export type Attributes = Record<string, string | number | undefined>;

/** An element with its attributes, and either text or elements, which are written on lines of their own. */
export function element(name: string, attributes: Attributes, content: { text: string } | string[] = []): string {
  const head = `<${name}${attributeText(attributes)}`;
  if (!Array.isArray(content)) return `${head}>${escapeXml(content.text)}</${name}>`;
  return content.length === 0 ? `${head}/>` : `${head}>\n${content.join('\n')}\n</${name}>`;
}

function attributeText(attributes: Attributes): string {
  let text = '';
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== undefined) text += ` ${name}="${typeof value === 'number' ? value : escapeXml(value)}"`;
  }
  return text;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Give it text that went through `visible`: XML has no way to write a control character. */
function escapeXml(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (mark) => entities[mark] ?? mark) : text;
}
