import csharp from 'highlight.js/lib/languages/csharp';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import php from 'highlight.js/lib/languages/php';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import typescript from 'highlight.js/lib/languages/typescript';
import { createLowlight } from 'lowlight';

const lowlight = createLowlight({ csharp, go, java, javascript, php, python, ruby, typescript });

const byExtension: Record<string, string> = {
  cs: 'csharp',
  go: 'go',
  java: 'java',
  js: 'javascript',
  mjs: 'javascript',
  php: 'php',
  py: 'python',
  rb: 'ruby',
  ts: 'typescript',
};

/** A piece of code and the classes it is coloured by. */
export interface Token {
  text: string;
  class: string;
}

type Node = ReturnType<typeof lowlight.highlight>['children'][number];

/** The tokens of each line; a language that is not known gives plain text. */
export function highlightLines(file: string, text: string): Token[][] {
  const language = byExtension[file.split('.').at(-1)?.toLowerCase() ?? ''];
  const tokens = language ? flatten(lowlight.highlight(language, text).children, '') : [{ text, class: '' }];
  const lines: Token[][] = [[]];
  for (const token of tokens) {
    token.text.split('\n').forEach((part, index) => {
      if (index > 0) lines.push([]);
      if (part) lines.at(-1)?.push({ text: part, class: token.class });
    });
  }
  if (lines.at(-1)?.length === 0) lines.pop();
  return lines;
}

function flatten(nodes: readonly Node[], className: string): Token[] {
  return nodes.flatMap((node): Token[] => {
    if (node.type === 'text') return [{ text: node.value, class: className }];
    if (node.type !== 'element') return [];
    const names = node.properties['className'];
    return flatten(node.children, Array.isArray(names) ? names.join(' ') : className);
  });
}
