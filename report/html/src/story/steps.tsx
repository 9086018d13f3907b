import type { VNode } from 'preact';

import type { ResultRecord, StepRecord } from '../../../../verdicts/model.js';
import { duration, visible } from '../../../../verdicts/text.js';
import { Text } from '../bits.js';
import { ExchangeView } from './exchange.js';

/** The calls in order, each with the exchanges it caused; exchanges of no known call come last. */
export function Steps({ result }: { result: ResultRecord }): VNode {
  const { steps, exchanges, failure } = result;
  const loose = exchanges.filter(({ step }) => step === null || !steps[step]);
  return (
    <ol class="steps">
      {steps.map((step, index) => (
        <li key={index} data-failing={failure?.step === index}>
          <StepView step={step} failing={failure?.step === index} />
          {exchanges
            .filter((exchange) => exchange.step === index)
            .map((exchange) => (
              <ExchangeView key={exchange.sequence} exchange={exchange} open={failure?.step === index} />
            ))}
        </li>
      ))}
      {loose.length > 0 && (
        <li>
          <p class="call">Exchanges of no one call</p>
          {loose.map((exchange) => (
            <ExchangeView key={exchange.sequence} exchange={exchange} open={false} />
          ))}
        </li>
      )}
    </ol>
  );
}

function StepView({ step, failing }: { step: StepRecord; failing: boolean }): VNode {
  return (
    <div class="step">
      <p class="call">
        {failing && (
          <span class="badge tone-bad">
            <span aria-hidden="true">✕</span> here
          </span>
        )}{' '}
        <code>
          <b>{step.call}</b>
          <Text>{`(${argumentText(step.args)})`}</Text>
        </code>
        <span class="time">{duration(step.durationMs)}</span>
      </p>
      <p class="outcome">
        <span aria-hidden="true">→</span> <Outcome outcome={step.outcome} />
      </p>
    </div>
  );
}

function Outcome({ outcome }: { outcome: StepRecord['outcome'] }): VNode {
  if (outcome === null) return <em>no answer</em>;
  if ('ok' in outcome) return <code>{visible(JSON.stringify(outcome.ok))}</code>;
  const { type, message, status, code } = outcome.error;
  const readable = [status !== undefined && `status ${status}`, code !== undefined && `code ${code}`]
    .filter(Boolean)
    .join(', ');
  return (
    <span class="error">
      <code>
        <b>
          <Text>{type}</Text>
        </b>
      </code>{' '}
      {readable && <span class="badge tone-note">{readable}</span>} <Text>{message}</Text>
    </span>
  );
}

/** `"john-doe", {"name": …}`, as a call reads; anything else as JSON. */
function argumentText(args: unknown): string {
  if (typeof args !== 'object' || args === null) return JSON.stringify(args) ?? '';
  return Object.entries(args)
    .map(([name, value]) => `${name}: ${JSON.stringify(value) ?? 'undefined'}`)
    .join(', ');
}
