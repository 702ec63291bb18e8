// Verifiers for an endpoint in the languages of its readers, naming the variable that holds this rule's secret. Each is whole: tests run them.

/** A language. */
export type SnippetLanguage = 'node' | 'python' | 'java' | 'go' | 'shell'

/** In the order of the tabs. */
export const snippetLanguages: readonly SnippetLanguage[] = ['node', 'python', 'java', 'go', 'shell']

/** The variable of the endpoint's environment that holds a rule's secret. Chinese names fall back to the id. */
export function secretVariable({ name, id }: { readonly name: string; readonly id: string }): string {
  const ascii = /^[A-Za-z0-9_]+$/.test(name) ? name : id
  return `POSTHOUSE_SECRET_${ascii.toUpperCase()}`
}

/** The text of a verifier. */
export function snippetOf(language: SnippetLanguage, variable: string): string {
  return texts[language](variable)
}

const texts: Readonly<Record<SnippetLanguage, (variable: string) => string>> = {
  node: variable => `import { createHmac, timingSafeEqual } from 'node:crypto'

/** headers: lower-case names; body: the exact bytes as text, before any JSON parser. */
export function isAuthentic(headers, body, nowSeconds = Date.now() / 1000) {
  const id = headers['webhook-id']
  const timestamp = headers['webhook-timestamp']
  if (!id || !timestamp || !(Math.abs(nowSeconds - Number(timestamp)) <= 300)) return false
  const secret = process.env.${variable}
  const expected = createHmac('sha256', secret).update(\`\${id}.\${timestamp}.\${body}\`).digest()
  // While a rotated secret is honoured, two signatures come, separated by a space.
  return String(headers['webhook-signature']).split(' ').some(signature => {
    const [version, value = ''] = signature.split(',')
    const given = Buffer.from(value, 'base64')
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected)
  })
}
`,
  python: variable => `import base64, hashlib, hmac, os, time


def is_authentic(headers, body, now=None):
    """headers: lower-case names; body: the exact bytes, before any JSON parser."""
    message_id, timestamp = headers.get("webhook-id"), headers.get("webhook-timestamp")
    if not message_id or not (timestamp or "").isdigit():
        return False
    if abs((now or time.time()) - int(timestamp)) > 300:
        return False
    secret = os.environ["${variable}"].encode()
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    # While a rotated secret is honoured, two signatures come, separated by a space.
    return any(
        hmac.compare_digest(f"v1,{expected}".encode(), given.encode())
        for given in headers.get("webhook-signature", "").split(" ")
    )
`,
  java: variable => `import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

final class PosthouseCallback {
  /** headers: lower-case names; body: the exact bytes, before any JSON parser. */
  static boolean isAuthentic(Map<String, String> headers, byte[] body) throws Exception {
    String id = headers.get("webhook-id");
    String timestamp = headers.get("webhook-timestamp");
    if (id == null || timestamp == null || !timestamp.matches("[0-9]{1,12}")) return false;
    long now = System.currentTimeMillis() / 1000;
    if (Math.abs(now - Long.parseLong(timestamp)) > 300) return false;
    Mac mac = Mac.getInstance("HmacSHA256");
    byte[] secret = System.getenv("${variable}").getBytes(StandardCharsets.UTF_8);
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
    String expected = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    // While a rotated secret is honoured, two signatures come, separated by a space.
    for (String given : headers.getOrDefault("webhook-signature", "").split(" ")) {
      if (MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8))) return true;
    }
    return false;
  }
}
`,
  go: variable => `package callback

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// IsAuthentic takes the exact bytes of the body, before any JSON parser.
func IsAuthentic(headers http.Header, body []byte) bool {
	id, timestamp := headers.Get("webhook-id"), headers.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if id == "" || err != nil {
		return false
	}
	age := time.Since(time.Unix(seconds, 0))
	if age > 5*time.Minute || age < -5*time.Minute {
		return false
	}
	mac := hmac.New(sha256.New, []byte(os.Getenv("${variable}")))
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	expected := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	// While a rotated secret is honoured, two signatures come, separated by a space.
	for _, given := range strings.Split(headers.Get("webhook-signature"), " ") {
		if hmac.Equal([]byte(expected), []byte(given)) {
			return true
		}
	}
	return false
}
`,
  shell:
    variable => `# By hand: body.json holds the exact bytes, ID and TIMESTAMP the headers webhook-id and webhook-timestamp.
# One of the signatures in webhook-signature must be what this prints.
{ printf '%s.%s.' "$ID" "$TIMESTAMP"; cat body.json; } |
  openssl dgst -sha256 -hmac "$${variable}" -binary | openssl base64 -A | sed 's/^/v1,/'
`,
}
