/** What we use of mjml 5, which brings no types. */
declare module "mjml" {
  export interface MjmlOptions {
    readonly validationLevel?: "strict" | "soft" | "skip";
    readonly ignoreIncludes?: boolean;
  }
  export interface MjmlResult {
    readonly html: string;
    readonly errors: readonly { readonly formattedMessage: string }[];
  }
  export default function mjml2html(mjml: string, options?: MjmlOptions): Promise<MjmlResult>;
}
