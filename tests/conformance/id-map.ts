/**
 * Which of our ids stands for which recorded one. A pair is learnt where a recorded answer and ours show an id at the same
 * path; requests are then translated by it. Of a global id the number is what is mapped, so `customer_id:123` inside a
 * search and "orders with ids [123, 456]" inside a message are translated too.
 */

const GID = /gid:\/\/shopify\/([A-Za-z]+)\/([\w-]+)/g;
/** Shorter numbers are quantities, prices and years. */
const LONG_NUMBER = /\d{8,}/g;

type Gid = { type: string; id: string };

export function gidIn(text: string): Gid | null {
  const match = /^gid:\/\/shopify\/([A-Za-z]+)\/([\w-]+)(?:\?.*)?$/.exec(text);
  return match === null ? null : { type: match[1] ?? "", id: match[2] ?? "" };
}

export class IdMap {
  #ours = new Map<string, string>();
  #numbers = new Map<string, string>();
  #recorded = new Map<string, string>();

  /** A copy to try something with. */
  fork(): IdMap {
    const copy = new IdMap();
    copy.#ours = new Map(this.#ours);
    copy.#numbers = new Map(this.#numbers);
    copy.#recorded = new Map(this.#recorded);
    return copy;
  }

  /** Learns that the two ids name the same thing. False when that contradicts what is known. */
  learn(recorded: string, ours: string): boolean {
    const [one, other] = [gidIn(recorded), gidIn(ours)];
    if (one === null || other === null || one.type !== other.type) return false;
    return this.learnNumber(one.type, one.id, other.id);
  }

  learnNumber(type: string, recorded: string, ours: string): boolean {
    const known = this.#ours.get(`${type}/${recorded}`);
    if (known !== undefined) return known === ours;
    const twin = this.#recorded.get(`${type}/${ours}`);
    if (twin !== undefined && twin !== recorded) return false;
    this.#ours.set(`${type}/${recorded}`, ours);
    this.#recorded.set(`${type}/${ours}`, recorded);
    if (!this.#numbers.has(recorded)) this.#numbers.set(recorded, ours);
    return true;
  }

  /** The text with every recorded id that is known replaced by ours. */
  translate(text: string): string {
    const held: string[] = [];
    const hold = (gid: string): string => `\u0000${held.push(gid) - 1}\u0000`;
    const withoutGids = text.replace(GID, (gid: string, type: string, id: string) => hold(`gid://shopify/${type}/${this.#ours.get(`${type}/${id}`) ?? id}`));
    const translated = withoutGids.replace(LONG_NUMBER, (number) => this.#numbers.get(number) ?? number);
    return translated.replace(/\u0000(\d+)\u0000/g, (_all, index: string) => held[Number(index)] ?? "");
  }
}
