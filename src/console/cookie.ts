/** The session's cookie. With Secure it bears the `__Host-` prefix, so that no sub-domain can plant another. */
export function cookieName(secure: boolean): string {
  return secure ? '__Host-lanpya' : 'lanpya';
}

/** `token` null takes the cookie away. It has no lifetime: it goes with the browser, the server ends it sooner. */
export function cookieHeader(secure: boolean, token: string | null): string {
  const flags = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  return `${cookieName(secure)}=${token ?? ''}; ${flags}${token === null ? '; Max-Age=0' : ''}`;
}

/** The token from a Cookie header, or null. */
export function cookieToken(secure: boolean, header: string | undefined): string | null {
  const start = `${cookieName(secure)}=`;
  const found = (header ?? '').split(';').map((pair) => pair.trim()).find((pair) => pair.startsWith(start));
  const token = found?.slice(start.length) ?? '';
  return token === '' ? null : token;
}
