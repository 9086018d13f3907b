/** Joins my-sdk to the driver protocol, which kit.mjs speaks. */
import { serve } from './kit.mjs'; // first, because it keeps what the SDK prints off standard output

serve({
  // The version is to be read from the installed package.
  sdk: { name: 'my-sdk', version: '0.0.0' },
  // What a client can be made with: 'secret', 'userToken' or both.
  credentials: ['secret'],
  /** Makes a client of `baseUrl`, an origin without a path, `apiKey` and `secret`. What is given stands for the SDK's own. */
  connect: (request) => request,
  // What the SDK can do of create, getOrCreate, get, profile, update, delete, reference, setUser, addActivity and
  // activities. The text that refers to a user is the first, because it sends no request.
  calls: {
    reference: (client, { userId }) => `SU:${userId}`,
  },
  /** The user that a call returned, renamed: id, data, createdAt, updatedAt. */
  user: (user) => user,
  /** The status and the code that an application can read off the error. */
  error: ({ status, code }) => ({ status, code }),
});
