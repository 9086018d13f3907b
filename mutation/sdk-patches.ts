/** A line of a released SDK that is made wrong. `from` stands in the file; where it stands several times, all are changed. */
export interface Patch {
  /** The behaviour that has to catch it. */
  caughtBy: `${string}/${string}`;
  file: string;
  from: string;
  to: string;
}

export interface PatchedSdk {
  id: string;
  /** The SDK's own code, below the folder it is installed in; a star is the only folder there. */
  code: string;
  patches: readonly Patch[];
}

const patch = (caughtBy: Patch['caughtBy'], file: string, from: string, to: string): Patch => ({
  ...{ caughtBy, file, from, to },
});

/** One defect for each suite in SDKs whose code can be changed without building it. */
export const patchedSdks: readonly PatchedSdk[] = [
  {
    id: 'javascript',
    code: 'node_modules/getstream/lib',
    patches: [
      patch('create/stores-the-user', 'user.js', 'data: data || this.data || {}', 'data: {}'),
      patch('conflict/other-data-is-an-error', 'user.js', 'qs: options,', 'qs: { get_or_create: true },'),
      patch('get-or-create/returns-the-stored-user', 'user.js', 'get_or_create: true', 'get_or_create: undefined'),
      patch(
        'retrieve/profile-carries-follow-counts',
        'user.js',
        'with_follow_counts: true',
        'with_follow_counts: undefined',
      ),
      patch('update/replaces-and-does-not-merge', 'user.js', 'this.client.put({', 'this.client.get({'),
      patch('delete/removes-the-user', 'user.js', 'this.client.delete({', 'this.client.get({'),
      patch(
        'size-limit/create-accepts-the-limit-in-ascii',
        'user.js',
        'async create(data, options) {',
        "async create(data, options) { if (JSON.stringify(data ?? {}).length > 10_000) throw new Error('too large');",
      ),
      patch('reference/is-SU-and-the-id', 'user.js', 'return `SU:${this.id}`', 'return `user:${this.id}`'),
      patch('activities/add-returns-the-references', 'utils.js', 'return obj.ref();', 'return obj.id;'),
      patch('enrichment/embeds-the-actor', 'feed.js', "? 'enrich/feed/' : 'feed/'", "? 'feed/' : 'feed/'"),
      patch(
        'authentication/secret-never-travels',
        'client.js',
        'Authorization: token,',
        "Authorization: token, 'X-App': this.apiSecret,",
      ),
      patch(
        'fidelity/create-keeps-text',
        'user.js',
        'data: data || this.data || {}',
        "data: JSON.parse(JSON.stringify(data || {}), (_, value) => (typeof value === 'string' ? value.trim() : value))",
      ),
      patch(
        'shape/create-refuses-what-is-no-object',
        'user.js',
        'data: data || this.data || {}',
        "data: typeof data === 'object' ? data : { value: data }",
      ),
      patch('ids/get-keeps-every-valid-id', 'user.js', 'this.id = userId;', 'this.id = userId.toLowerCase();'),
      patch(
        'timestamps/get-gives-those-of-the-user',
        'user.js',
        'delete this.full.duration;',
        'delete this.full.updated_at;',
      ),
      patch('errors/get-tells-the-status', 'errors.js', 'this.response = response;', ''),
      patch(
        'answers/get-tells-the-status-of-any-error',
        'client.js',
        'if (err.response) return',
        'if (err.response?.status === 451) return {}; if (err.response) return',
      ),
      patch(
        'faults/get-tells-that-the-server-cannot',
        'client.js',
        'if (err.response) return',
        'if (err.response?.status === 503) return {}; if (err.response) return',
      ),
      patch('wire/get-names-the-sdk', 'client.js', 'stream-javascript-client-', 'stream-js-'),
      patch(
        'permissions/wrong-secret-fails-every-call',
        'client.js',
        'if (err.response) return',
        'if (err.response?.status === 401) return {}; if (err.response) return',
      ),
      patch(
        'state/get-sees-each-change',
        'user.js',
        'const response = await this.client.get({',
        'const response = (this.client.seen ??= {})[this.url] ??= await this.client.get({',
      ),
      patch(
        'clients/get-of-ten-apps-acts-in-each',
        'client.js',
        'this.apiKey = apiKey;',
        'this.apiKey = globalThis.firstKey ??= apiKey;',
      ),
    ],
  },
  {
    id: 'python',
    code: 'venv/lib/*/site-packages/stream',
    patches: [
      patch('create/stores-the-user', 'users/user.py', 'dict(id=user_id, data=data)', 'dict(id=user_id, data={})'),
      patch(
        'conflict/other-data-is-an-error',
        'users/user.py',
        'params={"get_or_create": get_or_create}',
        'params={"get_or_create": True}',
      ),
      patch(
        'get-or-create/returns-the-stored-user',
        'users/user.py',
        'params={"get_or_create": get_or_create}',
        'params={"get_or_create": False}',
      ),
      patch('retrieve/profile-carries-follow-counts', 'users/user.py', 'params=params', 'params={}'),
      patch('update/replaces-and-does-not-merge', 'users/user.py', 'self.client.put(', 'self.client.post('),
      patch('delete/removes-the-user', 'users/user.py', 'self.client.delete(', 'self.client.get('),
      patch(
        'size-limit/create-accepts-the-limit-in-ascii',
        'users/user.py',
        'payload = dict(id=user_id, data=data)',
        'payload = dict(id=user_id, data=data)\n        if len(str(data)) > 10000: raise ValueError("too large")',
      ),
      patch('reference/is-SU-and-the-id', 'users/base.py', 'f"SU:{_id}"', 'f"user:{_id}"'),
      patch(
        'activities/add-returns-the-references',
        'feed/feeds.py',
        'self.client.post(self.feed_url, data=activity_data',
        'self.client.post(self.feed_url, data={**activity_data, "object": activity_data["actor"]}',
      ),
      patch('enrichment/embeds-the-actor', 'feed/base.py', 'f"enrich/feed/{_id}/"', 'f"feed/{_id}/"'),
      patch(
        'authentication/secret-never-travels',
        'client/client.py',
        'headers["stream-auth-type"] = "jwt"',
        'headers["stream-auth-type"] = "jwt"; headers["X-App"] = self.api_secret',
      ),
      patch(
        'fidelity/create-keeps-numbers',
        'serializer.py',
        'return json.loads(',
        'kwargs["parse_float"] = lambda text: round(float(text), 2)\n    return json.loads(',
      ),
      patch(
        'shape/create-refuses-what-is-no-object',
        'users/user.py',
        'dict(id=user_id, data=data)',
        'dict(id=user_id, data=data if data is None or isinstance(data, dict) else {"value": data})',
      ),
      patch('ids/create-keeps-every-valid-id', 'users/user.py', 'dict(id=user_id,', 'dict(id=user_id.lower(),'),
      patch(
        'timestamps/get-gives-those-of-the-user',
        'users/user.py',
        '"{self.API_ENDPOINT}/{user_id}",\n            service_name=self.SERVICE_NAME,\n            params=params,\n            signature=self.token,\n        )',
        '"{self.API_ENDPOINT}/{user_id}",\n            service_name=self.SERVICE_NAME,\n            params=params,\n            signature=self.token,\n        ) | {"updated_at": None}',
      ),
      patch(
        'errors/get-tells-the-status',
        'client/base.py',
        'status_code=status_code)\n        raise',
        'status_code=500)\n        raise',
      ),
      patch(
        'answers/get-tells-the-status-of-any-error',
        'client/client.py',
        'or parsed_result.get("exception")',
        'or (parsed_result.get("exception") and response.status_code != 451)',
      ),
      patch(
        'faults/get-tells-that-the-server-cannot',
        'client/client.py',
        'return self._parse_response(response)',
        'if response.status_code == 503: response = method(url, data=serialized, headers=headers, params=default_params)\n        return self._parse_response(response)',
      ),
      patch('wire/get-names-the-sdk', 'client/base.py', 'f"stream-python-client-{', 'f"stream-py-{'),
      patch(
        'permissions/wrong-secret-fails-every-call',
        'client/client.py',
        'or parsed_result.get("exception")',
        'or (parsed_result.get("exception") and response.status_code != 401)',
      ),
      patch(
        'state/get-sees-each-change',
        'client/client.py',
        'return self._parse_response(response)',
        'if method.__name__ != "get": return self._parse_response(response)\n        seen = self.__dict__.setdefault("seen", {})\n        return seen.setdefault(url, self._parse_response(response))',
      ),
      patch(
        'clients/get-of-ten-apps-acts-in-each',
        'client/base.py',
        'self.api_key = api_key',
        'BaseStreamClient.first = getattr(BaseStreamClient, "first", api_key); self.api_key = BaseStreamClient.first',
      ),
    ],
  },
];
