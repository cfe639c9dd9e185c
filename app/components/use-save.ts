/**
 * Sends a form to its page's action and waits for the outcome: problems come back beside the fields, success comes back
 * as the value. Pressing twice sends once.
 */
import { useFetcher } from "@remix-run/react";
import { useCallback, useEffect, useRef } from "react";
import type { Problem } from "../domain/errors.ts";

export type SaveOutcome<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problems: readonly Problem[] };

type Json = string | number | boolean | null | { [name: string]: Json } | Json[];

export interface Save {
  save(input: Json): void;
  readonly isSaving: boolean;
  readonly problems: readonly Problem[];
}

const NO_PROBLEMS: readonly Problem[] = [];

export function useSave<Value>(onSaved: (value: Value) => void, action?: string): Save {
  const { submit, state, data: answer } = useFetcher();
  const data = answer as SaveOutcome<Value> | undefined; // the action's own answer, through JSON
  const told = useRef<unknown>(undefined);
  useEffect(() => {
    if (state !== "idle" || data === undefined || told.current === data) return;
    told.current = data;
    if (data.ok) onSaved(data.value);
  }, [state, data, onSaved]);
  const isSaving = state !== "idle";
  const save = useCallback(
    (input: Json) => {
      if (!isSaving) submit(input, { method: "post", encType: "application/json", ...(action === undefined ? {} : { action }) });
    },
    [submit, action, isSaving],
  );
  return { save, isSaving, problems: data !== undefined && !data.ok ? data.problems : NO_PROBLEMS };
}
