import { Button, InlineStack, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useText } from "./text.tsx";
import { useSave } from "./use-save.ts";

export type TestOutcome = "sent" | "sender_address" | "recipient_address" | "refused" | "unavailable" | "uncertain";

/** One message to the merchant: does mail work with the saved sender? */
export function TestMessage() {
  const { t } = useText();
  const [to, setTo] = useState("");
  const [outcome, setOutcome] = useState<TestOutcome | null>(null);
  const { save, isSaving } = useSave<TestOutcome>(setOutcome, "/test-message");
  return (
    <>
      <TextField
        label={t("settings.sender.test")}
        type="email"
        autoComplete="email"
        helpText={t("settings.sender.testHelp")}
        value={to}
        onChange={setTo}
        connectedRight={
          <Button loading={isSaving} disabled={to.trim() === ""} onClick={() => save({ to })}>
            {t("settings.sender.testAction")}
          </Button>
        }
        {...(outcome === "recipient_address" ? { error: t("settings.sender.testOutcome.recipient_address") } : {})}
      />
      <div aria-live="polite">
        {outcome !== null && outcome !== "recipient_address" && !isSaving && (
          <InlineStack>
            <Text as="p" tone={outcome === "sent" ? "success" : "critical"}>
              {t(`settings.sender.testOutcome.${outcome}`)}
            </Text>
          </InlineStack>
        )}
      </div>
    </>
  );
}
