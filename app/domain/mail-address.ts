/**
 * A mail address in the narrow form that we send to: a plain dot-atom before the @ and a host name after it. Comments,
 * groups, quoted local parts, address literals and display names are legal in mail headers and useful to nobody here
 * except to somebody who wants a second recipient; they are refused instead of parsed.
 *
 * Example: "Ada.L+mugs@exämple.org" is sent to "Ada.L+mugs@xn--exmple-cua.org"; "ada@x.org, eve@y.org" is refused.
 */
declare const brand: unique symbol;
export type MailAddress = string & { readonly [brand]: "MailAddress" };

/** RFC 5321, 4.5.3.1. */
const LOCAL_PART_LIMIT = 64;
const ADDRESS_LIMIT = 254;
const HOST_LIMIT = 253;

const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const HOST_LETTERS = /^[\p{L}\p{N}\p{M}.-]+$/u;
const HOST_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const ALL_DIGITS = /^[0-9]+$/;

/** The address as it may be handed to a mail server, its host in ASCII; null if it is not a plain address. */
export function parseMailAddress(text: string): MailAddress | null {
  const trimmed = text.trim();
  if (trimmed.length > ADDRESS_LIMIT) return null;
  const at = trimmed.indexOf("@");
  const localPart = trimmed.slice(0, Math.max(at, 0));
  if (localPart.length > LOCAL_PART_LIMIT || !LOCAL_PART.test(localPart)) return null;
  const host = asciiHost(trimmed.slice(at + 1));
  if (host === null || localPart.length + 1 + host.length > ADDRESS_LIMIT) return null;
  return `${localPart}@${host}` as MailAddress; // just proven to be one
}

function asciiHost(text: string): string | null {
  if (!HOST_LETTERS.test(text) || !URL.canParse(`http://${text}`)) return null;
  // The URL parser is the platform's IDNA implementation; only letters, digits, dots and hyphens reach it.
  const host = new URL(`http://${text}`).hostname;
  const labels = host.split(".");
  const isHostName = host.length <= HOST_LIMIT && labels.length >= 2 && labels.every((label) => HOST_LABEL.test(label));
  return isHostName && !ALL_DIGITS.test(labels.at(-1) ?? "") ? host : null;
}
