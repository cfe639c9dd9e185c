import { browserScript } from "../browser-script.ts";

/** The App Bridge stand-in for an app that is framed by the admin at this origin. */
export function bridgeScript(adminOrigin: string): string {
  return browserScript("app-bridge/app-bridge.ts").replaceAll("__ADMIN_ORIGIN__", JSON.stringify(adminOrigin));
}
