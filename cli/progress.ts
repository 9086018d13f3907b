import { presentations } from '../report/presentation.js';
import { verdictOf } from '../report/verdict.js';
import type { Progress } from '../run/progress.js';
import type { Console } from './console.js';

export function createProgress(console: Console): Progress {
  const states = new Map<string, string>();
  const counts = new Map<string, { done: number; of: number; broken: number }>();
  const show = (sdk: string, state: string, plain?: string) => {
    states.set(sdk, state);
    if (plain !== undefined && !console.isTerminal) console.note(`${sdk}: ${plain}`);
    const width = Math.max(...[...states.keys()].map((name) => name.length));
    console.live([...states].map(([name, text]) => `${name.padEnd(width)}  ${text}`).join('\n'));
  };
  return {
    installing: (sdk) => (event) => {
      switch (event.event) {
        case 'waiting':
          return show(sdk, 'waiting for another run to install', 'waiting for another run to install');
        case 'command': {
          const state = `installing: ${event.command}`;
          return show(sdk, shorten(state), state);
        }
        case 'output':
          return show(sdk, shorten(`installing: ${event.line}`));
        case 'installed':
          return show(sdk, `installed ${event.what}`, `installed ${event.what}`);
      }
    },
    open: (sentence) => console.note(sentence),
    notRun: (sdk, reason) => show(sdk, shorten(`not run: ${reason}`), `not run: ${reason}`),
    running: (sdk, behaviours) => {
      counts.set(sdk, { done: 0, of: behaviours, broken: 0 });
      show(sdk, 'starting', `running ${behaviours} behaviours`);
    },
    observed: (sdk, observation) => {
      const count = counts.get(sdk);
      if (!count) return;
      count.done += 1;
      if (!['held', 'not-applicable'].includes(observation.ending.kind)) count.broken += 1;
      const { done, of, broken } = count;
      const { glyph } = presentations[verdictOf(observation)];
      const bar = `${'█'.repeat(Math.round((20 * done) / of))}${'·'.repeat(20 - Math.round((20 * done) / of))}`;
      const state = `${bar} ${done}/${of}${broken > 0 ? `, ${broken} not held` : ''}  ${glyph} ${observation.behaviour}`;
      show(
        sdk,
        shorten(state),
        done === of ? `ran ${of} behaviours${broken > 0 ? `, ${broken} not held` : ''}` : undefined,
      );
    },
    interruptible: () => undefined,
    done: () => console.liveDone(),
  };
}

function shorten(text: string): string {
  const width = (process.stderr.columns ?? 100) - 22;
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}
