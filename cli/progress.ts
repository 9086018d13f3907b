import type { Progress } from '../run/progress.js';
import { countVerdicts, rowOf, type Verdict } from '../verdicts/verdicts.js';
import { duration, plural } from '../verdicts/text.js';
import type { Console } from './console.js';

/** How often the elapsed time is told anew while nothing else happens. */
const tickMs = 1_000;

/** What is being done with each SDK, how far it is, and for how long. */
export function createProgress(console: Console): Progress {
  const started = performance.now();
  const states = new Map<string, string>();
  const seen = new Map<string, { of: number; done: number; verdicts: { verdict: Verdict }[] }>();
  let title = '';
  let timer: NodeJS.Timeout | undefined;
  const draw = () => {
    const width = Math.max(...[...states.keys()].map((name) => name.length));
    const elapsed = `${title}${duration(Math.floor((performance.now() - started) / 1000) * 1000)}`;
    console.live([elapsed, ...[...states].map(([name, text]) => `${name.padEnd(width)}  ${text}`)].join('\n'));
  };
  const show = (sdk: string, state: string, plain?: string) => {
    states.set(sdk, shorten(state));
    if (plain !== undefined && !console.isTerminal) console.note(`${sdk}: ${plain}`);
    if (console.isTerminal) {
      timer ??= setInterval(draw, tickMs).unref();
      draw();
    }
  };
  return {
    planned: (sdks, behaviours) => {
      title = `${plural(behaviours, 'behaviour')} on ${plural(sdks.length, 'SDK')}, `;
      for (const sdk of sdks) show(sdk, 'looking for its installation');
    },
    installing: (sdk) => (event) => {
      switch (event.event) {
        case 'waiting':
          return show(sdk, 'waiting for another installation', 'waiting for another installation');
        case 'command': {
          const state = `installing: ${event.command}`;
          return show(sdk, state, state);
        }
        case 'output':
          return show(sdk, `installing: ${event.line}`);
        case 'installed':
          return show(sdk, `installed ${event.what}`, `installed ${event.what}`);
      }
    },
    open: (sentence) => console.note(sentence),
    notRun: (sdk, reason) => show(sdk, `not run: ${reason}`, `not run: ${reason}`),
    running: (sdk, behaviours) => {
      seen.set(sdk, { of: behaviours, done: 0, verdicts: [] });
      show(sdk, 'starting', `running ${plural(behaviours, 'behaviour')}`);
    },
    observed: (sdk, behaviour, verdict) => {
      const told = seen.get(sdk);
      if (!told) return;
      if (verdict) told.verdicts.push({ verdict });
      told.done += 1;
      const { of, done, verdicts } = told;
      const filled = Math.round((20 * done) / of);
      const bar = `${'█'.repeat(filled)}${'·'.repeat(20 - filled)}`;
      const counts = countWords(verdicts);
      const plain = done === of ? `ran ${plural(of, 'behaviour')}${counts}` : undefined;
      show(sdk, `${bar} ${done}/${of}${counts}  ${done === of ? '' : behaviour}`.trimEnd(), plain);
    },
    interruptible: () => undefined,
    retrying: (sdk, behaviours) => {
      const state = `running ${plural(behaviours, 'behaviour')} again, alone`;
      show(sdk, state, state);
    },
    done: () => {
      clearInterval(timer);
      console.liveDone();
    },
  };
}

/** `, 8 known, 1 failed`: what does not simply hold. */
function countWords(verdicts: readonly { verdict: Verdict }[]): string {
  const counts = countVerdicts(verdicts);
  return Object.entries(counts)
    .filter(([verdict, count]) => count > 0 && !['good', 'quiet'].includes(rowOf(verdict as Verdict).tone))
    .map(([verdict, count]) => `, ${count} ${rowOf(verdict as Verdict).label}`)
    .join('');
}

function shorten(text: string): string {
  const width = (process.stderr.columns ?? 100) - 22;
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}
