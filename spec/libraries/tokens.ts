/** What tokens take of other packages, apart from all else: whoever signs one serves nothing. The build makes it one file. */
export { compactVerify, decodeJwt, decodeProtectedHeader, errors, SignJWT } from 'jose';
