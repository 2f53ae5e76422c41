// Passkeys: the one thing on these pages that needs a script. Where the browser
// has none, what it is for stays hidden.
"use strict";
{
  const told = document.getElementById("passkey-told");
  const post = async (path, body) => {
    const response = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body ?? {}) });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.wrong);
    return answer;
  };
  const ways = {
    async add() {
      const { publicKey } = await post("/account/passkeys/begin");
      const key = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
      return post("/account/passkeys/finish", key.toJSON());
    },
    async use() {
      const { publicKey } = await post("/sign-in/passkey/begin");
      const key = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
      return post("/sign-in/passkey/finish" + location.search, key.toJSON());
    },
  };
  // A passkey is made for a name: at an address of numbers there are none.
  const numbers = /^\d+(\.\d+){3}$|^\[/.test(location.hostname);
  if (!numbers && globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON) {
    for (const part of document.querySelectorAll(".passkey")) part.hidden = false;
    for (const button of document.querySelectorAll("button[data-passkey]")) {
      button.addEventListener("click", async () => {
        told.textContent = "";
        try {
          const { next } = await ways[button.dataset.passkey]();
          location.assign(next);
        } catch (err) {
          told.textContent = err.name === "NotAllowedError" ? told.dataset.nothing : err.message;
        }
      });
    }
  }
}
