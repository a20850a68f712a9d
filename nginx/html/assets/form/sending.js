// One upload with its progress. A connection that moves nothing for a minute counts as lost.
const stallMilliseconds = 60_000;

export class ConnectionLost extends Error {}

// Sends a form; gives the status, the JSON and the seconds after which to come again.
export function send(address, content, { key, language, onProgress }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let stall;
    const watch = () => {
      clearTimeout(stall);
      stall = setTimeout(() => request.abort(), stallMilliseconds);
    };
    const lose = () => {
      clearTimeout(stall);
      reject(new ConnectionLost());
    };
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Accept-Language", language);
    request.setRequestHeader("Idempotency-Key", key);
    request.upload.onprogress = (event) => {
      watch();
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onerror = lose;
    request.onabort = lose;
    request.onload = () => {
      clearTimeout(stall);
      let body = null;
      try {
        body = JSON.parse(request.responseText);
      } catch {
        // Not ours: a proxy's page, say.
      }
      resolve({ status: request.status, body, retryAfter: Number(request.getResponseHeader("Retry-After")) || 0 });
    };
    watch();
    request.send(content);
  });
}

// A name that no other request has. `crypto.randomUUID` is missing on plain HTTP.
export const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
