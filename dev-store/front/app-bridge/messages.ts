/** What the framed app's App Bridge stand-in and the admin shell say to each other, by postMessage. */

export type TitleButton = {
  label: string;
  isPrimary: boolean;
  isCritical: boolean;
  isDisabled: boolean;
};

export type FromApp =
  | { type: "idToken"; id: string }
  | { type: "scopes"; id: string; act: "grant" | "query" | "revoke"; scopes: string[] }
  | { type: "resourcePicker"; id: string; options: PickerRequest }
  | { type: "toast"; id: string; message: string; isError: boolean; durationMs: number; action: string | null }
  | { type: "toastHide"; id: string }
  | { type: "loading"; isLoading: boolean }
  | { type: "navMenu"; items: { label: string; href: string; isHome: boolean }[] }
  | { type: "titleBar"; title: string; buttons: TitleButton[]; hasBreadcrumb: boolean }
  | { type: "saveBar"; isShown: boolean }
  | { type: "path"; path: string }
  | { type: "open"; url: string };

export type FromAdmin =
  | { type: "reply"; id: string; value: unknown }
  | { type: "refusal"; id: string; message: string }
  | { type: "navigate"; href: string }
  | { type: "titleButton"; place: number }
  | { type: "breadcrumb" }
  | { type: "saveBar"; choice: "save" | "discard" }
  | { type: "toastAction"; id: string };

export type PickerRequest = {
  type: "product" | "variant" | "collection";
  multiple: boolean | number;
  query: string;
  selectedIds: string[];
};
