/** What to tell of a deviation beside its own sentence. */
interface Advice {
  /** What the application suffers, or may. */
  effect: string;
  /** What to change in the SDK. */
  remedy: string;
  /** Id of the contract's rule that it breaks, where there is one. */
  rule?: string;
}

const advices: Record<string, Advice> = {
  'path/missing-trailing-slash': {
    effect: 'The API answers all the same; a server or proxy that redirects to the right path drops the body.',
    remedy: 'End the path with a slash.',
  },
  'path/doubled-slash': {
    effect: 'The API answers all the same; a proxy may normalise the path or refuse it.',
    remedy: 'Join the base URL and the path with one slash.',
  },
  'path/malformed-escape': {
    effect: 'The API reads the path as it stands; most servers refuse it.',
    remedy: 'Percent-encode the id in the path.',
  },
  'query/undocumented-parameter': {
    effect: 'The API ignores it; what the application meant by it has no effect.',
    remedy: 'Send no parameter that the contract does not know.',
  },
  'query/boolean-spelling': {
    effect: 'The API reads it as meant; a server that takes any text for true does the opposite.',
    remedy: 'Spell booleans in the query in lower case: true and false.',
  },
  'query/empty-boolean': {
    effect: 'The API reads it as false; another reader may take a parameter that is present for true.',
    remedy: 'Write true or false, or leave the parameter out.',
  },
  'query/repeated-parameter': {
    effect: 'The API reads one of them; which one is chance.',
    remedy: 'Send the parameter once.',
  },
  'header/missing-client': {
    effect: 'Nothing at once; the operator of the API cannot tell which SDK and version sent a request.',
    remedy: "Send X-Stream-Client with the SDK's name and version.",
    rule: 'clientHeader',
  },
  'header/client-format': {
    effect: 'Nothing at once; the operator of the API cannot tell which SDK and version sent a request.',
    remedy: 'Write X-Stream-Client as the contract says: the name, a dash, the version.',
    rule: 'clientHeader',
  },
  'header/missing-auth-type': {
    effect: 'The API takes the token for a JWT all the same.',
    remedy: 'Send Stream-Auth-Type: jwt.',
    rule: 'token',
  },
  'header/content-type': {
    effect: 'The API reads the body as JSON all the same; a stricter server refuses it.',
    remedy: 'Send Content-Type: application/json with every body.',
  },
  'token/narrow-action': {
    effect: 'The API accepts the token; it is good for one kind of request only.',
    remedy: 'Sign tokens with the action "*".',
    rule: 'tokenScope',
  },
  'token/undocumented-claim': {
    effect: 'The API accepts the token; one that looks at the claim may not.',
    remedy: 'Sign server tokens with resource, action and feed_id alone.',
    rule: 'tokenScope',
  },
  'token/bearer-prefix': {
    effect: 'The API accepts the token all the same.',
    remedy: 'Send the token alone in Authorization, without "Bearer".',
    rule: 'token',
  },
  'token/no-claims': {
    effect: 'The API accepts the token, and cannot tell what it is meant for.',
    remedy: 'Sign tokens with the claims resource, action and feed_id.',
    rule: 'tokenScope',
  },
  'body/unexpected': {
    effect: 'The API ignores it; a proxy may drop or refuse a body with such a request.',
    remedy: 'Send no body where the contract has none.',
  },
  'body/undocumented-member': {
    effect: 'The API ignores it; what the application meant by it is not stored.',
    remedy: 'Send no member that the contract does not know.',
  },
};

/** By the id of the finding; one that is new here is told in general words. */
export function adviceFor(id: string): Advice {
  return (
    advices[id] ?? {
      effect: 'Nothing, as long as the API accepts it.',
      remedy: 'Send what the contract says.',
    }
  );
}
