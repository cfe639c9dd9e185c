/** Gives every component the merchant's words: `const { t, day } = useText()`. */
import { createContext, useContext, useMemo } from "react";
import type { ReactNode } from "react";
import { createText } from "./admin-text.ts";
import type { AdminText, TextSetting } from "./admin-text.ts";

const TextContext = createContext<AdminText>(createText({ timeZone: "UTC", today: "" }));

export function TextProvider({ timeZone, today, children }: TextSetting & { children: ReactNode }) {
  const text = useMemo(() => createText({ timeZone, today }), [timeZone, today]);
  return <TextContext.Provider value={text}>{children}</TextContext.Provider>;
}

export function useText(): AdminText {
  return useContext(TextContext);
}
