/** A JWT anywhere in a text, whole or cut short: base64url of `{"` and at least one more part. */
export const jsonWebToken = /eyJ[\w-]{6,}\.[\w-]{2,}(?:\.[\w-]*)?/g;
