/** A day or a moment in the shop's words, with its exact value for machines. */
import { useText } from "./text.tsx";

export function Day({ on }: { on: string }) {
  const { day } = useText();
  return <time dateTime={on}>{day(on)}</time>;
}

export function Moment({ at }: { at: string }) {
  const { moment } = useText();
  return <time dateTime={at}>{moment(at)}</time>;
}
