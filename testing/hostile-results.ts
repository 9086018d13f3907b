import { causesOf } from '../verdicts/causes.js';
import type { ResultRecord, Results } from '../verdicts/model.js';
import { sampleResults } from './sample-results.js';

/** Secrets planted in `hostileResults`; none may be in any file. */
export const plantedSecret = 'a+very/secret"value';
export const plantedToken =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyZXNvdXJjZSI6InVzZXJzIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ';

/** Text that breaks out of HTML, scripts, CDATA, XML, tables, code fences, workflow commands and terminals. */
export const hostileText = [
  '<script>alert(1)</script><!--<img src=x onerror=alert(2)>',
  ']]></failure><testcase/>',
  '| pipe | `tick` ```fence``` **bold** [link](http://evil.example) @everyone #1 ~~~',
  '\n::error title=planted::planted\n::stop-commands::x\r\n%0A::warning::x',
  '\u001b[31mred\u001b]8;;http://evil.example\u0007link\u001b]8;;\u0007\u009b1m',
  '\u202egnp.exe\u2066\u2069\u200f\u2028\u2029\u200b\ufeff\u{e0041}',
  'nul \u0000 bell \u0007 delete \u007f',
  'lone \ud800 and \udfff, not a character \uffff',
  '& &amp; &lt; </textarea> {{constructor}} ${process} $& $1 __proto__',
  plantedToken,
  plantedSecret,
].join(' ');

/** A run in which everything that can come from outside is `hostileText`. */
export function hostileResults(): Results {
  const results = sampleResults();
  results.verdict.heading = results.verdict.sentence = results.verdict.command = hostileText;
  results.contract.title = hostileText;
  for (const sdk of results.sdks) {
    Object.assign(sdk, { name: hostileText, language: hostileText, reason: hostileText, remedy: hostileText });
    if (sdk.status === 'ran')
      Object.assign(sdk, {
        version: hostileText,
        runtime: hostileText,
        example: { file: hostileText, text: `${hostileText}\nfunction create() {}` },
      });
  }
  for (const behaviour of results.behaviours) behaviour.sentence = behaviour.rule.sentence = hostileText;
  results.results.forEach(poison);
  results.causes = causesOf(results);
  for (const record of results.parity) {
    for (const group of [...record.outcomes, ...record.wire]) group.account = [hostileText];
  }
  return results;
}

function poison(result: ResultRecord): void {
  result.before = [hostileText];
  result.command = `npx sdk-conformance run --sdk ${result.sdk} --only '${hostileText}'`;
  if (result.failure)
    Object.assign(result.failure, {
      message: hostileText,
      expected: hostileText,
      actual: `${hostileText}!`,
      stderr: hostileText,
    });
  if (result.known)
    Object.assign(result.known, {
      reason: hostileText,
      owner: hostileText,
      link: `javascript:alert(1)//${hostileText}`,
    });
  for (const step of result.steps) {
    step.args = { [hostileText]: hostileText };
    step.outcome = { error: { type: hostileText, message: hostileText } };
  }
  for (const { request, response, violations, deviations } of result.exchanges) {
    Object.assign(request, { path: `/${hostileText}`, query: [[hostileText, hostileText]], body: hostileText });
    request.headers = { authorization: plantedToken, 'x-hostile': hostileText, cookie: 'session=1234' };
    if (response)
      Object.assign(response, {
        headers: { 'set-cookie': 'session=1234', 'x-hostile': hostileText },
        body: hostileText,
      });
    violations.push({ id: 'body/planted', location: `body.${hostileText}`, message: hostileText });
    for (const deviation of deviations) deviation.message = hostileText;
  }
}
