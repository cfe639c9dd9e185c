import { Kind, parse } from "graphql";
import type { DocumentNode, FieldNode, SelectionSetNode } from "graphql";
import { isObject } from "./json.ts";
import type { Json, JsonObject } from "./json.ts";

/** Whether the answer has every field that the document selects: some files keep less of an answer than was asked for. */
export function answersAll(text: string, { data }: JsonObject): boolean {
  const document = parse(text);
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  return operation === undefined || data === undefined || holds(document, operation.selectionSet, data);
}

function holds(document: DocumentNode, selections: SelectionSetNode, value: Json): boolean {
  if (Array.isArray(value)) return value.every((item) => holds(document, selections, item));
  if (!isObject(value)) return true;
  return [...fieldsOf(document, selections)].every((field) => {
    const item = value[field.alias?.value ?? field.name.value];
    if (item === undefined) return false;
    return field.selectionSet === undefined || holds(document, field.selectionSet, item);
  });
}

/** Fields of fragments on one type of several are there or not, as the type may be. */
function* fieldsOf(document: DocumentNode, { selections }: SelectionSetNode): Generator<FieldNode> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) yield selection;
    if (selection.kind !== Kind.FRAGMENT_SPREAD) continue;
    const fragment = document.definitions.find((node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === selection.name.value);
    if (fragment?.kind === Kind.FRAGMENT_DEFINITION) yield* fieldsOf(document, fragment.selectionSet);
  }
}
